using System.Net;
using Akka.Configuration;
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

/// <summary>How the gateway is set up; see <see cref="Settings"/> for what each means.</summary>
/// <param name="SerialPort">Null when there is no bus.</param>
/// <param name="SourceAddress">Null to claim one.</param>
public sealed record GatewayOptions(
    string? SerialPort,
    int SerialBaud,
    TimeSpan SerialTimeout,
    SerialDriver SerialDriver,
    IPAddress ApiHost,
    int ApiPort,
    ParameterKeys ParameterKeys,
    ushort? SourceAddress,
    ushort DestinationAddress,
    int RetryAttempts,
    bool TokenRequired,
    TimeSpan PollInterval,
    TimeSpan CacheTtl,
    TimeSpan WriteTimeout,
    int WriteBudgetPerHour,
    int WriteBudgetPerDay,
    string StateDirectory,
    LogEventLevel LogLevel,
    LogFormat LogFormat,
    Config Hocon)
{
    internal static GatewayOptions From(SettingValues values) => new(
        values.Find(Settings.SerialPort),
        values.Get(Settings.SerialBaud),
        values.Get(Settings.SerialTimeout),
        values.Get(Settings.Driver),
        values.Find(Settings.ApiHost)!,
        values.Get(Settings.ApiPort),
        values.Get(Settings.Keys),
        values.Find(Settings.SourceAddress),
        values.Get(Settings.DestinationAddress),
        values.Get(Settings.RetryAttempts),
        values.Get(Settings.TokenRequired),
        values.Get(Settings.PollInterval),
        values.Get(Settings.CacheTtl),
        values.Get(Settings.WriteTimeout),
        values.Get(Settings.WriteBudgetPerHour),
        values.Get(Settings.WriteBudgetPerDay),
        values.Find(Settings.StateDirectory)!,
        values.Get(Settings.LogLevel),
        values.Get(Settings.LogForm),
        values.Find(Settings.Hocon) ?? Config.Empty);
}
