using Akka.Hosting;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.State;
using Econet.Gateway.Clustering;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway becomes a node of a cluster.</summary>
internal static class ClusterComposition
{
    /// <summary>What it may take to hand the devices over to other nodes, and to leave them.</summary>
    public static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(20);

    /// <summary>The demo is a gateway of its own, whatever the settings say.</summary>
    public static bool IsNode(GatewayOptions options, bool demo) => options.Cluster is not null && !demo;

    /// <summary>The database, for what the gateway itself keeps there.</summary>
    public static void AddDatabase(IServiceCollection services, GatewayOptions options, bool demo)
    {
        if (IsNode(options, demo))
        {
            services.AddSingleton(_ => new SharedDatabase(options.Cluster!.Database, GatewayTables.Schema));
        }
    }

    /// <param name="options">Null for a gateway of its own.</param>
    public static AkkaConfigurationBuilder JoinCluster(this AkkaConfigurationBuilder akka, EconetClusterOptions? options) =>
        options is null ? akka : akka.WithEconetCluster(options);
}
