using System.Security.Cryptography.X509Certificates;

namespace Econet.Gateway.Mqtt;

/// <summary>In what form values are published.</summary>
public enum MqttPayload
{
    /// <summary>A topic with plain text for each parameter.</summary>
    Value,

    /// <summary>One topic with a JSON object for each device.</summary>
    Json,

    Both,
}

/// <summary>How the gateway speaks to an MQTT broker; see docs/mqtt.md for what each means.</summary>
/// <param name="DiscoveryPrefix">Empty when devices are not announced to Home Assistant.</param>
/// <param name="Qos">Of everything that is published, and of the subscriptions.</param>
/// <param name="Refresh">How often what did not change is published again; zero for never.</param>
/// <param name="Authorities">Those that the broker's certificate must come from; empty for those that the system trusts.</param>
/// <param name="Certificate">What the gateway shows to the broker, with its private key.</param>
public sealed record MqttOptions(
    BrokerAddress Broker,
    string? Username,
    string? Password,
    string ClientId,
    string BaseTopic,
    string DiscoveryPrefix,
    int Qos,
    MqttPayload Payload,
    TimeSpan Refresh,
    X509Certificate2Collection Authorities,
    X509Certificate2? Certificate)
{
    /// <summary>How seldom measured numbers are published.</summary>
    public MqttPacing Pacing { get; init; } = MqttPacing.None;

    /// <summary>Which parameters are published.</summary>
    public TopicFilter Filter { get; init; } = TopicFilter.All;

    /// <summary>Where the broker is, and no secrets.</summary>
    public override string ToString() => Broker.ToString();
}
