using Akka.Cluster.Sharding;
using Econet.Actors.Messages;

namespace Econet.Actors.Cluster.Region;

/// <summary>Whom a <see cref="ToDevice"/> is for: each device is a shard of its own, so that each moves alone.</summary>
internal sealed class DeviceExtractor : IMessageExtractor
{
    public string? EntityId(object message) => (message as ToDevice)?.Device;

    public object? EntityMessage(object message) => (message as ToDevice)?.Message;

    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
