using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Messages;

/// <summary>What a device says of one of its parameters. Two devices' definitions know nothing of each other.</summary>
/// <param name="Index">Unique in the device.</param>
/// <param name="Name">The device's own name for it; not unique, and empty for some.</param>
/// <param name="NonVolatile">Kept in memory that every write wears.</param>
/// <param name="Space">Where a name is shared between spaces, the lowest space owns it.</param>
public sealed record ParameterDefinition(
    int Index,
    string Name,
    Unit Unit,
    ParameterType Type,
    bool Writable,
    bool NonVolatile = false,
    Limit? Min = null,
    Limit? Max = null,
    int Space = 0)
{
    /// <summary>The longest text that is sent to a device, in bytes of UTF-8: longer than any text a controller has shown.</summary>
    public const int MaxTextBytes = 64;

    public Meaning MeaningIn(SystemVocabulary vocabulary) => vocabulary.Of(Index, Name, Unit, Type);

    /// <summary>What it means to whichever system knows it; what its unit tells where none does.</summary>
    public Meaning MeaningIn(Vocabularies vocabularies)
    {
        ArgumentNullException.ThrowIfNull(vocabularies);
        return vocabularies.Systems.Select(system => MeaningIn(vocabularies.Of(system))).FirstOrDefault(meaning => meaning.Source is not null)
            ?? MeaningIn(Vocabularies.Units);
    }
}
