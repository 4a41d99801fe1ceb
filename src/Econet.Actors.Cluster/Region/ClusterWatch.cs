using Akka.Actor;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.State;
using Npgsql;

namespace Econet.Actors.Cluster.Region;

/// <summary>Looks at the cluster as this node and the shared database have it.</summary>
internal sealed class ClusterWatch(ActorSystem system, ClusterSetup setup) : IEconetCluster
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string Self => NodeNames.Of(_cluster.SelfAddress);

    public IAsyncEnumerable<IReadOnlyList<string>> DevicesHereAsync(CancellationToken cancellation) => setup.Here.ListAsync(cancellation);

    public bool IsHere(string device) => setup.Here.Has(device);

    public async Task<ClusterView> ViewAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, LeaseRow> leases = new Dictionary<string, LeaseRow>();
        string? trouble = null;
        try
        {
            leases = await new LeaseTable(setup.Database).ReadAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
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
            trouble);
    }
}
