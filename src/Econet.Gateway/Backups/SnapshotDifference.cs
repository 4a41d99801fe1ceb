using System.IO.Enumeration;
using System.Text.Json;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Backups;

/// <summary>A parameter that has one value in one snapshot and another in the other; null where it is not there.</summary>
internal sealed record SnapshotDifference(string Key, RemoteValue? Before, RemoteValue? After)
{
    /// <param name="patterns">Only parameters whose names match one of these; empty for all.</param>
    public static IReadOnlyList<SnapshotDifference> Between(
        IReadOnlyList<RemoteValue> before, IReadOnlyList<RemoteValue> after, IReadOnlyList<string> patterns)
    {
        var (old, now) = (before.ToDictionary(value => value.Key), after.ToDictionary(value => value.Key));
        return
        [
            .. old.Keys.Concat(now.Keys.Where(key => !old.ContainsKey(key)))
                .Where(key => patterns.Count == 0 || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, key)))
                .Select(key => new SnapshotDifference(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(pair => pair.Before is null || pair.After is null || Differ(pair.Before, pair.After)),
        ];
    }

    /// <summary>A number that people read alike is no difference: some values that can be written are measured.</summary>
    private static bool Differ(RemoteValue one, RemoteValue other) => !JsonElement.DeepEquals(one.Value, other.Value) && one.Display != other.Display;

    /// <summary>For a table: name, both values, title.</summary>
    public string[] Row => [Key, Before?.Display ?? "not there", "→", After?.Display ?? "not there", (After ?? Before)!.Title ?? ""];
}
