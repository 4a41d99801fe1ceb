namespace Econet.Gateway.Configuration;

/// <summary>The devices that this host was started with.</summary>
internal sealed record DeviceList(IReadOnlyList<DeviceOptions> Devices);
