using System.Collections.Frozen;

namespace Econet.Actors.Vocabulary;

/// <summary>Reads a language's file: its code, and its texts by the English ones.</summary>
internal static class LanguageReader
{
    /// <summary>Stands between the form for a few and the one for many, where a language has both.</summary>
    private const string BetweenForms = " | ";

    /// <exception cref="VocabularyException">Something is wrong with it.</exception>
    public static Language Read(string text, string file)
    {
        var errors = new VocabularyErrors(file);
        var fields = YamlField.Root(text, errors)?.Known("'language:' and 'texts:'", "language", "decimal", "texts", "interface") ?? [];
        var code = fields.TryGetValue("language", out var language) ? language.Text() : null;
        var separator = fields.TryGetValue("decimal", out var point) ? point.Text() : null;
        var texts = Texts(fields, "texts");
        var words = Texts(fields, "interface");
        return errors.Any || code is null ? throw new VocabularyException(errors.All) : new Language(code, separator ?? ".", texts) { Interface = words };
    }

    private static FrozenDictionary<string, string> Texts(Dictionary<string, YamlField> fields, string name)
    {
        var texts = new Dictionary<string, string>();
        foreach (var field in fields.TryGetValue(name, out var section) ? section.Fields("texts by the English ones, as in 'Buffer: Puffer'") : [])
        {
            if (field.Text() is not { } translated)
            {
                continue;
            }

            if (translated.Split(BetweenForms).Any(form => !Placeholders.In(field.Name).Order().SequenceEqual(Placeholders.In(form).Order())))
            {
                field.Wrong($"'{translated}' does not have the same placeholders in braces as '{field.Name}'");
            }

            texts[field.Name] = translated;
        }

        return texts.ToFrozenDictionary();
    }
}
