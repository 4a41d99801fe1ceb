using System.Collections.Immutable;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// A text for people: English, with places for what a pattern caught (<c>Circuit {n} pump</c>). Other languages translate the text as it is
/// written here, and what stands in its places, and put the two together.
/// </summary>
public sealed record Text(string Template, ImmutableDictionary<string, string> Arguments)
{
    public Text(string template)
        : this(template, ImmutableDictionary<string, string>.Empty)
    {
    }

    public string English => In(Language.English);

    public string In(Language language) => Placeholders.Fill(language.Of(Template), name => language.Of(Arguments[name]));

    public override string ToString() => English;
}
