using System.Collections.Immutable;
using Econet.Actors.Vocabulary;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The owner's words for parameters.</summary>
/// <param name="Files">Files of the owner's that go over the built-in vocabulary, the last one first.</param>
/// <param name="Language">The language of titles and names of values.</param>
public sealed record VocabularyOptions(ImmutableArray<string> Files, Language Language);

/// <summary>The settings of the vocabulary; a part of <see cref="Settings.All"/>.</summary>
internal static class VocabularySettings
{
    public static readonly Setting<string> Files = new(
        "VOCABULARY", "vocabulary.files", "", "a YAML file, or several separated by commas",
        "Files that extend the built-in vocabulary; see docs/vocabulary.md. They are reloaded when they change.", Text)
    {
        TakesList = true,
    };

    public static readonly Setting<Language> Language = new(
        "VOCABULARY_LANGUAGE", "vocabulary.language", "en", string.Join(", ", Vocabularies.Languages.Keys.Order()),
        "The language of titles and names of values.",
        text => Vocabularies.Languages.GetValueOrDefault(text.ToLowerInvariant()));

    public static IReadOnlyList<Setting> All { get; } = [Files, Language];

    /// <exception cref="ConfigurationException">A file can't be read, or is wrong.</exception>
    public static VocabularyOptions From(SettingValues values)
    {
        var files = (values.Find(Files) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableArray();
        _ = VocabularyFiles.Read(files);
        return new VocabularyOptions(files, values.Find(Language)!);
    }
}
