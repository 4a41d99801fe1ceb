using Akka.Actor;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.State;

namespace Econet.Actors.Cluster.Region;

/// <summary>Looks at the cluster as this node and the shared database have it.</summary>
internal sealed class ClusterWatch(ActorSystem system, ClusterSetup setup) : IEconetCluster
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string Self => NodeNames.Of(_cluster.SelfAddress);

    public IAsyncEnumerable<IReadOnlyList<string>> DevicesHereAsync(CancellationToken cancellation) => setup.Here.ListAsync(cancellation);

    public IEnumerable<FleetDevice> Fleet
    {
        get
        {
            var nodes = Answering();
            return setup.Catalog.Entries.Values.Select(entry => Of(entry, setup.Fleet.Find(entry), nodes));
        }
    }

    public FleetDevice? Find(string device) => setup.Catalog.Find(device) is { } entry ? Of(entry, setup.Fleet.Find(entry), Answering()) : null;

    public bool IsHere(string device) => setup.Here.Has(device);

    public long? EpochHere(string device) => setup.Here.EpochOf(device);

    private HashSet<string> Answering()
    {
        var state = _cluster.State;
        return [.. state.Members.Where(member => !state.Unreachable.Contains(member)).Select(member => NodeNames.Of(member.Address))];
    }

    private static FleetDevice Of(CatalogEntry entry, DeviceSummary? summary, HashSet<string> nodes) =>
        summary is not null && nodes.Contains(summary.Owner)
            ? new FleetDevice(
                entry.Spec.Id, entry.Spec.Kind, entry.Spec.Name, summary.Owner, summary.State, summary.Alive, summary.LastUpdate, summary.ParametersCount,
                summary.Problems, summary.ChangedAt)
            : new FleetDevice(
                entry.Spec.Id, entry.Spec.Kind, entry.Spec.Name, null, FleetDevice.Away, Alive: false, summary?.LastUpdate, summary?.ParametersCount ?? 0, [],
                summary?.ChangedAt);

    public async Task<ClusterView> ViewAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, LeaseRow> leases = new Dictionary<string, LeaseRow>();
        string? trouble = null;
        try
        {
            leases = await new LeaseTable(setup.Database).ReadAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (SharedDatabase.IsAway(e))
        {
            trouble = $"The database {setup.Database.Name} can't be used: {e.GetBaseException().Message}";
        }

        var state = _cluster.State;
        return new ClusterView(
            Self,
            [.. state.Members.OrderBy(member => member, Akka.Cluster.Member.AgeOrdering).Select(member => new ClusterMember(
                NodeNames.Of(member.Address), member.Status.ToString().ToLowerInvariant(), member.HasRole(ClusterRegion.Role), !state.Unreachable.Contains(member)))],
            [.. setup.Catalog.Entries.Values.Select(entry => leases.GetValueOrDefault(entry.Spec.Id) is { } lease
                ? new ClusterDevice(entry.Spec.Id, entry.Node, lease.Owner, lease.Epoch, lease.Left)
                : new ClusterDevice(entry.Spec.Id, entry.Node, null, 0, null))],
            trouble ?? (setup.Apart is { Count: > 0 } apart ? $"There is another cluster with the same database, of {string.Join(", ", apart)}" : null));
    }
}
