using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.Http;

/// <summary>A name that a number stands for.</summary>
internal sealed record OptionBody(long Value, string Name);

/// <summary>A bit that has a name.</summary>
/// <param name="On">Whether the bit is on, as its name means it; null while the word is unknown.</param>
internal sealed record BitBody(int Bit, string Name, bool? On);

/// <summary>
/// A parameter as people read it: the fields of <see cref="ParameterBody"/>, with numbers scaled, and what the vocabulary knows. What it does
/// not know is null or left out.
/// </summary>
/// <param name="Value">The scaled number, or the device's own if it has no scale; null for "no value".</param>
/// <param name="Unit">The scaled number's.</param>
/// <param name="Min">The lowest scaled number that may be written now.</param>
/// <param name="Title">What people call it; null when the vocabulary does not know it.</param>
/// <param name="Part">The part of the system, such as <c>hot_water</c> or <c>circuit_2</c>.</param>
/// <param name="Display">The value with its unit, or its name; null when there is none.</param>
/// <param name="Raw">The device's own number.</param>
/// <param name="Options">The names of all numbers that may be written; left out when they have none.</param>
/// <param name="Counter">It only rises.</param>
/// <param name="Level">everyday or expert.</param>
/// <param name="Source">Where this is known from: observed, documented or inferred.</param>
internal sealed record ReadableBody(
    int Index,
    string Name,
    Value Value,
    string Unit,
    string Type,
    bool Writable,
    [property: JsonConverter(typeof(LimitConverter))] double? Min,
    [property: JsonConverter(typeof(LimitConverter))] double? Max,
    Quality Quality,
    DateTimeOffset? ReadAt,
    DateTimeOffset? ChangedAt,
    string? Title,
    string? Part,
    string? PartTitle,
    string? Display,
    Value Raw,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OptionBody>? Options,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BitBody>? Bits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Precision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Counter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Level,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Icon,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source)
{
    public static ReadableBody Of(ParameterValue p, Meaning meaning, Language language)
    {
        var raw = p.Quality == Quality.Absent ? default : p.Value;
        var isNumber = meaning.IsNumber && !raw.IsNone;
        return new ReadableBody(
            p.Index,
            p.Name,
            meaning.IsNothing(raw) ? default : isNumber && !meaning.Scale.IsNone ? Value.Of(meaning.Scale.Apply(raw)) : raw,
            meaning.Unit.Symbol,
            p.Type.Name(),
            p.Writable,
            Scaled(p.Min, meaning),
            Scaled(p.Max, meaning),
            p.Quality,
            p.ReadAt,
            p.ChangedAt,
            meaning.Title?.In(language),
            meaning.Part?.Id,
            meaning.Part?.Title.In(language),
            Econet.Actors.Vocabulary.Display.Of(meaning, raw, language),
            raw,
            meaning.Unit == Values.Unit.None ? null : meaning.Quantity?.Name,
            OptionsOf(meaning, language),
            BitsOf(meaning, raw, language),
            isNumber ? Econet.Actors.Vocabulary.Display.Digits(meaning) : null,
            meaning.Counter,
            meaning.Source is null ? null : meaning.Everyday ? "everyday" : "expert",
            meaning.Icon,
            meaning.Source?.ToString().ToLowerInvariant());
    }

    public static IReadOnlyList<OptionBody>? OptionsOf(Meaning meaning, Language language) => meaning.Values.IsEmpty
        ? null
        : [.. meaning.Values.Select(value => new OptionBody(value.Number, value.Name.In(language)))];

    private static ImmutableArray<BitBody>? BitsOf(Meaning meaning, Value raw, Language language) => meaning.Bits.IsEmpty
        ? null
        : [.. meaning.Bits.Select(bit => new BitBody(bit.Bit, bit.Name.In(language), raw.IsNone ? null : bit.IsOn(raw)))];

    private static double? Scaled(double? limit, Meaning meaning) => meaning.Scale.IsNone ? limit : limit / (double)meaning.Scale.Divisor;
}

/// <summary>As <see cref="ParametersBody"/>, for people.</summary>
internal sealed record ReadableParametersBody(
    DateTimeOffset Timestamp,
    IReadOnlyDictionary<string, ReadableBody> Parameters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NotFound = null);
