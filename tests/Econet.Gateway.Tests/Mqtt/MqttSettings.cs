using System.Globalization;
using Econet.Gateway.Configuration;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Options of a gateway with a broker, as its environment sets them.</summary>
internal static class MqttSettings
{
    public static GatewayOptions At(int port, params (string Name, string Value)[] others) =>
        Of([("MQTT_URL", string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{port}")), .. others]);

    public static GatewayOptions Of(params (string Name, string Value)[] environment) => TestGateway.Options with { Mqtt = Load(environment) };

    public static MqttOptions? Load(params (string Name, string Value)[] environment) => GatewayOptions.From(SettingValues.Load(
        new Dictionary<Setting, string>(), environment.ToDictionary(e => e.Name, e => e.Value), "/nowhere")).Mqtt;
}
