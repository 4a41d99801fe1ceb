using System.Collections.Concurrent;

namespace Econet.Actors.Cluster.Fleet;

/// <summary>How the devices of the cluster are, as this node knows it. Told by <see cref="FleetActor"/> alone, and read by any thread.</summary>
internal sealed class FleetTable
{
    private readonly ConcurrentDictionary<string, DeviceSummary> _summaries = new(StringComparer.Ordinal);

    /// <summary>Null when nothing is known of this device; what is known of one that had its id before does not count.</summary>
    public DeviceSummary? Find(CatalogEntry entry) =>
        _summaries.TryGetValue(entry.Spec.Id, out var summary) && entry.Has(summary.Number) ? summary : null;

    public void Set(DeviceSummary summary) => _summaries[summary.Device] = summary;
}
