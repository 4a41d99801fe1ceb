using System.Net;
using Econet.Actors.NeaSmart;

namespace Econet.Gateway.Configuration;

/// <summary>What two devices can't share: a line, a Modbus server, a file.</summary>
internal static class DeviceConflicts
{
    /// <exception cref="ConfigurationException">Two devices share something; the message names both.</exception>
    public static void Check(IReadOnlyList<DeviceOptions> devices, SettingValues values)
    {
        for (var i = 0; i < devices.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Between(devices[j], devices[i], values) is { } conflict)
                {
                    throw new ConfigurationException(conflict);
                }
            }
        }
    }

    /// <summary>What a device can't have because of those that there are, in a sentence; null for nothing.</summary>
    public static string? Of(DeviceOptions device, IEnumerable<DeviceOptions> others, SettingValues values) =>
        others.Select(other => Between(other, device, values)).FirstOrDefault(conflict => conflict is not null);

    private static string? Between(DeviceOptions one, DeviceOptions other, SettingValues values) =>
        one.Id == other.Id ? $"There is a device {one.Id} already ({one.Source})"
        : Shared(one, other, values) is { } what
            ? $"The devices {one.Id} ({one.Source}) and {other.Id} ({other.Source}) have the same {what}; each needs its own"
            : null;

    private static string? Shared(DeviceOptions one, DeviceOptions other, SettingValues values) =>
        Line(one) is { } line && line == Line(other) ? $"port, {line}"
        : ServerOf(one) is NeaSmartServer.Tcp a && ServerOf(other) is NeaSmartServer.Tcp b && Overlap(a, b) ? $"Modbus port, {a.Port}"
        : File(one, values) == File(other, values) ? $"state file, {File(one, values)}"
        : null;

    /// <summary>The serial device or adapter; links are followed, so that two names of one device are found out.</summary>
    private static string? Line(DeviceOptions device)
    {
        var name = device is Gm3Device gm3 ? gm3.Port : (ServerOf(device) as NeaSmartServer.Rtu)?.Port.Name;
        return name is null ? null
            : name.Contains("://", StringComparison.Ordinal) ? name.ToLowerInvariant()
            : Path.IsPathRooted(name) ? Target(name)
            : name;
    }

    private static string Target(string path)
    {
        try
        {
            return System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static NeaSmartServer? ServerOf(DeviceOptions device) => (device as NeaSmartDevice)?.Options.Server;

    private static bool Overlap(NeaSmartServer.Tcp one, NeaSmartServer.Tcp other) =>
        one.Port != 0 && one.Port == other.Port && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static string File(DeviceOptions device, SettingValues values)
    {
        var own = (device as NeaSmartDevice)?.Options.DatabasePath;
        return own == ":memory:" ? device.Id
            : own is null ? Path.GetFullPath(Path.Combine(values.Find(Settings.StateDirectory)!, device.Id + ".db"))
            : Path.GetFullPath(own.EndsWith(".db", StringComparison.Ordinal) ? own : own + ".db");
    }
}
