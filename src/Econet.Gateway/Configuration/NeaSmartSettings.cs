using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of a NEA SMART 2.0 system; a part of <see cref="Settings.All"/>.</summary>
internal static class NeaSmartSettings
{
    public static readonly Setting<NeaSmartServerType?> ServerType = new(
        "NEASMART_GATEWAY_SERVER_TYPE", "neasmart.server_type", "", "tcp or serial",
        "How the NEA SMART base, which is the Modbus master, connects: Modbus TCP, or RTU on a serial line. Without it there is no NEA SMART system.",
        Choice<NeaSmartServerType>)
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "server.type",
        IsOwn = true,
    };

    public static readonly Setting<string> ServerAddress = new(
        "NEASMART_GATEWAY_SERVER_ADDRESS", "neasmart.server_address", "",
        "an IP address of this machine for tcp; for serial a device such as /dev/ttyUSB0 or COM3, or tcp://host:port of an adapter",
        "The address to listen on for tcp, the port of the line for serial.", t => Host(t) is not null || BusAddressText(t) is not null ? t : null)
    {
        Documented = "0.0.0.0 for tcp",
        Of = DeviceKind.NeaSmart,
        DevicePath = "server.address",
        IsOwn = true,
    };

    public static readonly Setting<string> SerialPort = new(
        "NEASMART_GATEWAY_SERVER_SERIAL_PORT", "neasmart.serial_port", "", "a device such as /dev/ttyUSB0 or COM3, or tcp://host:port of an adapter",
        "The port of the line for serial. Takes precedence over NEASMART_GATEWAY_SERVER_ADDRESS.", BusAddressText)
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "server.serial_port",
        IsOwn = true,
    };

    public static readonly Setting<int?> ServerPort = new(
        "NEASMART_GATEWAY_SERVER_PORT", "neasmart.server_port", "502", "a port, 0 to 65535 (0: any free one)",
        "The Modbus TCP port.", t => Whole(t, 0, 65535))
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "server.port",
        IsOwn = true,
    };

    public static readonly Setting<int?> SlaveId = new(
        "NEASMART_MODBUS_SLAVE_ID", "neasmart.slave_id", "240", "a Modbus unit, 1 to 247",
        "The Modbus unit that the base addresses. 240 and 241, the usual ones, each stand for both.", t => Whole(t, 1, 247))
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "slave_id",
    };

    public static readonly Setting<IReadOnlyList<byte>> SlaveIds = new(
        "NEASMART_MODBUS_SLAVE_IDS", "neasmart.slave_ids", "", "Modbus units, each 1 to 247, such as 240, 241",
        "All Modbus units that the base addresses. They take precedence over NEASMART_MODBUS_SLAVE_ID.", Units)
    {
        Documented = "240, 241",
        TakesList = true,
        Of = DeviceKind.NeaSmart,
        DevicePath = "slave_ids",
    };

    public static readonly Setting<TimeSpan?> StaleAfter = new(
        "NEASMART_REGISTERS_STALE_AFTER_SECONDS", "neasmart.registers_stale_after_seconds", "180", "seconds, 1 to 86400",
        "A register that the base has not accessed for this long is stale.", t => Seconds(t, 1, 86400))
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "registers_stale_after_seconds",
    };

    public static readonly Setting<int?> StartupMode = new(
        "NEASMART_STARTUP_GLOBAL_MODE", "neasmart.startup_global_mode", "0", "a number, 1 auto to 5 manual cooling, or 0 for none",
        "An operation mode to write at every start, for a base that never reports its own. It is a command and changes the system.",
        t => Whole(t, 0, 5))
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "startup_global_mode",
    };

    public static readonly Setting<int?> StartupState = new(
        "NEASMART_STARTUP_GLOBAL_STATE", "neasmart.startup_global_state", "0", "a number, 1 normal to 6 holiday, or 0 for none",
        "An operation state to write at every start, likewise.", t => Whole(t, 0, 6))
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "startup_global_state",
    };

    public static readonly Setting<bool?> EnableAuth = new(
        "NEASMART_API_ENABLE_AUTH", "neasmart.api_enable_auth", "false", "true or false",
        "true: every request needs an API key, as with API_AUTH=all.", Flag);

    public static readonly Setting<string> DatabasePath = new(
        "NEASMART_DATABASE_PATH", "neasmart.database_path", "", "a file, or :memory:",
        "The SQLite file for registers and writes, instead of the one in STATE_DIR.", Text)
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "database.path",
        IsOwn = true,
    };

    public static readonly Setting<bool?> DatabaseEnableFallback = new(
        "NEASMART_DATABASE_ENABLE_FALLBACK", "neasmart.database_enable_fallback", "true", "true or false",
        "Continue in memory when the database can't be used. With false, no base is served until it can.", Flag)
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "database.enable_fallback",
    };

    public static readonly Setting<bool?> SyncOnStartup = new(
        "NEASMART_MODBUS_SYNC_ON_STARTUP", "neasmart.modbus_sync_on_startup", "true", "true or false",
        "After a start, ask the base for its settings rather than offer it the stored ones: somebody may have changed them at the wall thermostat.",
        Flag)
    {
        Of = DeviceKind.NeaSmart,
        DevicePath = "modbus.sync_on_startup",
    };

    public static readonly Setting<NeaSmartLabels> Labels = new(
        "NEASMART_LABELS", "neasmart.labels", "", "labels such as base1=Ground floor; base1_zone2=Bath",
        "Names of bases and zones. In config.yaml it is a section with one key for each.", NeaSmartLabels.Parse)
    {
        TakesKeys = true,
        Of = DeviceKind.NeaSmart,
        DevicePath = "labels",
        IsOwn = true,
    };

    public static IReadOnlyList<Setting> All { get; } =
    [
        ServerType, ServerAddress, SerialPort, ServerPort, SlaveId, SlaveIds, StaleAfter, StartupMode, StartupState, EnableAuth, DatabasePath,
        DatabaseEnableFallback, SyncOnStartup, Labels,
    ];

    /// <summary>Units with commas between them, each once; null when one of them is none, or there is none.</summary>
    private static byte[]? Units(string text)
    {
        int?[] units = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(unit => Whole(unit, 1, 247)).Distinct()];
        return units.Contains(null) ? null : [.. units.Select(unit => (byte)unit!.Value)];
    }
}
