using System.Collections.Concurrent;

namespace Econet.Actors.Cluster.Fleet;

/// <summary>How the devices of the cluster are, as this node knows it. Told by <see cref="FleetActor"/> alone, and read by any thread.</summary>
internal sealed class FleetTable
{
    private readonly ConcurrentDictionary<string, DeviceSummary> _summaries = new(StringComparer.Ordinal);

    public DeviceSummary? Find(string device) => _summaries.GetValueOrDefault(device);

    public void Set(DeviceSummary summary) => _summaries[summary.Device] = summary;
}
