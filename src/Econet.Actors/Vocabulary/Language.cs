using System.Collections.Frozen;

namespace Econet.Actors.Vocabulary;

/// <summary>The vocabulary's texts in one language; what it lacks is told in English.</summary>
/// <param name="Code">ISO 639-1: <c>en</c>, <c>de</c>, <c>pl</c>.</param>
public sealed record Language(string Code, FrozenDictionary<string, string> Texts)
{
    public static readonly Language English = new("en", FrozenDictionary<string, string>.Empty);

    public string Of(string english) => Texts.GetValueOrDefault(english, english);
}
