using System.Net;
using Akka.Configuration;
using Econet.Actors.Ports;
using Econet.Gm3;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>
/// Everything that can be set, once: environment, config.yaml, command line, help and the table in docs/configuration.md all come from here.
/// </summary>
internal static class Settings
{
    public static readonly Setting<string> ConfigFile = new(
        "CONFIG_FILE", null, "", "a file", "The YAML or JSON configuration file. Without it: ./config.yaml or ./config.json, if there is one.", Text);

    public static readonly Setting<string> SerialPort = new(
        "SERIAL_PORT", "serial.port", "", "a device such as /dev/ttyUSB0 or COM3, or tcp://host:port",
        "The port of the GM3 bus: a serial device or a serial-to-network adapter.", BusAddressText)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "port",
        IsOwn = true,
    };

    public static readonly Setting<int?> SerialBaud = new(
        "SERIAL_BAUD", "serial.baud", "115200", $"one of {string.Join(", ", SerialSettings.SupportedBauds)}", "The baud rate.", Baud)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "baud",
    };

    public static readonly Setting<TimeSpan?> SerialTimeout = new(
        "SERIAL_TIMEOUT", "serial.timeout", "0.2", "seconds, 0.01 to 60", "How long to wait for the rest of a frame.",
        t => Seconds(t, 0.01, 60))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "timeout",
    };

    public static readonly Setting<TimeSpan?> SerialWatchdog = new(
        "SERIAL_WATCHDOG", "serial.watchdog", "30", "seconds, 0 to 3600 (0: never)",
        "An open port is reopened after this long without data.", t => Seconds(t, 0, 3600))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "watchdog",
    };

    public static readonly Setting<SerialDriver?> Driver = new(
        "SERIAL_DRIVER", "serial.driver", OperatingSystem.IsLinux() ? "native" : "system", "native or system",
        "native: the gateway's own driver (Linux only); system: .NET's.", Choice<SerialDriver>)
    {
        Documented = "native on Linux, else system",
        Of = DeviceKind.Gm3,
        DevicePath = "driver",
    };

    public static readonly Setting<IPAddress> ApiHost = new(
        "API_HOST", "api.host", "0.0.0.0", "an IP address of this machine, localhost, or 0.0.0.0 for all", "The address that the API listens on.",
        Host);

    public static readonly Setting<int?> ApiPort = new(
        "API_PORT", "api.port", "8000", "a port, 0 to 65535 (0: any free one)", "The TCP port of the API.",
        t => Whole(t, 0, 65535));

    public static readonly Setting<ParameterKeys?> Keys = new(
        "PARAMETER_KEYS", "api.parameter_keys", "name", "name or index",
        "What /api/parameters uses as key when a request has no ?key=.", Choice<ParameterKeys>);

    public static readonly Setting<ushort?> SourceAddress = new(
        "GM3_SOURCE_ADDRESS", "protocol.source_address", "",
        $"a bus address, {BusAddress.FirstPeripheral} to {BusAddress.EconetModule}",
        "The gateway's bus address. Without it, the gateway claims a free one and keeps it.",
        t => (ushort?)Whole(t, BusAddress.FirstPeripheral, BusAddress.EconetModule))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.source_address",
        IsOwn = true,
    };

    public static readonly Setting<bool?> ForceSourceAddress = new(
        "GM3_FORCE_SOURCE_ADDRESS", "protocol.force_source_address", "false", "true or false",
        $"Allow GM3_SOURCE_ADDRESS={BusAddress.EconetModule}, the address of a factory module, to which panels grant no token.", Flag)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.force_source_address",
        IsOwn = true,
    };

    public static readonly Setting<ushort?> DestinationAddress = new(
        "GM3_DEST_ADDRESS", "protocol.dest_address", "1", "a bus address, 1 to 65534", "The controller's bus address.",
        t => (ushort?)Whole(t, 1, 65534))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.dest_address",
    };

    public static readonly Setting<int?> RetryAttempts = new(
        "GM3_RETRY_ATTEMPTS", "protocol.retry_attempts", "3", "a whole number, 1 to 10", "How often a request is sent before it counts as failed.",
        t => Whole(t, 1, 10))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.retry_attempts",
    };

    public static readonly Setting<int?> BreakerFailures = new(
        "BREAKER_FAILURES", "protocol.breaker_failures", "5", "a whole number, 1 to 100",
        "After this many failed requests in a row the circuit breaker opens: nothing is sent for a while.", t => Whole(t, 1, 100))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.breaker_failures",
    };

    public static readonly Setting<TimeSpan?> BreakerReset = new(
        "BREAKER_RESET_SECONDS", "protocol.breaker_reset_seconds", "60", "seconds, 1 to 3600",
        "How long the circuit breaker stays open.", t => Seconds(t, 1, 3600))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.breaker_reset_seconds",
    };

    public static readonly Setting<int?> BreakerTrials = new(
        "BREAKER_TRIALS", "protocol.breaker_trials", "3", "a whole number, 1 to 20",
        "This many answers in a row then close the circuit breaker; one failure reopens it.", t => Whole(t, 1, 20))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.breaker_trials",
    };

    public static readonly Setting<bool?> TokenRequired = new(
        "GM3_TOKEN_REQUIRED", "protocol.token_required", "true", "true or false",
        "Send only while holding the token. Use false only on a bus without a panel.", Flag)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.token_required",
    };

    public static readonly Setting<TimeSpan?> LongestGap = new(
        "GM3_GAP_MAX", "protocol.gap_max", "20", "a whole number of milliseconds, 3 to 200",
        "The silence on the bus before the gateway sends, at first and after a missed answer.", t => Milliseconds(t, 3, 200))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.gap_max",
    };

    public static readonly Setting<TimeSpan?> ShortestGap = new(
        "GM3_GAP_MIN", "protocol.gap_min", "3", "a whole number of milliseconds, 3 to 200",
        "The shortest that this silence becomes while no answer is missed. With the value of GM3_GAP_MAX it never changes.",
        t => Milliseconds(t, 3, 200))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.gap_min",
    };

    public static readonly Setting<TimeSpan?> PollInterval = new(
        "POLL_INTERVAL", "protocol.poll_interval", "0", "seconds, 0 to 3600 (0: with every token)",
        "Measured values are read at most this often.", t => Seconds(t, 0, 3600))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.poll_interval",
    };

    public static readonly Setting<TimeSpan?> LeaveTimeout = new(
        "LEAVE_TIMEOUT", "protocol.leave_timeout", "8", "seconds, 0 to 60 (0: leave at once)",
        "How long a stopping gateway stays on the bus at most, until the panel grants it no more tokens. A panel "
        + "waits for ever for a token that nobody returns.",
        t => Seconds(t, 0, 60))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "protocol.leave_timeout",
    };

    public static readonly Setting<TimeSpan?> CacheTtl = new(
        "CACHE_TTL_SECONDS", "cache.ttl_seconds", "10", "seconds, 1 to 86400", "A measured value that has not been confirmed for this long is stale.",
        t => Seconds(t, 1, 86400))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "cache.ttl_seconds",
    };

    public static readonly Setting<int?> CacheMaxSize = new(
        "CACHE_MAX_SIZE", "cache.max_size", "0", "a whole number, 0 to 100000",
        "Accepted for compatibility with other gateways, without effect: every parameter is kept.", t => Whole(t, 0, 100_000));

    public static readonly Setting<TimeSpan?> WriteTimeout = new(
        "WRITE_TIMEOUT", "writes.timeout", "30", "seconds, 1 to 600",
        "A write that does not reach the device within this time fails.", t => Seconds(t, 1, 600))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "writes.timeout",
    };

    public static readonly Setting<int?> WriteBudgetPerHour = new(
        "WRITE_BUDGET_PER_HOUR", "writes.budget_per_hour", "10", "a whole number, 1 to 1000",
        "How often an hour a parameter in the controller's non-volatile memory may be written.", t => Whole(t, 1, 1000))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "writes.budget_per_hour",
    };

    public static readonly Setting<int?> WriteBudgetPerDay = new(
        "WRITE_BUDGET_PER_DAY", "writes.budget_per_day", "100", "a whole number, 1 to 10000",
        "How often a day such a parameter may be written.", t => Whole(t, 1, 10_000))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "writes.budget_per_day",
    };

    public static readonly Setting<bool?> WritesWithoutDisk = new(
        "WRITES_WITHOUT_DISK", "writes.without_disk", "false", "true or false",
        "Accept writes with 202 and 'durable': false while the disk fails and they can't be recorded. With false, such a write is answered 507.",
        Flag);

    public static readonly Setting<string> StateDirectory = new(
        "STATE_DIR", "state.dir", DefaultStateDirectory, "a directory", "The directory for everything that must survive a restart.", Text)
    {
        Documented = "~/.local/share/econet-gateway",
    };

    public static readonly Setting<Config> Hocon = new(
        "HOCON_FILE", "akka.file", "", "a readable HOCON file", "Akka configuration that takes precedence over the gateway's own.", HoconFile);

    public static IReadOnlyList<Setting> All { get; } =
    [
        SerialPort, SerialBaud, SerialTimeout, SerialWatchdog, Driver, ApiHost, ApiPort, .. AccessSettings.All, .. LimitSettings.All, Keys, SourceAddress, ForceSourceAddress,
        DestinationAddress, RetryAttempts, BreakerFailures, BreakerReset, BreakerTrials, TokenRequired, LongestGap, ShortestGap, PollInterval,
        LeaveTimeout, CacheTtl, CacheMaxSize, WriteTimeout, WriteBudgetPerHour, WriteBudgetPerDay, WritesWithoutDisk, StateDirectory,
        .. ThermostatSettings.All, .. BrokerSettings.All, .. HomeAssistantSettings.All, .. VocabularySettings.All, .. NeaSmartSettings.All,
        .. HistorySettings.All, .. LoggingSettings.All, .. ClusterSettings.All, .. TelemetrySettings.All, Hocon, ConfigFile,
    ];

    /// <summary>By the name of the environment variable.</summary>
    public static IReadOnlyDictionary<string, Setting> ByName { get; } = All.ToDictionary(s => s.Name);

    /// <summary>By the path in a file.</summary>
    public static IReadOnlyDictionary<string, Setting> ByPath { get; } = All.Where(s => s.Path is not null).ToDictionary(s => s.Path!);

    /// <summary>Those that a device can have for itself.</summary>
    public static IReadOnlyList<Setting> OfDevices { get; } = [.. All.Where(s => s.DevicePath is not null)];

    /// <summary>The user's place for such things; the working directory for a user without a home.</summary>
    private static string DefaultStateDirectory =>
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home
            ? Path.Combine(home, "econet-gateway")
            : "state";
}
