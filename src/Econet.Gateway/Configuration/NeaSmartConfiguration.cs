using System.Net;
using Econet.Actors.NeaSmart;

namespace Econet.Gateway.Configuration;

/// <summary>How the base comes to the gateway.</summary>
public enum NeaSmartServerType
{
    Tcp,
    Serial,
}

/// <summary>How a NEA SMART system is set up; see <see cref="NeaSmartSettings"/> for what each means.</summary>
/// <param name="DatabasePath">Null for one in the state directory.</param>
/// <param name="StartupMode">0 for none, as the state.</param>
public sealed record NeaSmartConfiguration(
    NeaSmartServer Server,
    IReadOnlyList<byte> Units,
    string? DatabasePath,
    bool DatabaseEnableFallback,
    bool SyncOnStartup,
    TimeSpan StaleAfter,
    int StartupMode,
    int StartupState,
    NeaSmartLabels Labels,
    bool AcceptWritesWithoutDisk = false)
{
    /// <summary>What a base asks.</summary>
    private static readonly byte[] BaseUnits = [240, 241];

    /// <exception cref="ConfigurationException">Type and address don't fit each other.</exception>
    internal static NeaSmartConfiguration From(SettingValues values)
    {
        var unit = (byte)values.Get(NeaSmartSettings.SlaveId);
        return new NeaSmartConfiguration(
            ServerFrom(values),
            values.Find(NeaSmartSettings.SlaveIds) ?? (BaseUnits.Contains(unit) ? BaseUnits : [unit]),
            values.Find(NeaSmartSettings.DatabasePath),
            values.Get(NeaSmartSettings.DatabaseEnableFallback),
            values.Get(NeaSmartSettings.SyncOnStartup),
            values.Get(NeaSmartSettings.StaleAfter),
            values.Get(NeaSmartSettings.StartupMode),
            values.Get(NeaSmartSettings.StartupState),
            values.Find(NeaSmartSettings.Labels) ?? NeaSmartLabels.Empty,
            values.Get(Settings.WritesWithoutDisk));
    }

    private static NeaSmartServer ServerFrom(SettingValues values)
    {
        var type = values.Find(NeaSmartSettings.ServerType);
        var address = (type == NeaSmartServerType.Serial ? values.Find(NeaSmartSettings.SerialPort) : null)
            ?? values.Find(NeaSmartSettings.ServerAddress);
        return type switch
        {
            null => throw new ConfigurationException(
                $"{values.NameOf(NeaSmartSettings.ServerType)} is not set; it takes {NeaSmartSettings.ServerType.Allowed}"),
            NeaSmartServerType.Tcp => new NeaSmartServer.Tcp(
                address is null ? IPAddress.Any : SettingParsers.Host(address) ?? throw Unfit("an IP address of this machine, with server type tcp"),
                values.Get(NeaSmartSettings.ServerPort)),
            _ => address is not null && SettingParsers.BusAddressText(address) is not null
                ? NeaSmartServer.Rtu.At(address)
                : throw Unfit("a serial device or tcp://host:port, with server type serial"),
        };

        ConfigurationException Unfit(string allowed) => new(
            $"{values.NameOf(NeaSmartSettings.ServerAddress)} ({values.SourceOf(NeaSmartSettings.ServerAddress)}): "
            + $"{(address is null ? "nothing" : SettingValues.Quote(address))} is not allowed; it takes {allowed}");
    }
}
