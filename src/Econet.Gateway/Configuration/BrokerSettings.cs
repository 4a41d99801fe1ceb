using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Mqtt;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of MQTT; a part of <see cref="Settings.All"/>.</summary>
internal static class BrokerSettings
{
    public static readonly Setting<BrokerAddress> Url = new(
        "MQTT_URL", "mqtt.url", "", "mqtt://, mqtts://, ws:// or wss:// and the host, optionally with user:password@ before it and a port after it",
        "The MQTT broker. Without it, MQTT is off.", BrokerAddress.Parse)
    {
        Told = BrokerAddress.Mask,
    };

    public static readonly Setting<string> Username = new(
        "MQTT_USERNAME", "mqtt.username", "", "text", "The user name for the broker, if MQTT_URL has none.", Text);

    public static readonly Setting<string> Password = new(
        "MQTT_PASSWORD", "mqtt.password", "", "text", "The password for the broker.", text => text)
    {
        Told = _ => "***",
    };

    public static readonly Setting<string> PasswordFile = new(
        "MQTT_PASSWORD_FILE", "mqtt.password_file", "", "a file", "A file that contains the password.", Text);

    public static readonly Setting<string> ClientId = new(
        "MQTT_CLIENT_ID", "mqtt.client_id", "", "text that no other client of the broker uses",
        "The MQTT client id. Without it: base topic and machine name, or name and port of the node of a cluster.", Text);

    public static readonly Setting<string> BaseTopic = new(
        "MQTT_BASE_TOPIC", "mqtt.base_topic", MqttTopics.DefaultBase, "a topic without + and #, and without / at its ends",
        "The first part of all the gateway's topics.", Topic);

    public static readonly Setting<string> DiscoveryPrefix = new(
        "MQTT_DISCOVERY_PREFIX", "mqtt.discovery_prefix", "homeassistant", "a topic, or none",
        "Home Assistant's discovery prefix. With none, nothing is announced.", text => text is "" or "none" ? "" : Topic(text));

    public static readonly Setting<int?> Qos = new(
        "MQTT_QOS", "mqtt.qos", "1", "0, 1 or 2", "The quality of service for everything published and subscribed to.",
        t => Whole(t, 0, 2));

    public static readonly Setting<MqttPayload?> Payload = new(
        "MQTT_PAYLOAD", "mqtt.payload", "value", "value, json or both",
        "value: one topic per parameter; json: one topic per device.", Choice<MqttPayload>);

    public static readonly Setting<TimeSpan?> Refresh = new(
        "MQTT_REFRESH", "mqtt.refresh", "300", "seconds, 0 to 86400 (0: never)",
        "How often good values are published again, before Home Assistant lets them expire.", t => Seconds(t, 0, 86400));

    public static readonly Setting<FrozenDictionary<string, TimeSpan>> Interval = new(
        "MQTT_INTERVAL", "mqtt.interval", "default=60", "quantity=seconds; …, 0 to 3600 each, with the vocabulary's quantities or default",
        "The shortest time between two messages of a measured number, in seconds, by quantity. The first change is published at once.",
        text => Quantities<TimeSpan>(text, number => number is >= 0 and <= 3600 ? TimeSpan.FromSeconds(number) : null))
    {
        TakesKeys = true,
    };

    public static readonly Setting<FrozenDictionary<string, double>> Deadband = new(
        "MQTT_DEADBAND", "mqtt.deadband", "", "quantity=number; …, 0 or more each, with the vocabulary's quantities or default",
        "Smaller changes of a measured number are not published, by quantity and in its unit. Without it: changes that its last digit does not show.",
        text => Quantities<double>(text, number => number is >= 0 and <= 1e9 ? number : null))
    {
        TakesKeys = true,
    };

    public static readonly Setting<string[]> Include = new(
        "MQTT_INCLUDE", "mqtt.include", "", "keys, or patterns with * and ?, separated by commas; device/key for one device",
        "Publish only these parameters.", List)
    {
        TakesList = true,
    };

    public static readonly Setting<string[]> Exclude = new(
        "MQTT_EXCLUDE", "mqtt.exclude", "", "keys, or patterns with * and ?, separated by commas; device/key for one device",
        "Do not publish these parameters.", List)
    {
        TakesList = true,
    };

    public static readonly Setting<string> CaFile = new(
        "MQTT_CA_FILE", "mqtt.ca_file", "", "a PEM file",
        "The certificate authorities to trust for the broker, instead of the system's.", Text);

    public static readonly Setting<string> CertFile = new(
        "MQTT_CERT_FILE", "mqtt.cert_file", "", "a PEM file", "The client certificate for the broker.", Text);

    public static readonly Setting<string> KeyFile = new(
        "MQTT_KEY_FILE", "mqtt.key_file", "", "a PEM file", "Its private key, if MQTT_CERT_FILE does not contain it.", Text);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Url, Username, Password, PasswordFile, ClientId, BaseTopic, DiscoveryPrefix, Qos, Payload, Refresh, Interval, Deadband, Include, Exclude, CaFile, CertFile, KeyFile,
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
            values.Find(ClientId) ?? $"{baseTopic.Replace('/', '-')}-{ClusterSettings.NodeOf(values)?.Replace(':', '-') ?? Environment.MachineName}",
            baseTopic,
            discoveryPrefix,
            values.Get(Qos),
            values.Get(Payload),
            values.Get(Refresh),
            FromFile(values, CaFile, ReadAuthorities) ?? [],
            FromFile(values, CertFile, path => ReadCertificate(path, values.Find(KeyFile))))
        {
            Pacing = new MqttPacing(values.Find(Interval)!, values.Find(Deadband) ?? FrozenDictionary<string, double>.Empty),
            Filter = new TopicFilter([.. values.Find(Include) ?? []], [.. values.Find(Exclude) ?? []]),
        };

        void Forbid(Setting setting, string reason, bool isWrong)
        {
            if (isWrong && isGiven.Contains(setting))
            {
                throw Wrong(values, setting, reason);
            }
        }
    }

    /// <summary>What <c>room_temperature=30; default=60</c> says; null when it has another form, or names an unknown quantity.</summary>
    private static FrozenDictionary<string, T>? Quantities<T>(string text, Func<double, T?> read)
        where T : struct
    {
        var known = Vocabularies.Units.Quantities.Append(MqttPacing.Default).ToHashSet();
        var found = new Dictionary<string, T>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var quantity, var number] || !known.Contains(quantity)
                || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed)
                || read(parsed) is not { } value || !found.TryAdd(quantity, value))
            {
                return null;
            }
        }

        return found.ToFrozenDictionary();
    }

    private static string[]? List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } items
        && items.All(item => Text(item) is not null)
            ? items
            : null;

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
