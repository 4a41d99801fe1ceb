using Akka.Hosting;
using Econet.Actors.Cluster.Hosting;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway becomes a node of a cluster.</summary>
internal static class ClusterComposition
{
    /// <summary>What it may take to hand the devices over to other nodes, and to leave them.</summary>
    public static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(20);

    /// <param name="options">Null for a gateway of its own.</param>
    public static AkkaConfigurationBuilder JoinCluster(this AkkaConfigurationBuilder akka, EconetClusterOptions? options) =>
        options is null ? akka : akka.WithEconetCluster(options);
}
