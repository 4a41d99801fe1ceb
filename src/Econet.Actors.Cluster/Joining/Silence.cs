using Econet.Actors.Cluster.State;

namespace Econet.Actors.Cluster.Joining;

/// <summary>
/// Tells whether nobody is in the cluster any more. What the nodes said is old as well when the database was away for a while, and they go on without it: so they are gone only
/// when they have not said anything new while this node watched.
/// </summary>
internal sealed class Silence(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(NodeTable.Lasting);

    private readonly Dictionary<string, DateTime> _seen = [];
    private long? _began;

    /// <summary>The others have been silent for long enough.</summary>
    public bool IsOver => _began is { } began && time.GetElapsedTime(began) >= Length;

    public void Watch(IReadOnlyList<SeenNode> others)
    {
        var spoke = false;
        foreach (var other in others)
        {
            spoke |= !_seen.TryGetValue(other.Node, out var before) || before != other.SeenAt;
            _seen[other.Node] = other.SeenAt;
        }

        _began = spoke ? time.GetTimestamp() : _began ?? time.GetTimestamp();
    }
}
