using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Every secret that the gateway is given, each with a word by which it is recognized.</summary>
internal static class PlantedSecrets
{
    public const string Word = "planted";

    /// <summary>Every setting that is told otherwise than it is given, and every file with a secret in it.</summary>
    public static Dictionary<string, string> Environment(TemporaryDirectory directory, int broker) => new()
    {
        ["MQTT_URL"] = FormattableString.Invariant($"mqtt://ann:planted%21url@127.0.0.1:{broker}"),
        ["HISTORY_INFLUX_URL"] = "http://127.0.0.1:1/write?db=home&u=ann&p=planted-influx&precision=ms",
        ["HISTORY_INFLUX_TOKEN_FILE"] = directory.Write("token", "planted-token"),
        ["CLUSTER_TLS_CERT_PASSWORD"] = "planted-cluster",
        ["CLUSTER_DATABASE"] = "Host=db;Database=econet;Username=ann;Password=planted-database",
        ["OTLP_ENDPOINT"] = "http://ann:planted-otlp@127.0.0.1:1",
        ["API_JWT_ISSUER"] = "https://login.example.org", ["API_JWT_AUDIENCE"] = "heating", ["API_JWT_KEYS"] = "https://127.0.0.1:1/keys?token=planted-jwks",
        ["NEASMART_API_KEY"] = "planted-foreign", ["NEASMART_API_JWT_SECRET"] = "planted-jwt",
        ["LOG_FILE"] = Path.Combine(directory.Path, "gateway.log"), ["LOG_LEVELS"] = "mqtt=DEBUG; http=DEBUG; storage=DEBUG; gateway=DEBUG",
        ["API_AUTH"] = "all",
    };

    /// <summary>A node of a cluster needs its database.</summary>
    public static Dictionary<string, string> WithoutCluster(Dictionary<string, string> environment) =>
        environment.Where(pair => !pair.Key.StartsWith("CLUSTER", StringComparison.Ordinal)).ToDictionary();
}
