using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Econet.Actors.Cluster.Catalog;

namespace Econet.Actors.Cluster.Region;

/// <summary>Where devices live: one with a port on a node lives there and nowhere else, all others are spread evenly.</summary>
internal sealed class PortAllocation(DeviceCatalog catalog) : IActorSystemDependentAllocationStrategy
{
    /// <summary>Devices that move at once when a node comes: each is away for a moment.</summary>
    private const int MostMoves = 10;

    private readonly IShardAllocationStrategy _even = ShardAllocationStrategy.LeastShardAllocationStrategy(MostMoves, relativeLimit: 0.1);
    private Akka.Cluster.Cluster? _cluster;

    public void Start(ActorSystem system)
    {
        _cluster = Akka.Cluster.Cluster.Get(system);
        (_even as IActorSystemDependentAllocationStrategy)?.Start(system);
    }

    /// <exception cref="InvalidOperationException">The node with the port is not there; whoever asks for the device tries again.</exception>
    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        catalog.Find(shardId)?.Node is not { } node
            ? _even.AllocateShard(requester, shardId, currentShardAllocations)
            : currentShardAllocations.Keys.FirstOrDefault(region => NodeNames.Of(region, _cluster!) == node) is { } there
                ? Task.FromResult(there)
                : Task.FromException<IActorRef>(new InvalidOperationException($"The port of {shardId} is at node {node}, which is not there."));

    public async Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        var moves = await _even.Rebalance(currentShardAllocations, rebalanceInProgress).ConfigureAwait(false);
        return moves.Where(shard => catalog.Find(shard)?.Node is null).ToImmutableHashSet();
    }
}
