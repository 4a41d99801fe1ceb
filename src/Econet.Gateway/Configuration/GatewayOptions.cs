using System.Net;
using Akka.Configuration;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Gm3;
using Econet.Gateway.History;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Logging;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Configuration;

/// <summary>Which implementation opens a serial device.</summary>
public enum SerialDriver
{
    Native,
    System,
}

/// <summary>What keys the collection of parameters.</summary>
public enum ParameterKeys
{
    Name,
    Index,
}

/// <summary>How the gateway is set up; see <see cref="Settings"/> for what each means.</summary>
/// <param name="DemoGm3">How the simulated bus of the demo is spoken to: as the device that the flat names mean.</param>
/// <param name="Mqtt">Null without a broker.</param>
/// <param name="HomeAssistant">Null when nothing is announced to it.</param>
public sealed record GatewayOptions(
    DeviceList Devices,
    IPAddress ApiHost,
    int ApiPort,
    AccessOptions Access,
    LimitOptions Limits,
    ParameterKeys ParameterKeys,
    Gm3Options DemoGm3,
    MqttOptions? Mqtt,
    HomeAssistantOptions? HomeAssistant,
    VocabularyOptions Vocabulary,
    string StateDirectory,
    HistoryOptions History,
    LogOptions Log,
    TelemetryOptions? Telemetry,
    Config Hocon)
{
    /// <summary>Null for a gateway that is no node of a cluster.</summary>
    internal EconetClusterOptions? Cluster { get; private init; }

    /// <summary>What they were made of.</summary>
    internal SettingValues Values { get; private init; } = SettingValues.None;

    /// <exception cref="ConfigurationException">Two values don't go together.</exception>
    internal static GatewayOptions From(SettingValues values)
    {
        var (devices, mqtt, vocabulary) = (DeviceList.From(values), BrokerSettings.From(values), VocabularySettings.From(values));
        return new GatewayOptions(
            devices,
            values.Find(Settings.ApiHost)!,
            values.Get(Settings.ApiPort),
            AccessSettings.From(values),
            LimitSettings.From(values),
            values.Get(Settings.Keys),
            Gm3Configuration.From(values.For(DeviceOptions.HeatPump)),
            mqtt,
            HomeAssistantSettings.From(values, vocabulary, isAnnounced: mqtt is { DiscoveryPrefix.Length: > 0 }),
            vocabulary,
            values.Find(Settings.StateDirectory)!,
            HistorySettings.From(values),
            LoggingSettings.From(values),
            TelemetrySettings.From(values),
            values.Find(Settings.Hocon) ?? Config.Empty)
        {
            Values = values,
            Cluster = ClusterSettings.From(values),
        };
    }
}
