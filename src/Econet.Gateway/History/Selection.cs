using System.IO.Enumeration;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.History;

/// <summary>Which parameters are recorded: by the vocabulary, and with precedence by the owner's settings.</summary>
/// <param name="Include">Patterns of keys, in capitals or not, with <c>*</c> and <c>?</c>; one with a slash is for <c>device/key</c>.</param>
internal sealed record Selection(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>One digit more than people are shown, so that what is calculated from the numbers shows well.</summary>
    private const int MoreDigits = 1;

    /// <summary>As what the parameter is recorded; null when it is not.</summary>
    public Series? Of(string device, ParameterValue parameter, Meaning meaning)
    {
        var isRecorded = !Fits(Exclude) && (Fits(Include) || (meaning.History ?? IsOfInterest(parameter, meaning)));
        return isRecorded && KindOf(meaning) is { } kind
            ? new Series(device, parameter.Key, RecordedParameter.Of(parameter.Definition), kind, kind == RecordedKind.State ? 0 : Display.Digits(meaning) + MoreDigits)
            : null;

        bool Fits(IReadOnlyList<string> patterns) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(
            pattern, pattern.Contains('/', StringComparison.Ordinal) ? $"{device}/{parameter.Key}" : parameter.Key));
    }

    /// <summary>Measured values, states, counters, and what the people of the house set.</summary>
    private static bool IsOfInterest(ParameterValue parameter, Meaning meaning) => meaning.Source is not null
        && (meaning.Poll == PollClass.Measured || meaning.Counter || meaning.Everyday || (!parameter.Writable && meaning.Quantity is not null));

    /// <summary>Null for texts and for words of bits, which no chart can show.</summary>
    private static RecordedKind? KindOf(Meaning meaning) => meaning switch
    {
        { Type: ParameterType.None or ParameterType.String } => null,
        { Bits.IsEmpty: false } => null,
        { Counter: true } => RecordedKind.Counter,
        { Values.IsEmpty: false } or { Type: ParameterType.Bool } => RecordedKind.State,
        _ => RecordedKind.Number,
    };
}
