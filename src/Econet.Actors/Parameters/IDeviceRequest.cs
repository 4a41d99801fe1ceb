namespace Econet.Actors.Parameters;

/// <summary>A message that anybody may send to a device, inside <c>DeviceMessages.ToDevice</c>.</summary>
public interface IDeviceRequest;

/// <summary>A message that answers an <see cref="IDeviceRequest"/>, or a request to the region of devices.</summary>
public interface IDeviceReply;
