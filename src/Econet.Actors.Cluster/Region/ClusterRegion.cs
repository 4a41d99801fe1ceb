using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Econet.Actors.Cluster.Catalog;
using Econet.Actors.Cluster.Fleet;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.Joining;
using Econet.Actors.Devices;

namespace Econet.Actors.Cluster.Region;

/// <summary>The devices of a cluster, each on one of its nodes.</summary>
internal sealed class ClusterRegion(ClusterSetup cluster) : IDeviceRegion
{
    /// <summary>Of the nodes that devices may live on.</summary>
    public const string Role = "devices";

    private const string TypeName = "device";
    private const string CatalogName = "econet-catalog";

    /// <summary>A device that moves is away for less than this, as a rule.</summary>
    public TimeSpan? Repeat => TimeSpan.FromSeconds(3);

    public IActorRef Start(ActorSystem system, EconetSetup setup, TimeProvider time)
    {
        if (setup.Devices.FirstOrDefault(device => device.Spec is null) is { } local)
        {
            throw new InvalidOperationException(
                $"Device '{local.Id}' has a port that is an object of this process, and can't live in a cluster: give the port's address instead.");
        }

        cluster.FleetActor = system.ActorOf(FleetActor.Props(cluster.Fleet, cluster.Catalog), "econet-fleet");
        var sharding = ClusterSharding.Get(system);
        var devices = cluster.Options.HoldsDevices
            ? sharding.Start(
                TypeName, id => LeasedDevice.Props(id, cluster, setup, time), ClusterShardingSettings.Create(system), new DeviceExtractor(),
                new PortAllocation(cluster.Catalog), HandOff.Instance)
            : sharding.StartProxy(TypeName, Role, new DeviceExtractor());
        if (cluster.Options.HoldsDevices)
        {
            system.ActorOf(
                ClusterSingletonManager.Props(
                    CatalogActor.Props(setup.Kinds, new State.StoredCatalog(cluster.Database), devices), PoisonPill.Instance,
                    ClusterSingletonManagerSettings.Create(system).WithRole(Role)),
                CatalogName);
        }

        var catalog = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{CatalogName}", ClusterSingletonProxySettings.Create(system).WithRole(Role)), $"{CatalogName}-proxy");
        system.ActorOf(JoinActor.Props(cluster, time), "econet-join");
        return system.ActorOf(RegionActor.Props(cluster.Catalog, cluster.Here, setup, devices, catalog), "econet");
    }
}
