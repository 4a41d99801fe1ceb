using Akka.Actor;
using Akka.Actor.Setup;
using Econet.Actors.Cluster.Catalog;
using Econet.Actors.Cluster.Fleet;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;

namespace Econet.Actors.Cluster.Hosting;

/// <summary>What the parts of a node share.</summary>
internal sealed class ClusterSetup(EconetClusterOptions options, SharedDatabase database) : Setup
{
    public EconetClusterOptions Options => options;

    public SharedDatabase Database => database;

    public DeviceCatalog Catalog { get; } = new();

    public DevicesHere Here { get; } = new();

    public FleetTable Fleet { get; } = new();

    /// <summary>Nodes of another cluster with the same database; empty as a rule.</summary>
    public IReadOnlyList<string> Apart { get; set; } = [];

    /// <summary>Tells all nodes how the devices of this one are.</summary>
    public IActorRef FleetActor { get; set; } = ActorRefs.Nobody;
}
