using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Econet.Gateway.Configuration;

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

/// <summary>How the gateway speaks to an MQTT broker; see <see cref="Settings"/> for what each means.</summary>
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
    /// <summary>Those that mean nothing without a broker, or with one that is reached differently.</summary>
    private static readonly Setting[] OfTheConnection =
    [
        BrokerSettings.Username, BrokerSettings.Password, BrokerSettings.PasswordFile, BrokerSettings.ClientId, BrokerSettings.CaFile,
        BrokerSettings.CertFile, BrokerSettings.KeyFile,
    ];

    /// <returns>Null when there is no MQTT_URL.</returns>
    /// <exception cref="ConfigurationException">Settings contradict each other, or a file is unusable.</exception>
    internal static MqttOptions? From(SettingValues values)
    {
        var isGiven = values.Given.Select(v => v.Setting).ToHashSet();
        if (values.Find(BrokerSettings.Url) is not { } broker)
        {
            return OfTheConnection.FirstOrDefault(isGiven.Contains) is { } idle
                ? throw Wrong(values, idle, "there is no MQTT_URL that it could be for")
                : null;
        }

        Forbid(BrokerSettings.Url, "it has a password and no user name", broker is { Password: not null, Username: null });
        Forbid(BrokerSettings.Username, "MQTT_URL names a user already", broker.Username is not null);
        Forbid(BrokerSettings.Password, "MQTT_URL has a password already", broker.Password is not null);
        Forbid(BrokerSettings.PasswordFile, "MQTT_URL has a password already", broker.Password is not null);
        Forbid(BrokerSettings.PasswordFile, "there is MQTT_PASSWORD already", isGiven.Contains(BrokerSettings.Password));
        foreach (var file in new Setting[] { BrokerSettings.CaFile, BrokerSettings.CertFile, BrokerSettings.KeyFile })
        {
            Forbid(file, "MQTT_URL is not encrypted; use mqtts:// or wss://", !broker.IsEncrypted);
        }

        Forbid(BrokerSettings.KeyFile, "there is no MQTT_CERT_FILE that it could be for", !isGiven.Contains(BrokerSettings.CertFile));
        var username = broker.Username ?? values.Find(BrokerSettings.Username);
        Forbid(BrokerSettings.Password, "there is no user name; set MQTT_USERNAME", username is null);
        Forbid(BrokerSettings.PasswordFile, "there is no user name; set MQTT_USERNAME", username is null);
        var discoveryPrefix = values.Find(BrokerSettings.DiscoveryPrefix)!;
        Forbid(
            BrokerSettings.Payload, "json leaves Home Assistant's discovery without values; use both, or MQTT_DISCOVERY_PREFIX=none",
            values.Get(BrokerSettings.Payload) == MqttPayload.Json && discoveryPrefix.Length > 0);
        var baseTopic = values.Find(BrokerSettings.BaseTopic)!;
        Forbid(BrokerSettings.BaseTopic, "Home Assistant's own topics are there; see MQTT_DISCOVERY_PREFIX", baseTopic == discoveryPrefix);
        var password = broker.Password ?? values.Find(BrokerSettings.Password)
            ?? FromFile(values, BrokerSettings.PasswordFile, path => File.ReadAllText(path).TrimEnd('\r', '\n'));
        return new MqttOptions(
            broker with { Username = null, Password = null },
            username,
            password,
            // A name that stays: the broker then ends what is left of an earlier connection, and its last will comes before our birth.
            values.Find(BrokerSettings.ClientId) ?? $"{baseTopic.Replace('/', '-')}-{Environment.MachineName}",
            baseTopic,
            discoveryPrefix,
            values.Get(BrokerSettings.Qos),
            values.Get(BrokerSettings.Payload),
            values.Get(BrokerSettings.Refresh),
            FromFile(values, BrokerSettings.CaFile, ReadAuthorities) ?? [],
            FromFile(values, BrokerSettings.CertFile, path => ReadCertificate(path, values.Find(BrokerSettings.KeyFile))));

        void Forbid(Setting setting, string reason, bool isWrong)
        {
            if (isWrong && isGiven.Contains(setting))
            {
                throw Wrong(values, setting, reason);
            }
        }
    }

    /// <summary>Where the broker is, and no secrets.</summary>
    public override string ToString() => Broker.ToString();

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
