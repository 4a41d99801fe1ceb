namespace Econet.Actors.Messages;

/// <summary>A message that anybody may send to the region of devices (<c>EconetDevices</c>).</summary>
public interface IRegionRequest;

/// <summary>A message that anybody may send to a device, to the region inside <see cref="ToDevice"/>.</summary>
public interface IDeviceRequest;

/// <summary>
/// A message that answers an <see cref="IDeviceRequest"/> or an <see cref="IRegionRequest"/>. Every one that is answered at all may be answered with
/// <see cref="RequestFailed"/>.
/// </summary>
public interface IDeviceReply;
