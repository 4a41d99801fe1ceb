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
    public static void CheckFree(DeviceRegistration device, IEnumerable<DeviceRegistration> others) =>
        CheckFree(device.Id, device.Line, others.Select(other => (other.Id, other.Line)));

    /// <inheritdoc cref="CheckFree(DeviceRegistration, IEnumerable{DeviceRegistration})"/>
    public static void CheckFree(string id, string? line, IEnumerable<(string Id, string? Line)> others)
    {
        foreach (var other in others)
        {
            if (other.Id == id)
            {
                throw new ArgumentException($"Device id '{id}' is given twice.", nameof(id));
            }

            if (line is not null && line == other.Line)
            {
                throw new ArgumentException($"Device '{id}' can't use {line}: '{other.Id}' does.", nameof(id));
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Pattern();
}
