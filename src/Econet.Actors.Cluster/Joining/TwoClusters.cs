using System.Collections.Immutable;

namespace Econet.Actors.Cluster.Joining;

/// <summary>What becomes of two clusters that have the same database.</summary>
internal static class TwoClusters
{
    /// <summary>Those of the nodes in a cluster that are in another one than this node.</summary>
    /// <param name="members">The cluster of this node, itself among them.</param>
    /// <param name="there">The nodes that the database knows to be in a cluster.</param>
    public static ImmutableArray<string> Apart(IReadOnlySet<string> members, IReadOnlyList<string> there) =>
        [.. there.Where(node => !members.Contains(node)).Order(StringComparer.Ordinal)];

    /// <summary>The smaller one ends, and of two that are as large the one without the node whose name comes first.</summary>
    public static bool GivesWay(string self, IReadOnlySet<string> members, IReadOnlyList<string> there)
    {
        var apart = Apart(members, there);
        string[] here = [self, .. there.Where(node => node != self && members.Contains(node))];
        return apart.Length > here.Length || (apart.Length == here.Length && StringComparer.Ordinal.Compare(apart[0], here.Order(StringComparer.Ordinal).First()) < 0);
    }
}
