using System.Collections.Immutable;

namespace Econet.Actors.Cluster.Joining;

/// <summary>
/// Which cluster a node belongs to. Akka lets the first seed begin a cluster when no other node answers it for some seconds. A first seed that starts again while
/// it is cut off, or while the machines are busy, would be a cluster beside the one that runs, for good. So it begins one only when the shared database, too, knows
/// of no node that is in one.
/// </summary>
internal static class Founding
{
    /// <summary>The nodes to join, as Akka takes them: a node that is the first of them may begin a cluster.</summary>
    /// <param name="self">This node.</param>
    /// <param name="seeds">As configured.</param>
    /// <param name="running">The other nodes that the database knows to be in a cluster; null while it does not answer.</param>
    public static ImmutableArray<string> Seeds(string self, ImmutableArray<string> seeds, IReadOnlyList<string>? running) =>
        running is { Count: 0 } && seeds[0] == self ? seeds : [.. (running ?? []).Order(StringComparer.Ordinal).Union(seeds).Where(node => node != self)];

    /// <summary>Those of the nodes in a cluster that are in another one than this node.</summary>
    /// <param name="members">The cluster of this node, itself among them.</param>
    public static ImmutableArray<string> Apart(IReadOnlySet<string> members, IReadOnlyList<string> running) =>
        [.. running.Where(node => !members.Contains(node)).Order(StringComparer.Ordinal)];

    /// <summary>Of two clusters with one database the smaller one ends, and of two that are as large the one without the node whose name comes first.</summary>
    public static bool GivesWay(string self, IReadOnlySet<string> members, IReadOnlyList<string> running)
    {
        var apart = Apart(members, running);
        string[] here = [self, .. running.Where(members.Contains)];
        return apart.Length > here.Length || (apart.Length == here.Length && StringComparer.Ordinal.Compare(apart[0], here.Order(StringComparer.Ordinal).First()) < 0);
    }
}
