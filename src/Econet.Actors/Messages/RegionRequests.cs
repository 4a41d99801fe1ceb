namespace Econet.Actors.Messages;

/// <summary>For the device with this id.</summary>
/// <param name="Message">Who asks gets its answer.</param>
public sealed record ToDevice(string Device, IDeviceRequest Message) : IRegionRequest;

/// <summary>Begin with this device. Answered with <see cref="DeviceAdded"/>.</summary>
public sealed record AddDevice(DeviceSpec Spec) : IRegionRequest;

public sealed record DeviceAdded(string Id) : IDeviceReply;

/// <summary>The device leaves its bus, and is no more. Answered with <see cref="DeviceRemoved"/> when it has.</summary>
/// <param name="DeletesState">Its state file goes with it; else one that is added with the same id finds it.</param>
public sealed record RemoveDevice(string Id, bool DeletesState = false) : IRegionRequest;

public sealed record DeviceRemoved(string Id) : IDeviceReply;
