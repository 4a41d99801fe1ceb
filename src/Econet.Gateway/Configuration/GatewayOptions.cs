using System.Net;
using Akka.Configuration;
using Econet.Actors.Gm3;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;
using Serilog.Events;

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

public enum LogFormat
{
    Json,
    Text,
}

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    Gm3,
    NeaSmart,
}

/// <summary>A device that the gateway serves.</summary>
public sealed record DeviceOptions(string Id, DeviceKind Kind)
{
    /// <summary>The id of the GM3 system of a gateway that is configured by settings alone.</summary>
    public const string HeatPump = "heatpump";

    /// <summary>The id of the NEA SMART system of such a gateway.</summary>
    public const string NeaSmart = "neasmart";
}

/// <summary>How the gateway is set up; see <see cref="Settings"/> for what each means.</summary>
/// <param name="SerialPort">Null when there is no bus.</param>
/// <param name="Gm3">How the bus is spoken to.</param>
/// <param name="Mqtt">Null without a broker.</param>
/// <param name="HomeAssistant">Null when nothing is announced to it.</param>
public sealed record GatewayOptions(
    string? SerialPort,
    SerialDriver SerialDriver,
    IPAddress ApiHost,
    int ApiPort,
    ParameterKeys ParameterKeys,
    Gm3Options Gm3,
    MqttOptions? Mqtt,
    HomeAssistantOptions? HomeAssistant,
    string StateDirectory,
    LogEventLevel LogLevel,
    LogFormat LogFormat,
    Config Hocon,
    NeaSmartConfiguration NeaSmart)
{
    /// <summary>The devices that are set up, GM3 systems first: the first one is what a path means that names none.</summary>
    public IReadOnlyList<DeviceOptions> Devices =>
    [
        .. SerialPort is null ? Array.Empty<DeviceOptions>() : [new DeviceOptions(DeviceOptions.HeatPump, DeviceKind.Gm3)],
        .. NeaSmart.Server is null ? Array.Empty<DeviceOptions>() : [new DeviceOptions(DeviceOptions.NeaSmart, DeviceKind.NeaSmart)],
    ];

    /// <exception cref="ConfigurationException">Two values don't go together.</exception>
    internal static GatewayOptions From(SettingValues values) => From(values, BrokerSettings.From(values));

    private static GatewayOptions From(SettingValues values, MqttOptions? mqtt) => new(
        values.Find(Settings.SerialPort),
        values.Get(Settings.Driver),
        values.Find(Settings.ApiHost)!,
        values.Get(Settings.ApiPort),
        values.Get(Settings.Keys),
        Gm3Configuration.From(values),
        mqtt,
        HomeAssistantSettings.From(values, isAnnounced: mqtt is { DiscoveryPrefix.Length: > 0 }),
        values.Find(Settings.StateDirectory)!,
        values.Get(Settings.LogLevel),
        values.Get(Settings.LogForm),
        values.Find(Settings.Hocon) ?? Config.Empty,
        NeaSmartConfiguration.From(values));
}
