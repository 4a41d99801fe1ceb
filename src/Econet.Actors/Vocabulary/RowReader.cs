using System.Collections.Immutable;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>Reads the rows of a vocabulary file.</summary>
internal sealed class RowReader(
    ImmutableDictionary<string, Quantity> quantities,
    ImmutableDictionary<string, string> parts,
    ImmutableDictionary<string, ImmutableArray<RawName>> choices)
{
    private static readonly string[] FieldNames =
    [
        "title", "part", "quantity", "unit", "scale", "values", "bits", "decides", "precision", "counter", "sane", "step", "absent", "poll",
        "level", "icon", "source", "same_as", "role", "activities", "history",
    ];

    private static readonly ImmutableSortedDictionary<string, bool> Levels =
        ImmutableSortedDictionary<string, bool>.Empty.Add("everyday", true).Add("expert", false);

    /// <returns>Null when its key is none.</returns>
    public VocabularyRow? Read(YamlField place)
    {
        if (Placeholders.In(place.Name).Except(Placeholders.InNames).FirstOrDefault() is { } unknown)
        {
            place.Wrong($"'{{{unknown}}}' is not a placeholder for names; valid ones are {Listed(Placeholders.InNames.Select(known => $"{{{known}}}"))}");
            return null;
        }

        if (place.Name.All(char.IsAsciiDigit))
        {
            place.Wrong($"'{place.Name}' alone may mean another parameter on another controller; write 'name@{place.Name}', or '@{place.Name}' for one without a name");
            return null;
        }

        var fields = place.Known("fields, as in '{title: Outdoor temperature}'", FieldNames);
        var row = new VocabularyRow(
            new RowKey(place.Name),
            place.Line,
            Template(fields, "title", place.Name),
            Part(fields, place.Name),
            Quantity(fields),
            fields.TryGetValue("unit", out var unit) && unit.Text() is { } symbol ? Unit.Of(symbol) : null,
            ReadScale(fields),
            fields.TryGetValue("values", out var values) ? ReadValues(values) : null,
            fields.TryGetValue("bits", out var bits) ? NameReader.Bits(bits) : null,
            fields.TryGetValue("decides", out var decides) ? NameReader.Decides(decides) : null,
            fields.TryGetValue("precision", out var precision) ? precision.Whole(0, 9) : null,
            fields.TryGetValue("counter", out var counter) ? counter.Flag() : null,
            fields.TryGetValue("sane", out var sane) ? NameReader.Range(sane) : null,
            fields.TryGetValue("step", out var step) ? step.Number(0, 1e12) : null,
            fields.TryGetValue("absent", out var absent) ? absent.Numbers() : null,
            fields.TryGetValue("poll", out var poll) ? poll.Choice(VocabularyWords.PollClasses) : null,
            fields.TryGetValue("level", out var level) ? level.Choice(Levels) : null,
            fields.TryGetValue("icon", out var icon) ? Icon(icon) : null,
            fields.TryGetValue("source", out var source) ? source.Choice(VocabularyWords.Sources) : null,
            Template(fields, "same_as", place.Name),
            fields.TryGetValue("role", out var role) ? role.Choice(VocabularyWords.Roles) : null,
            fields.TryGetValue("activities", out var activities) ? NameReader.Activities(activities) : null,
            fields.TryGetValue("history", out var history) ? history.Flag() : null);
        Check(row, fields);
        return row;
    }

    private ImmutableArray<RawName>? ReadValues(YamlField field)
    {
        if (field.Node is not YamlDotNet.RepresentationModel.YamlScalarNode)
        {
            return NameReader.Names(field);
        }

        if (field.Text() is not { } name)
        {
            return null;
        }

        if (choices.TryGetValue(name, out var names))
        {
            return names;
        }

        field.Wrong($"unknown choices '{name}'; use {Listed(choices.Keys)}, or map numbers to names, as in '{{0: Off, 1: On}}'");
        return null;
    }

    private static Scale? ReadScale(Dictionary<string, YamlField> fields)
    {
        if (!fields.TryGetValue("scale", out var field) || field.Text() is not { } text)
        {
            return null;
        }

        if (Vocabulary.Scale.TryParse(text, out var scale))
        {
            return scale;
        }

        field.Wrong($"'{text}' is not a scale; use one such as '/100', '*10', '/10 signed', 'signed'");
        return null;
    }

    private Quantity? Quantity(Dictionary<string, YamlField> fields)
    {
        if (!fields.TryGetValue("quantity", out var field) || field.Text() is not { } name)
        {
            return null;
        }

        if (quantities.TryGetValue(name, out var quantity))
        {
            return quantity;
        }

        field.Wrong($"unknown quantity '{name}'; valid ones are {Listed(quantities.Keys)}");
        return null;
    }

    private string? Part(Dictionary<string, YamlField> fields, string key)
    {
        if (Template(fields, "part", key) is not { } text)
        {
            return null;
        }

        var kind = text.Split(' ')[0];
        if (!parts.TryGetValue(kind, out var title))
        {
            fields["part"].Wrong($"unknown part '{kind}'; valid ones are {Listed(parts.Keys)}");
            return null;
        }

        var isNumbered = Placeholders.In(title).Any();
        if (isNumbered != (text != kind))
        {
            fields["part"].Wrong(isNumbered ? $"there can be several of the part '{kind}'; say which one, as in '{kind} 1'" : $"there is only one part '{kind}'; leave out the number");
            return null;
        }

        return text;
    }

    /// <summary>A text whose places are those of the key.</summary>
    private static string? Template(Dictionary<string, YamlField> fields, string name, string key)
    {
        if (!fields.TryGetValue(name, out var field) || field.Text() is not { } text)
        {
            return null;
        }

        var has = Placeholders.In(key).ToHashSet();
        if (has.Contains(Placeholders.Number))
        {
            has.Add(Placeholders.Next);
        }

        foreach (var place in Placeholders.In(text).Where(place => !has.Contains(place)))
        {
            field.Wrong($"'{{{place}}}' in '{name}' has no meaning: the name '{key}' has {(has.Count == 0 ? "no placeholders" : Listed(has.Select(h => $"{{{h}}}")))}");
        }

        return text;
    }

    private static string? Icon(YamlField field)
    {
        var icon = field.Text();
        if (icon is null || icon.Contains(':', StringComparison.Ordinal))
        {
            return icon;
        }

        field.Wrong($"'{icon}' is not an icon; use one such as mdi:fire");
        return null;
    }

    /// <summary>What fits only together.</summary>
    private static void Check(VocabularyRow row, Dictionary<string, YamlField> fields)
    {
        if (row is { Quantity: { } quantity, Unit: { } unit } && unit != quantity.Unit)
        {
            fields["unit"].Wrong(
                $"the quantity {quantity.Name} has {(quantity.Unit == Unit.None ? "no unit" : $"the unit {quantity.Unit}")}; leave out 'unit', or use a quantity with that unit");
        }

        if (row.Values is not null && row.Bits is not null)
        {
            fields["bits"].Wrong("a number can have names for its values or for its bits, not both; leave one out");
        }

        if (row.Values is not null && row.Scale is not null)
        {
            fields["scale"].Wrong("names apply to unscaled numbers; leave out 'scale' or 'values'");
        }
    }

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));
}
