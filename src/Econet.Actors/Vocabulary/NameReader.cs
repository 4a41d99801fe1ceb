using System.Collections.Immutable;
using System.Globalization;

namespace Econet.Actors.Vocabulary;

/// <summary>Reads names of numbers and bits, and ranges, from fields of a vocabulary file.</summary>
internal static class NameReader
{
    /// <summary>Two numbers, the lower one first.</summary>
    public static Bounds? Range(YamlField field)
    {
        var numbers = field.Numbers();
        if (numbers is [var low, var high] && low < high)
        {
            return new Bounds(low, high);
        }

        field.Wrong($"'{field.Name}' takes the lowest and highest number, as in [0, 100]");
        return null;
    }

    public static ImmutableArray<RawName> Names(YamlField field)
    {
        var names = ImmutableArray.CreateBuilder<RawName>();
        foreach (var item in field.Fields("names by number, as in '{0: Off, 1: On}'"))
        {
            if (!long.TryParse(item.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                item.Wrong($"'{item.Name}' is not a whole number; '{field.Name}' maps numbers to names, as in '{{0: Off, 1: On}}'");
            }
            else if (item.Text() is { } name)
            {
                names.Add(new RawName(number, name));
            }
        }

        return names.ToImmutable();
    }

    public static ImmutableSortedDictionary<long, Activity> Activities(YamlField field)
    {
        var activities = ImmutableSortedDictionary.CreateBuilder<long, Activity>();
        foreach (var item in field.Fields("activities by number, as in '{0: standby, 1: heating}'"))
        {
            if (!long.TryParse(item.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                item.Wrong($"'{item.Name}' is not a whole number; '{field.Name}' maps numbers to activities, as in '{{0: standby, 1: heating}}'");
            }
            else if (item.Choice(VocabularyWords.Activities) is { } activity)
            {
                activities[number] = activity;
            }
        }

        return activities.ToImmutable();
    }

    public static ImmutableArray<RawBit> Bits(YamlField field)
    {
        const string Example = "names by bit, as in '{0: Pump on, 3: not Blocked}'";
        const string Not = "not ";
        var bits = ImmutableArray.CreateBuilder<RawBit>();
        foreach (var item in field.Fields(Example))
        {
            if (!byte.TryParse(item.Name, out var bit) || bit > 63)
            {
                item.Wrong($"'{item.Name}' is not a bit number; bits are 0 to 63");
            }
            else if (item.Text() is { } name)
            {
                var isInverted = name.StartsWith(Not, StringComparison.Ordinal);
                bits.Add(new RawBit(bit, isInverted ? name[Not.Length..] : name, isInverted));
            }
        }

        return bits.ToImmutable();
    }

    public static DecidedBits? Decides(YamlField field)
    {
        var fields = field.Known("'{bits: [0, 1], while: 2}'", "bits", "while");
        if (!fields.TryGetValue("bits", out var bits) || !fields.TryGetValue("while", out var condition))
        {
            field.Wrong("'decides' takes the bits that the device sets by itself, and the bit that allows it to: {bits: [0, 1], while: 2}");
            return null;
        }

        var decided = bits.Numbers();
        if (decided.Any(bit => bit is < 0 or > 63))
        {
            bits.Wrong("'bits' takes numbers from 0 to 63");
            return null;
        }

        return condition.Whole(0, 63) is { } one
            ? new DecidedBits(one, decided.Aggregate(Int128.Zero, (mask, bit) => mask | (Int128.One << (int)bit)))
            : null;
    }
}
