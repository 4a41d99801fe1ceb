using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Which parameters are published: those that one of the patterns to include fits, all where there is none, without those that one to exclude
/// fits. A pattern is for keys, in capitals or not, with <c>*</c> for anything and <c>?</c> for a letter; one with a slash is for
/// <c>device/key</c>.
/// </summary>
public sealed class TopicFilter(ImmutableArray<string> include, ImmutableArray<string> exclude)
{
    /// <summary>Takes everything.</summary>
    public static TopicFilter All { get; } = new([], []);

    public bool TakesAll => include.IsEmpty && exclude.IsEmpty;

    public bool Takes(string device, string key) =>
        (include.IsEmpty || include.Any(pattern => Fits(pattern, device, key))) && !exclude.Any(pattern => Fits(pattern, device, key));

    private static bool Fits(string pattern, string device, string key) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? $"{device}/{key}" : key);
}
