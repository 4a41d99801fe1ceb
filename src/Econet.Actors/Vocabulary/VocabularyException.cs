using System.Collections.Immutable;
using System.Globalization;

namespace Econet.Actors.Vocabulary;

/// <summary>Something that a vocabulary file says and that can't be.</summary>
/// <param name="Message">What is wrong, and what it takes instead.</param>
public sealed record VocabularyError(string File, int Line, string Message)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File} line {Line}: {Message}");
}

/// <summary>A vocabulary file is not one that can be used.</summary>
public sealed class VocabularyException(ImmutableArray<VocabularyError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>All that is wrong with it, by line.</summary>
    public ImmutableArray<VocabularyError> Errors { get; } = errors;
}
