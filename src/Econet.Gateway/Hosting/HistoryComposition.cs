using Econet.Actors.Vocabulary;
using Econet.Gateway.Clustering;
using Econet.Gateway.Configuration;
using Econet.Gateway.History;
using Econet.Gateway.Imports;
using Econet.Gateway.Live;

namespace Econet.Gateway.Hosting;

internal static class HistoryComposition
{
    public static void Add(IServiceCollection services, GatewayOptions options, bool demo)
    {
        var path = PathIn(Composition.StateDirectory(options, demo));
        var isShared = ClusterComposition.IsNode(options, demo);
        services.AddSingleton(provider => new Recorder(
            new Selection(options.History.Include, options.History.Exclude), provider.GetRequiredService<VocabularySource>(), provider.GetRequiredService<TimeProvider>(),
            isShared ? device => provider.GetRequiredService<OwnDevices>().EpochOf(device) : null));
        services.AddSingleton<IHistoryStore>(_ => isShared ? new SharedHistory(options.Cluster!.Database) : new FileHistory(path, options.History.Flush));
        services.AddSingleton<HistoryReader>();
        if (options.History.IsEnabled)
        {
            services.AddSingleton<IDeviceEvents>(provider => provider.GetRequiredService<Recorder>());
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HistoryWriter>(provider, options.History));
            services.AddHostedService(provider => provider.GetRequiredService<HistoryWriter>());
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HistoryImport>(provider, path + ".import", options.History));
            if (options.History.Influx is { } influx)
            {
                services.AddHostedService(provider => ActivatorUtilities.CreateInstance<InfluxForward>(provider, influx));
            }

            if (demo)
            {
                services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DemoHistory>(provider, path, options.History));
            }
        }
    }

    /// <summary>In a directory of its own: a device may be called history, too.</summary>
    private static string PathIn(string stateDirectory) => Path.Combine(Path.GetFullPath(stateDirectory), "history", "history.db");
}
