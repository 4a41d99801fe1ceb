using System.Collections.Frozen;

namespace Econet.Actors.Vocabulary;

/// <summary>The vocabulary's texts in one language; what it lacks is told in English.</summary>
/// <param name="Code">ISO 639-1: <c>en</c>, <c>de</c>, <c>pl</c>.</param>
/// <param name="DecimalSeparator">What stands between the whole part of a number and its decimals.</param>
public sealed record Language(string Code, string DecimalSeparator, FrozenDictionary<string, string> Texts)
{
    /// <summary>What the dashboard says, by the English texts.</summary>
    public FrozenDictionary<string, string> Interface { get; init; } = FrozenDictionary<string, string>.Empty;

    public static readonly Language English = new("en", ".", FrozenDictionary<string, string>.Empty);

    public string Of(string english) => Texts.GetValueOrDefault(english, english);
}
