namespace Econet.Gateway.Mqtt;

/// <summary>Puts MQTT into the host, where there is a broker.</summary>
internal static class MqttSetup
{
    public static void Add(IServiceCollection services, MqttOptions? options)
    {
        if (options is null)
        {
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton(new MqttTopics(options.BaseTopic));
        services.AddSingleton<MqttService>();
        services.AddHostedService(provider => provider.GetRequiredService<MqttService>());
    }
}
