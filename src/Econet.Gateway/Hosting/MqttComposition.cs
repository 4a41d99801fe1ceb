using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Clustering;
using Econet.Gateway.Configuration;
using Econet.Gateway.Endpoints;
using Econet.Gateway.History;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Http;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Hosting;

/// <summary>Puts MQTT into the host, and Home Assistant's discovery on it.</summary>
internal static class MqttComposition
{
    /// <param name="stateDirectory">Where what must outlive a restart is kept.</param>
    public static void Add(IServiceCollection services, string stateDirectory)
    {
        services.AddSingleton(provider => new SeenAlarms(
            Path.Combine(stateDirectory, "seen-alarms.json"), provider.GetRequiredService<ILogger<SeenAlarms>>()));
        services.AddSingleton(provider => new TopicHistory(
            Path.Combine(stateDirectory, "mqtt-topics.json"), provider.GetRequiredService<ILogger<TopicHistory>>()));
        services.AddSingleton(provider => new MqttRuns(() => Make(provider)));
        services.AddHostedService(provider => provider.GetRequiredService<MqttRuns>());
    }

    /// <summary>The service for the current settings; null without a broker. Tests may register a discovery of their own.</summary>
    private static MqttService? Make(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<CurrentOptions>().Value;
        if (options.Mqtt is not { } mqtt)
        {
            return null;
        }

        var cluster = provider.GetRequiredService<ClusterNode>().Cluster;
        var econet = provider.GetRequiredService<IEconet>();
        var topics = new MqttTopics(mqtt.BaseTopic, cluster?.Self);
        var announced = Composition.Named(options.HomeAssistant, provider.GetRequiredService<DeviceList>());
        announced = announced is null ? null : announced with { HasPerformance = options.History.IsEnabled };
        var vocabulary = provider.GetRequiredService<VocabularySource>();
        var history = options.History.IsEnabled ? provider.GetRequiredService<HistoryReader>() : null;
        var time = provider.GetRequiredService<TimeProvider>();
        return new MqttService(
            mqtt,
            topics,
            econet,
            provider.GetRequiredService<OwnDevices>(),
            provider.GetService<IDiscovery>() ?? (announced is null
                ? null
                : new HomeAssistantDiscovery(announced, topics, mqtt.DiscoveryPrefix, mqtt.Refresh, Product.Version)),
            announced is null ? null : new DerivedParameters(announced.Entities, announced.Words),
            device => history is null ? null : PerformanceOf(history, vocabulary, device, time),
            (of, topic, payload) => AnnouncedConfig.IsOf(of, topic, payload.Span),
            vocabulary,
            provider.GetRequiredService<SeenAlarms>(),
            provider.GetRequiredService<TopicHistory>(),
            provider.GetRequiredService<GatewayProblems>(),
            provider.GetRequiredService<RestartRequest>(),
            time,
            provider.GetRequiredService<ILogger<MqttService>>());
    }

    /// <returns>Null also while the database of a cluster can't be read: what was published last stays.</returns>
    private static string? PerformanceOf(HistoryReader history, VocabularySource vocabulary, string device, TimeProvider time)
    {
        try
        {
            return PerformanceSummary.Of(history, vocabulary.Current, device, time);
        }
        catch (EconetException)
        {
            return null;
        }
    }
}
