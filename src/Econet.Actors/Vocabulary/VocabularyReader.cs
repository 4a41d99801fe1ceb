using System.Collections.Immutable;
using Econet.Values;
using YamlDotNet.RepresentationModel;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// Reads a vocabulary file. What is wrong with it is collected with line and remedy; what it does not know is told and not ignored.
/// </summary>
/// <param name="below">Files whose quantities, parts and sets of names this one may use.</param>
internal sealed class VocabularyReader(string file, IReadOnlyList<VocabularyFile> below)
{
    private const string Example = "fields, as in 'title: Outdoor temperature'";

    private const string SystemField = "system";

    private static readonly string[] QuantityFields = ["unit", "of_unit", "sane", "step", "rate", "agree", "precision"];

    private readonly VocabularyErrors _errors = new(file);

    /// <summary>The kind of system that a file is for.</summary>
    /// <exception cref="VocabularyException">It does not say, or says one that there is not.</exception>
    public static string SystemOf(string text, string file, IEnumerable<string> systems)
    {
        var errors = new VocabularyErrors(file);
        var root = YamlField.Root(text, errors);
        YamlField? field = root?.Node is YamlMappingNode ? root.Value.Fields("").FirstOrDefault(f => f.Name == SystemField) : null;
        if (field is { Node: not null } given && given.Text() is { } system)
        {
            if (systems.Contains(system))
            {
                return system;
            }

            given.Wrong($"unknown system '{system}'; it takes {string.Join(" or ", systems)}");
        }
        else if (!errors.Any)
        {
            errors.Add(1, $"the file does not say which system it is for; begin it with '{SystemField}: {systems.First()}'");
        }

        throw new VocabularyException(errors.All);
    }

    /// <exception cref="VocabularyException">Something is wrong with it; all that is.</exception>
    public VocabularyFile Read(string text)
    {
        var fields = YamlField.Root(text, _errors)?.Known(
            "sections, as in 'parameters:'", SystemField, "quantities", "parts", "choices", "parameters", "alarms") ?? [];
        var system = fields.TryGetValue(SystemField, out var named) ? named.Text() ?? "" : below.Select(b => b.System).LastOrDefault("");
        var quantities = below.SelectMany(b => b.Quantities).Concat(Quantities(fields)).Last();
        var parts = below.SelectMany(b => b.Parts).Concat(Texts(fields, "parts")).Last();
        var choices = below.SelectMany(b => b.Choices).Concat(Choices(fields)).Last();
        var rows = new RowReader(quantities, parts, choices);
        var read = new VocabularyFile(
            file,
            system,
            quantities,
            below.SelectMany(b => b.QuantityOfUnit).Concat(QuantityOfUnit(fields)).Last(),
            parts,
            choices,
            fields.TryGetValue("parameters", out var parameters)
                ? [.. parameters.Fields("rows, as in 'TempWthr: {title: Outdoor temperature}'").Select(rows.Read).OfType<VocabularyRow>()]
                : [],
            Alarms(fields));
        return _errors.Any ? throw new VocabularyException(_errors.All) : read;
    }

    private static IEnumerable<KeyValuePair<string, Quantity>> Quantities(Dictionary<string, YamlField> fields) =>
        Section(fields, "quantities", "quantities, as in 'power: {unit: kW}'").Select(field => KeyValuePair.Create(field.Name, ReadQuantity(field)));

    private static Quantity ReadQuantity(YamlField field)
    {
        var given = field.Known(Example, QuantityFields);
        return new Quantity(
            field.Name,
            given.TryGetValue("unit", out var unit) ? Unit.Of(unit.Text() ?? "") : Unit.None,
            given.TryGetValue("sane", out var sane) ? NameReader.Range(sane) : null,
            given.TryGetValue("step", out var step) ? step.Number(0, 1e12) : null,
            given.TryGetValue("rate", out var rate) ? rate.Number(0, 1e12) ?? 0 : 0,
            given.TryGetValue("agree", out var agree) ? agree.Number(0, 1e12) : null,
            given.TryGetValue("precision", out var precision) ? precision.Whole(0, 9) : null);
    }

    private static IEnumerable<KeyValuePair<string, string>> QuantityOfUnit(Dictionary<string, YamlField> fields) =>
        from quantity in Section(fields, "quantities", "")
        from field in quantity.Fields(Example)
        where field.Name == "of_unit"
        let unit = field.Text()
        where unit is not null
        select KeyValuePair.Create(unit, quantity.Name);

    private static IEnumerable<KeyValuePair<string, ImmutableArray<RawName>>> Choices(Dictionary<string, YamlField> fields) =>
        Section(fields, "choices", "sets of names, as in 'on_off: {0: Off, 1: On}'")
            .Select(field => KeyValuePair.Create(field.Name, NameReader.Names(field)));

    private static IEnumerable<KeyValuePair<string, string>> Texts(Dictionary<string, YamlField> fields, string section) =>
        from field in Section(fields, section, "texts by id, as in 'buffer: Buffer'")
        let text = field.Text()
        where text is not null
        select KeyValuePair.Create(field.Name, text);

    private static ImmutableDictionary<int, string> Alarms(Dictionary<string, YamlField> fields)
    {
        var alarms = ImmutableDictionary.CreateBuilder<int, string>();
        foreach (var field in Section(fields, "alarms", "texts by code, as in '10: Antifreeze'"))
        {
            if (!byte.TryParse(field.Name, out var code))
            {
                field.Wrong($"'{field.Name}' is not an alarm code; codes are 0 to 255");
            }
            else if (field.Text() is { } text)
            {
                alarms[code] = text;
            }
        }

        return alarms.ToImmutable();
    }

    private static IReadOnlyList<YamlField> Section(Dictionary<string, YamlField> fields, string name, string example) =>
        fields.TryGetValue(name, out var section) ? section.Fields(example) : [];
}

internal static class Overlays
{
    /// <summary>Of entries with one key the last one.</summary>
    public static ImmutableDictionary<string, T> Last<T>(this IEnumerable<KeyValuePair<string, T>> entries) =>
        ImmutableDictionary<string, T>.Empty.SetItems(entries);
}
