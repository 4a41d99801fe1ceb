using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;
using Econet.Actors.Hosting;

namespace Econet.Actors.Cluster.Hosting;

/// <summary>Makes an Akka.NET host a node of a cluster of heating systems.</summary>
public static class EconetClusterExtensions
{
    /// <summary>
    /// The devices of this host are the cluster's from now on: each lives on one of the nodes, and the same calls reach it from all of them. Used
    /// beside <see cref="EconetHostingExtensions.WithEconet"/>, which names the devices that this host knows of; they must have addresses.
    /// </summary>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public static AkkaConfigurationBuilder WithEconetCluster(this AkkaConfigurationBuilder akka, EconetClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(akka);
        ArgumentNullException.ThrowIfNull(options);
        NodeConfig.Check(options);
        var cluster = new ClusterSetup(options, new SharedDatabase(options.Database, SharedSchema.Devices));
        return akka
            .AddHocon(NodeConfig.Of(options), HoconAddMode.Prepend)
            .AddHocon(Defaults(), HoconAddMode.Append)
            .AddSetup(cluster)
            .WithEconet(econet => econet.Region = new ClusterRegion(cluster))
            .AddStartup((system, _) => system.RegisterOnTermination(cluster.Database.Dispose));
    }

    /// <summary>The cluster that an actor system belongs to; null when it belongs to none.</summary>
    public static IEconetCluster? EconetCluster(this ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.Settings.Setup.Get<ClusterSetup>() is { HasValue: true, Value: var setup } ? new ClusterWatch(system, setup) : null;
    }

    private static Config Defaults()
    {
        using var stream = typeof(EconetClusterExtensions).Assembly.GetManifestResourceStream("cluster.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
