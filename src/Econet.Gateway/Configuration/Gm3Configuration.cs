using Econet.Actors.Gm3;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Gateway.Configuration;

/// <summary>How the settings have a GM3 device spoken to; where its state is kept is the run's to say.</summary>
internal static class Gm3Configuration
{
    /// <exception cref="ConfigurationException">Two values don't go together.</exception>
    public static Gm3Options From(SettingValues values) => new()
    {
        SourceAddress = CheckedSourceAddress(values),
        ControllerAddress = values.Get(Settings.DestinationAddress),
        TokenRequired = values.Get(Settings.TokenRequired),
        Attempts = values.Get(Settings.RetryAttempts),
        Breaker = new BreakerOptions(values.Get(Settings.BreakerFailures), values.Get(Settings.BreakerTrials))
        {
            Reset = values.Get(Settings.BreakerReset),
        },
        LongestGap = values.Get(Settings.LongestGap),
        ShortestGap = CheckedShortestGap(values),
        FrameTimeout = values.Get(Settings.SerialTimeout),
        ReopenAfter = values.Get(Settings.SerialWatchdog),
        Baud = values.Get(Settings.SerialBaud),
        PollInterval = values.Get(Settings.PollInterval),
        LeaveTimeout = values.Get(Settings.LeaveTimeout),
        MaxAge = values.Get(Settings.CacheTtl),
        WriteTimeout = values.Get(Settings.WriteTimeout),
        WriteBudget = new WriteBudget(values.Get(Settings.WriteBudgetPerHour), values.Get(Settings.WriteBudgetPerDay)),
        AcceptWritesWithoutDisk = values.Get(Settings.WritesWithoutDisk),
        Thermostat = ThermostatSettings.From(values),
    };

    /// <summary>The address of a factory module is used on the bus, but never granted a token.</summary>
    private static ushort? CheckedSourceAddress(SettingValues values) =>
        values.Find(Settings.SourceAddress) is BusAddress.EconetModule && !values.Get(Settings.ForceSourceAddress)
            ? throw new ConfigurationException(
                $"{values.NameOf(Settings.SourceAddress)} ({values.SourceOf(Settings.SourceAddress)}): {BusAddress.EconetModule} is the address of a "
                + $"factory module, to which panels grant no token; leave it out to claim an address, or set {Settings.ForceSourceAddress.Name}=true")
            : values.Find(Settings.SourceAddress);

    private static TimeSpan CheckedShortestGap(SettingValues values) =>
        values.Get(Settings.ShortestGap) <= values.Get(Settings.LongestGap)
            ? values.Get(Settings.ShortestGap)
            : throw new ConfigurationException(
                $"{values.NameOf(Settings.ShortestGap)} ({values.SourceOf(Settings.ShortestGap)}) is longer than "
                + $"{values.NameOf(Settings.LongestGap)} ({values.SourceOf(Settings.LongestGap)})");
}
