using System.Collections.Concurrent;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Live;

/// <summary>A device at one moment of the feed; its JSON with all parameters is some 400 kB, so it is written once for all who want it.</summary>
internal sealed class FeedSnapshot(DeviceSnapshot snapshot)
{
    private readonly ConcurrentDictionary<ParameterKeys, Lazy<ReadOnlyMemory<byte>>> _all = new();

    public string Device => snapshot.Device;

    public ReadOnlyMemory<byte> Fields(EventFilter filter)
    {
        if (filter.TakesAll)
        {
            return _all.GetOrAdd(
                filter.Keys, keys => new Lazy<ReadOnlyMemory<byte>>(() => FeedJson.Snapshot(snapshot, keys, snapshot.Parameters, []))).Value;
        }

        var (found, notFound) = filter.Names?.Find(snapshot.Parameters) ?? (snapshot.Parameters, []);
        return FeedJson.Snapshot(snapshot, filter.Keys, [.. found.Where(filter.Takes)], notFound);
    }
}
