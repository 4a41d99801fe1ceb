using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

internal static class DeviceKinds
{
    /// <summary>The kind that makes this device.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IDeviceKind Of(DeviceSpec device, ImmutableArray<IDeviceKind> kinds) =>
        kinds.FirstOrDefault(kind => kind.Name == device.Kind) ?? throw new ArgumentException(
            $"'{device.Kind}' is not a kind of device; use one of {string.Join(", ", kinds.Select(kind => kind.Name))}.", nameof(device));
}
