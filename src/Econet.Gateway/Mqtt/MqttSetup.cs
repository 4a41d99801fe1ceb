namespace Econet.Gateway.Mqtt;

/// <summary>Puts MQTT into the host, where there is a broker.</summary>
internal static class MqttSetup
{
    /// <param name="stateDirectory">Where what must outlive a restart is kept.</param>
    public static void Add(IServiceCollection services, MqttOptions? options, string stateDirectory)
    {
        if (options is null)
        {
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton(new MqttTopics(options.BaseTopic));
        services.AddSingleton(provider => new SeenAlarms(
            Path.Combine(stateDirectory, "seen-alarms.json"), provider.GetRequiredService<ILogger<SeenAlarms>>()));
        services.AddSingleton<MqttService>();
        services.AddHostedService(provider => provider.GetRequiredService<MqttService>());
    }
}
