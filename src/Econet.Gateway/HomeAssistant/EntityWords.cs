using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.HomeAssistant;

/// <summary>The vocabulary's names and units of parameters, where the table of entities has none.</summary>
/// <param name="language">The language of names.</param>
public sealed class EntityWords(Vocabularies vocabularies, Language language)
{
    /// <summary>The built-in vocabulary, in English.</summary>
    public static EntityWords English { get; } = new(Vocabularies.BuiltIn, Language.English);

    /// <summary>
    /// What an entity is called that shows the first known one of these parameters; in a group that has a title, without the part of the system,
    /// which the title names.
    /// </summary>
    /// <param name="bit">The bit that the entity shows; null for the whole parameter.</param>
    /// <returns>Null when the vocabulary knows none of them.</returns>
    internal string? NameOf(IEnumerable<string> parameters, int? bit, bool hasTitle)
    {
        foreach (var meaning in parameters.SelectMany(Meanings))
        {
            var name = bit is null ? meaning.Title : meaning.Bits.FirstOrDefault(known => known.Bit == bit)?.Name;
            if (name?.In(language) is { } text)
            {
                return !hasTitle ? text : bit is null ? Short(text, meaning.Part?.Title.In(language)) : Lower(text, language);
            }
        }

        return null;
    }

    /// <summary>What a weekly schedule is called.</summary>
    /// <param name="title">What the part of the system that it is of is called; null for what the vocabulary calls it.</param>
    internal string ScheduleName(string schedule, KnownParameters known, string? title)
    {
        // The title of a half day begins with that of the week: 'Hot water schedule, Sunday until noon'.
        var meaning = (known.Find($"{schedule}SundayAM") ?? known.Find($"{schedule}SuAM")) is { } word ? MeaningOf(word) : null;
        var week = meaning?.Title?.In(language).Split(',')[0] ?? $"Schedule {schedule}";
        return title is null ? week : $"{title} {Short(week, meaning?.Part?.Title.In(language))}";
    }

    /// <summary>The row, completed from the vocabulary.</summary>
    internal EntityRow Complete(EntityRow row, ParameterValue parameter)
    {
        var meaning = MeaningOf(parameter);
        if (meaning.Source is null)
        {
            return row;
        }

        var bit = meaning.Bits.FirstOrDefault(known => known.Bit == row.Bit);
        var isScaled = row.Scale == 1 && !row.Signed && row.Bit is null && !meaning.Scale.IsNone;
        return row with
        {
            Unit = row.Unit ?? meaning.Unit.Symbol,
            Icon = row.Icon ?? meaning.Icon ?? QuantityIcons.Of(meaning.Quantity?.Name, meaning.Title?.English),
            Values = row.Values.IsEmpty && row.Bit is null ? [.. meaning.Values.Select(value => new RawName(value.Number, value.Name.In(language)))] : row.Values,
            Inverted = row.Inverted || (bit?.Inverted ?? false),
            Scale = isScaled ? 1 / meaning.Scale.Divisor : row.Scale,
            TakesScaled = !meaning.Scale.IsNone,
            Signed = isScaled ? meaning.Scale.Signed : row.Signed,
            Absent = row.Absent ?? (meaning.Absent is [var none, ..] && double.IsInteger(none) ? (long)none : null),
            StateClass = row.StateClass ?? (meaning.Counter && row.Bit is null ? "total_increasing" : null),
            Precision = meaning.IsNumber && meaning.Quantity is not null ? Display.Digits(meaning) : null,
        };
    }

    /// <summary>
    /// Sets or clears one bit of a word by its name, which leaves the others alone whatever becomes of them meanwhile. Null where the vocabulary
    /// has no name for it.
    /// </summary>
    /// <param name="on">Whether the raw bit is to be set.</param>
    internal BitChanges? Change(ParameterValue word, int bit, bool on) =>
        MeaningOf(word).Bits.FirstOrDefault(known => known.Bit == bit) is { } named
            ? new BitChanges(ImmutableDictionary<string, bool>.Empty.Add(named.Name.English, on != named.Inverted))
            : null;

    /// <summary>What the parameters of a device are to programs.</summary>
    internal IReadOnlySet<Role> RolesOf(DeviceSnapshot device) => device.Parameters.Select(one => MeaningOf(one).Role).OfType<Role>().ToHashSet();

    private Meaning MeaningOf(ParameterValue parameter) => parameter.Definition.MeaningIn(vocabularies);

    // Names say enough here: types matter for numbers only, and bits are of words.
    private IEnumerable<Meaning> Meanings(string name) => vocabularies.Systems
        .Select(system => vocabularies.Of(system).Of(-1, name, Unit.None, ParameterType.UInt32))
        .Where(meaning => meaning.Source is not null);

    private static string Short(string title, string? part) =>
        part is not null && title.StartsWith(part + " ", StringComparison.Ordinal) ? title[(part.Length + 1)..] : title;

    // A noun keeps its capital where nouns have one.
    private static string Lower(string text, Language language) => language != Language.English ? text : char.ToLowerInvariant(text[0]) + text[1..];
}
