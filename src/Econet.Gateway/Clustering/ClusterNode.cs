using Akka.Actor;
using Econet.Actors.Cluster.Hosting;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Clustering;

/// <summary>The cluster that this gateway is a node of.</summary>
internal sealed class ClusterNode(CurrentOptions options, IServiceProvider services)
{
    /// <summary>Null for a gateway of its own, which loads nothing of what a cluster needs.</summary>
    public IEconetCluster? Cluster => options.Value.Cluster is null ? null : Of(services);

    private static IEconetCluster Of(IServiceProvider services) => services.GetRequiredService<ActorSystem>().EconetCluster()!;
}
