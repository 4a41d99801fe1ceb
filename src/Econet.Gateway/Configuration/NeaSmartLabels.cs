using System.Collections.Frozen;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Configuration;

/// <summary>What the owner calls bases and zones.</summary>
public sealed class NeaSmartLabels
{
    private static readonly FrozenSet<string> Keys =
    [
        .. RegisterMap.Zones.Select(zone => KeyOf(zone.Base)), .. RegisterMap.Zones.Select(zone => KeyOf(zone.Base, zone.Number)),
    ];

    private readonly FrozenDictionary<string, string> _labels;

    private NeaSmartLabels(IEnumerable<KeyValuePair<string, string>> labels) => _labels = labels.ToFrozenDictionary();

    /// <summary>None.</summary>
    public static NeaSmartLabels Empty { get; } = new([]);

    /// <summary>All of them, by keys such as <c>base1</c> and <c>base1_zone2</c>.</summary>
    public IReadOnlyDictionary<string, string> All => _labels;

    /// <summary>Of what a key such as <c>base1_zone2</c> means.</summary>
    public string? Of(string key) => _labels.GetValueOrDefault(key);

    public string? Base(int number) => _labels.GetValueOrDefault(KeyOf(number));

    public string? Zone(int baseNumber, int zone) => _labels.GetValueOrDefault(KeyOf(baseNumber, zone));

    /// <summary>Reads <c>base1=Ground floor; base1_zone2=Bath</c>; null when it is not of this form, or names what can't be.</summary>
    public static NeaSmartLabels? Parse(string text)
    {
        var labels = new Dictionary<string, string>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var key, { Length: > 0 } label]
                || !Keys.Contains(key) || label.Any(char.IsControl) || !labels.TryAdd(key, label))
            {
                return null;
            }
        }

        return new NeaSmartLabels(labels);
    }

    private static string KeyOf(int baseNumber) => $"base{baseNumber}";

    private static string KeyOf(int baseNumber, int zone) => $"base{baseNumber}_zone{zone}";
}
