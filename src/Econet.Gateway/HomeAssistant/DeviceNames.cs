using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Econet.Gateway.HomeAssistant;

/// <summary>What is known of a device before it is known itself, and what the owner calls it and its parts.</summary>
/// <param name="Device">Null where nothing was set.</param>
/// <param name="HasBus">The gateway asks it on a bus, and counts how often it is answered.</param>
/// <param name="Labels">Of bases and zones of a NEA SMART system, by <c>base1</c> and <c>base1_zone2</c>.</param>
public sealed partial record DeviceNames(string? Device, bool HasBus, IReadOnlyDictionary<string, string> Labels)
{
    public static DeviceNames None { get; } = new(null, HasBus: false, FrozenDictionary<string, string>.Empty);

    /// <summary>The label of a member; of a zone without one, that of its base with the zone's number. Null where there is none.</summary>
    public string? Of(string member) =>
        Labels.TryGetValue(member, out var own) ? own
        : Zone().Match(member) is { Success: true } zone && Labels.TryGetValue(zone.Groups["base"].Value, out var label)
            ? $"{label} zone {zone.Groups["zone"].Value}"
            : null;

    [GeneratedRegex("^(?<base>base[0-9]+)_zone(?<zone>[0-9]+)$")]
    private static partial Regex Zone();
}
