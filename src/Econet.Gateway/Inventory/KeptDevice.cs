using Econet.Gateway.Configuration;

namespace Econet.Gateway.Inventory;

/// <summary>A device that was added over the API.</summary>
/// <param name="Json">As it was given.</param>
/// <param name="Device">Null when it can't be served.</param>
/// <param name="Trouble">Why it can't, in a sentence without an end.</param>
internal sealed record KeptDevice(ReadOnlyMemory<byte> Json, DeviceOptions? Device, string? Trouble)
{
    /// <summary>Reads what was kept. The settings take precedence: what they have, an added device can't have.</summary>
    /// <param name="configured">The devices of the settings.</param>
    public static IReadOnlyList<KeptDevice> Restore(
        IEnumerable<ReadOnlyMemory<byte>> kept, IReadOnlyList<DeviceOptions> configured, SettingValues values)
    {
        var restored = new List<KeptDevice>();
        foreach (var json in kept)
        {
            restored.Add(Of(json, configured.Concat(Served(restored)), values));
        }

        return restored;
    }

    /// <summary>Those that can be served.</summary>
    public static IEnumerable<DeviceOptions> Served(IEnumerable<KeptDevice> devices) => devices.Select(kept => kept.Device).OfType<DeviceOptions>();

    /// <exception cref="ConfigurationException">It is no device.</exception>
    public static DeviceOptions Read(ReadOnlyMemory<byte> json, string origin, SettingValues values)
    {
        var layer = new DeviceLayer(json, origin);
        var all = values.With(layer);
        return DeviceList.Of(layer.Section, all.For(layer.Section.Id)) with { Origin = DeviceOrigin.Api };
    }

    private static KeptDevice Of(ReadOnlyMemory<byte> json, IEnumerable<DeviceOptions> others, SettingValues values)
    {
        try
        {
            var device = Read(json, AddedDevicesFile.Name, values);
            return DeviceConflicts.Of(device, others, values) is { } conflict
                ? new KeptDevice(json, null, $"{device.Id}: {conflict}")
                : new KeptDevice(json, device, null);
        }
        catch (ConfigurationException wrong)
        {
            return new KeptDevice(json, null, wrong.Message);
        }
    }
}
