using System.Text.RegularExpressions;

namespace Econet.Actors.Devices;

/// <summary>What users may call their devices.</summary>
internal static partial class DeviceIds
{
    /// <exception cref="ArgumentException">The id is none.</exception>
    public static void Check(string id)
    {
        if (id is null || !Pattern().IsMatch(id))
        {
            throw new ArgumentException($"Device id '{id}': use 1 to 64 letters, digits, '-' and '_'.", nameof(id));
        }
    }

    /// <summary>Nobody else may have the id, or what the device has for itself.</summary>
    /// <exception cref="ArgumentException">Somebody has.</exception>
    public static void CheckFree(DeviceRegistration device, IEnumerable<DeviceRegistration> others)
    {
        foreach (var other in others)
        {
            if (other.Id == device.Id)
            {
                throw new ArgumentException($"Device id '{device.Id}' is given twice.", nameof(device));
            }

            if (device.Line is { } line && line == other.Line)
            {
                throw new ArgumentException($"Device '{device.Id}' can't use {line}: '{other.Id}' does.", nameof(device));
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Pattern();
}
