using System.Collections.Immutable;
using System.Text.Json;

namespace Econet.Actors.Vocabulary;

/// <summary>What a vocabulary file says, and nothing of others.</summary>
/// <param name="System">The kind of system that it is for: <c>gm3</c>, <c>neasmart</c>; empty for a file of quantities.</param>
/// <param name="QuantityOfUnit">The quantity that a unit alone tells, by unit.</param>
/// <param name="Parts">The titles of parts by their kind, with a place for a number where there are several.</param>
/// <param name="Alarms">What codes of alarms mean.</param>
internal sealed record VocabularyFile(
    string File,
    string System,
    ImmutableDictionary<string, Quantity> Quantities,
    ImmutableDictionary<string, string> QuantityOfUnit,
    ImmutableDictionary<string, string> Parts,
    ImmutableDictionary<string, ImmutableArray<RawName>> Choices,
    ImmutableArray<VocabularyRow> Rows,
    ImmutableDictionary<int, string> Alarms)
{
    /// <summary>Every text of it that is told to people.</summary>
    public IEnumerable<string> Texts => Parts.Values
        .Concat(Choices.Values.SelectMany(names => names).Select(named => named.Name))
        .Concat(Rows.Select(row => row.Title).OfType<string>())
        .Concat(Rows.SelectMany(row => row.Values ?? []).Select(named => named.Name))
        .Concat(Rows.SelectMany(row => row.Bits ?? []).Select(named => named.Name))
        .Concat(Alarms.Values)
        .Distinct();

    /// <summary>The most specific row for a parameter, and what its pattern has caught; null when there is none.</summary>
    public (VocabularyRow Row, ImmutableDictionary<string, string> Caught)? Find(int index, string name)
    {
        (VocabularyRow, ImmutableDictionary<string, string>)? found = null;
        var best = -1;
        foreach (var row in Rows)
        {
            if (row.Key.Precision > best && row.Key.Match(index, name) is { } caught)
            {
                found = (row, caught);
                best = row.Key.Precision;
            }
        }

        return found;
    }
}

/// <summary>What words in a file stand for.</summary>
internal static class VocabularyWords
{
    public static ImmutableSortedDictionary<string, PollClass> PollClasses { get; } = Words<PollClass>();

    public static ImmutableSortedDictionary<string, Evidence> Sources { get; } = Words<Evidence>();

    public static ImmutableSortedDictionary<string, Role> Roles { get; } = Words<Role>();

    public static ImmutableSortedDictionary<string, Activity> Activities { get; } = Words<Activity>();

    private static ImmutableSortedDictionary<string, T> Words<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToImmutableSortedDictionary(word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()), word => word);
}
