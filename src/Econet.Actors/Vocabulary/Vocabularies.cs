using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Econet.Actors.Vocabulary;

/// <summary>The vocabularies of all kinds of systems: the built-in ones, and an owner's files over them.</summary>
public sealed class Vocabularies
{
    public const string Gm3 = "gm3";
    public const string NeaSmart = "neasmart";

    private const string QuantitiesFile = "quantities.yaml";

    private static readonly string[] LanguageCodes = ["de", "pl"];

    private readonly FrozenDictionary<string, SystemVocabulary> _bySystem;

    private Vocabularies(IEnumerable<KeyValuePair<string, SystemVocabulary>> bySystem) => _bySystem = bySystem.ToFrozenDictionary();

    /// <summary>Those without an owner's file.</summary>
    public static Vocabularies BuiltIn { get; } = new(ReadBuiltIn());

    /// <summary>English, and those that the built-in texts are translated to, by their codes.</summary>
    public static FrozenDictionary<string, Language> Languages { get; } = LanguageCodes.Select(ReadLanguage).Append(Language.English)
        .ToFrozenDictionary(language => language.Code);

    /// <summary>The kinds of systems.</summary>
    public IEnumerable<string> Systems => _bySystem.Keys.Order(StringComparer.Ordinal);

    /// <summary>What units alone tell, of systems and parameters that no vocabulary knows.</summary>
    public static SystemVocabulary Units { get; } = new([ReadEmbedded(QuantitiesFile, [])]);

    /// <param name="system"><see cref="Gm3"/> or <see cref="NeaSmart"/>; of any other kind only units are known.</param>
    public SystemVocabulary Of(string system) => _bySystem.GetValueOrDefault(system, Units);

    /// <summary>These with an owner's file over them.</summary>
    /// <param name="text">What the file says.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="VocabularyException">Something is wrong with it; all that is, with lines.</exception>
    public Vocabularies With(string text, string file)
    {
        var system = VocabularyReader.SystemOf(text, file, Systems);
        var below = Of(system).Files;
        var read = new VocabularyReader(file, below).Read(text);
        return new Vocabularies(_bySystem.Where(known => known.Key != system)
            .Append(KeyValuePair.Create(system, new SystemVocabulary([.. below, read]))));
    }

    private static IEnumerable<KeyValuePair<string, SystemVocabulary>> ReadBuiltIn()
    {
        var quantities = ReadEmbedded(QuantitiesFile, []);
        foreach (var system in (string[])[Gm3, NeaSmart])
        {
            yield return new(system, new SystemVocabulary([quantities, ReadEmbedded($"{system}.yaml", [quantities])]));
        }
    }

    private static VocabularyFile ReadEmbedded(string name, IReadOnlyList<VocabularyFile> below) => new VocabularyReader(name, below).Read(Embedded(name));

    private static Language ReadLanguage(string code) => LanguageReader.Read(Embedded($"{code}.yaml"), $"{code}.yaml");

    private static string Embedded(string name)
    {
        using var stream = typeof(Vocabularies).Assembly.GetManifestResourceStream($"vocabulary/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
