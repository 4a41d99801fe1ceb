using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Econet.Gateway.HomeAssistant;

/// <summary>What the owner calls a device and its parts.</summary>
/// <param name="Device">The name of the device; null where none was set.</param>
/// <param name="Labels">The names of bases and zones of a NEA SMART system, by keys such as <c>base1</c> and <c>base1_zone2</c>.</param>
public sealed partial record DeviceNames(string? Device, IReadOnlyDictionary<string, string> Labels)
{
    public static DeviceNames None { get; } = new(null, FrozenDictionary<string, string>.Empty);

    /// <summary>
    /// The label of a base or zone. A zone without a label of its own is called by its base's label and its number: <c>Attic zone 3</c>. Null
    /// where neither has one.
    /// </summary>
    public string? Of(string member) =>
        Labels.TryGetValue(member, out var own) ? own
        : Zone().Match(member) is { Success: true } zone && Labels.TryGetValue(zone.Groups["base"].Value, out var label)
            ? $"{label} zone {zone.Groups["zone"].Value}"
            : null;

    [GeneratedRegex("^(?<base>base[0-9]+)_zone(?<zone>[0-9]+)$")]
    private static partial Regex Zone();
}
