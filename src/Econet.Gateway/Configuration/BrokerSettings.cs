using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>Those that mean nothing without a broker, or with one that is reached differently.</summary>
    private static readonly Setting[] OfTheConnection =
    [
        Username, Password, PasswordFile, ClientId, CaFile, CertFile, KeyFile,
    ];

    /// <returns>Null when there is no MQTT_URL.</returns>
    /// <exception cref="ConfigurationException">Settings contradict each other, or a file is unusable.</exception>
    public static MqttOptions? From(SettingValues values)
    {
        var isGiven = values.Given.Select(v => v.Setting).ToHashSet();
        if (values.Find(Url) is not { } broker)
        {
            return OfTheConnection.FirstOrDefault(isGiven.Contains) is { } idle
                ? throw Wrong(values, idle, "there is no MQTT_URL that it could be for")
                : null;
        }

        Forbid(Username, "MQTT_URL names a user already", broker.Username is not null);
        Forbid(Password, "MQTT_URL has a password already", broker.Password is not null);
        Forbid(PasswordFile, "MQTT_URL has a password already", broker.Password is not null);
        Forbid(PasswordFile, "there is MQTT_PASSWORD already", isGiven.Contains(Password));
        foreach (var file in new Setting[] { CaFile, CertFile, KeyFile })
        {
            Forbid(file, "MQTT_URL is not encrypted; use mqtts:// or wss://", !broker.IsEncrypted);
        }

        Forbid(KeyFile, "there is no MQTT_CERT_FILE that it could be for", !isGiven.Contains(CertFile));
        var username = broker.Username ?? values.Find(Username);
        Forbid(Url, "there is no user name; set MQTT_USERNAME", broker.Password is not null && username is null);
        Forbid(Password, "there is no user name; set MQTT_USERNAME", username is null);
        Forbid(PasswordFile, "there is no user name; set MQTT_USERNAME", username is null);
        var discoveryPrefix = values.Find(DiscoveryPrefix)!;
        Forbid(
            Payload, "json leaves Home Assistant's discovery without values; use both, or MQTT_DISCOVERY_PREFIX=none",
            values.Get(Payload) == MqttPayload.Json && discoveryPrefix.Length > 0);
        var baseTopic = values.Find(BaseTopic)!;
        var isHomeAssistants = discoveryPrefix.Length > 0 && (baseTopic == discoveryPrefix || baseTopic == DiscoveryPrefix.Default);
        Forbid(BaseTopic, "Home Assistant's own topics are there", isHomeAssistants);
        Forbid(DiscoveryPrefix, "the gateway's own topics are there, see MQTT_BASE_TOPIC", isHomeAssistants);
        var password = broker.Password ?? values.Find(Password)
            ?? FromFile(values, PasswordFile, path => File.ReadAllText(path).TrimEnd('\r', '\n'));
        return new MqttOptions(
            broker with { Username = null, Password = null },
            username,
            password,
            // A name that stays: the broker then ends what is left of an earlier connection, and its last will comes before our birth.
            values.Find(ClientId) ?? $"{baseTopic.Replace('/', '-')}-{Environment.MachineName}",
            baseTopic,
            discoveryPrefix,
            values.Get(Qos),
            values.Get(Payload),
            values.Get(Refresh),
            FromFile(values, CaFile, ReadAuthorities) ?? [],
            FromFile(values, CertFile, path => ReadCertificate(path, values.Find(KeyFile))));

        void Forbid(Setting setting, string reason, bool isWrong)
        {
            if (isWrong && isGiven.Contains(setting))
            {
                throw Wrong(values, setting, reason);
            }
        }
    }

    private static T? FromFile<T>(SettingValues values, Setting<string> setting, Func<string, T> read)
        where T : class
    {
        if (values.Find(setting) is not { } path)
        {
            return null;
        }

        try
        {
            return read(path);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Wrong(values, setting, $"{SettingValues.Quote(path)} can't be used: {unusable.Message.ReplaceLineEndings(" ")}", unusable);
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate in PEM form");
    }

    private static X509Certificate2 ReadCertificate(string path, string? keyPath)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        // Windows does not take a key that is only in memory.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private static ConfigurationException Wrong(SettingValues values, Setting setting, string reason, Exception? inner = null) =>
        new($"{setting.Name} ({values.SourceOf(setting)}): {reason}", inner!);
}
