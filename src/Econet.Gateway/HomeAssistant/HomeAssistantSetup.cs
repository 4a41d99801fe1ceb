using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Puts Home Assistant's discovery into the host, where something is announced.</summary>
internal static class HomeAssistantSetup
{
    public static void Add(IServiceCollection services, HomeAssistantOptions? options, MqttOptions? mqtt)
    {
        if (options is null || mqtt is null)
        {
            return;
        }

        services.AddSingleton<IDerivedParameters>(new DerivedParameters(options.Entities, options.Words));
        services.AddSingleton<IDiscovery>(provider => new HomeAssistantDiscovery(
            options, provider.GetRequiredService<MqttTopics>(), mqtt.DiscoveryPrefix, mqtt.Refresh, Product.Version));
    }
}
