using Econet.Gateway.Mqtt;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of MQTT; a part of <see cref="Settings.All"/>.</summary>
internal static class BrokerSettings
{
    public static readonly Setting<BrokerAddress> Url = new(
        "MQTT_URL", "mqtt.url", "", "mqtt, mqtts, ws or wss://host, with a port or without, and user:password@ before the host or not",
        "The MQTT broker; without it no MQTT.", BrokerAddress.Parse)
    {
        Told = BrokerAddress.Mask,
    };

    public static readonly Setting<string> Username = new(
        "MQTT_USERNAME", "mqtt.username", "", "a text", "The user at the broker, where MQTT_URL does not name it.", Text);

    public static readonly Setting<string> Password = new(
        "MQTT_PASSWORD", "mqtt.password", "", "a text", "The user's password.", text => text)
    {
        Told = _ => "***",
    };

    public static readonly Setting<string> PasswordFile = new(
        "MQTT_PASSWORD_FILE", "mqtt.password_file", "", "a path", "A file that holds the password.", Text);

    public static readonly Setting<string> ClientId = new(
        "MQTT_CLIENT_ID", "mqtt.client_id", "", "a text, one that no other client of the broker has",
        "The name of the connection; without it base topic and name of the machine.", Text);

    public static readonly Setting<string> BaseTopic = new(
        "MQTT_BASE_TOPIC", "mqtt.base_topic", "econet", "a topic without + and #, and without / at its ends",
        "What all topics of the gateway begin with.", Topic);

    public static readonly Setting<string> DiscoveryPrefix = new(
        "MQTT_DISCOVERY_PREFIX", "mqtt.discovery_prefix", "homeassistant", "a topic, or none",
        "Where Home Assistant looks for devices; none announces nothing.", text => text is "" or "none" ? "" : Topic(text));

    public static readonly Setting<int?> Qos = new(
        "MQTT_QOS", "mqtt.qos", "1", "0, 1 or 2", "The quality of service of everything that is published or subscribed to.",
        t => Whole(t, 0, 2));

    public static readonly Setting<MqttPayload?> Payload = new(
        "MQTT_PAYLOAD", "mqtt.payload", "value", "value, json or both",
        "value: a topic for each parameter; json: one for each device.", Choice<MqttPayload>);

    public static readonly Setting<TimeSpan?> Refresh = new(
        "MQTT_REFRESH", "mqtt.refresh", "300", "seconds, 0 to 86400 (0: never)",
        "How often good values that did not change are published again, seconds.", t => Seconds(t, 0, 86400));

    public static readonly Setting<string> CaFile = new(
        "MQTT_CA_FILE", "mqtt.ca_file", "", "a path of a PEM file",
        "The authorities that the broker's certificate must come from, instead of the system's.", Text);

    public static readonly Setting<string> CertFile = new(
        "MQTT_CERT_FILE", "mqtt.cert_file", "", "a path of a PEM file", "The certificate that the gateway shows to the broker.", Text);

    public static readonly Setting<string> KeyFile = new(
        "MQTT_KEY_FILE", "mqtt.key_file", "", "a path of a PEM file", "Its private key, where the certificate's file does not hold it.", Text);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Url, Username, Password, PasswordFile, ClientId, BaseTopic, DiscoveryPrefix, Qos, Payload, Refresh, CaFile, CertFile, KeyFile,
    ];
}
