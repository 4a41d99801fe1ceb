namespace Econet.Gateway.Configuration;

/// <summary>A setting of a gateway that this one takes the place of: it means one of ours, or it has no effect here for a reason.</summary>
/// <param name="Convert">Turns what the file holds into our setting's text, null when it can't; null where it is the same text.</param>
internal sealed record ForeignSetting(Setting? Means, string? Reason = null, Func<FileNode, string?>? Convert = null);

/// <summary>
/// What the configurations of other gateways hold: econext-gateway (ECONEXT_…), the NEA SMART 2.0 gateway (its config.json and NEASMART_…) and
/// its Home Assistant add-on (options.json). docs/migration.md has the table.
/// </summary>
internal static class ForeignSettings
{
    private const string OneProcess = "one process serves all requests";
    private const string OwnStore = "this gateway has its own kind of store";
    private const string MadeByTheGateway = "the gateway makes its own keys, with the command 'keys add'";
    private const string NotOnTheBus = "a Modbus slave sends no requests that it could retry";

    public static IReadOnlyDictionary<string, ForeignSetting> Variables { get; } = new Dictionary<string, ForeignSetting>
    {
        ["ECONEXT_SERIAL_PORT"] = new(Settings.SerialPort),
        ["ECONEXT_SERIAL_BAUD"] = new(Settings.SerialBaud),
        ["ECONEXT_API_HOST"] = new(Settings.ApiHost),
        ["ECONEXT_API_PORT"] = new(Settings.ApiPort),
        ["ECONEXT_LOG_LEVEL"] = new(LoggingSettings.Level),
        ["ECONEXT_POLL_INTERVAL"] = new(Settings.PollInterval),
        ["ECONEXT_TOKEN_REQUIRED"] = new(Settings.TokenRequired),
        ["ECONEXT_DESTINATION_ADDRESS"] = new(Settings.DestinationAddress),
        ["ECONEXT_STATE_DIR"] = new(Settings.StateDirectory),
        ["ECONEXT_THERMOSTAT_ENABLED"] = new(ThermostatSettings.Enabled),
        ["ECONEXT_REQUEST_TIMEOUT"] = new(null, "the time-out adapts to the bus"),
        ["ECONEXT_PARAMS_PER_REQUEST"] = new(null, "requests are as large as the device and the line allow"),
        ["GM3_DESTINATION_ADDRESS"] = new(Settings.DestinationAddress),
        ["API_WORKERS"] = new(null, OneProcess),
        ["NEASMART_API_HOST"] = new(Settings.ApiHost),
        ["NEASMART_API_PORT"] = new(Settings.ApiPort),
        ["NEASMART_API_KEY"] = new(null, MadeByTheGateway),
        ["NEASMART_API_JWT_SECRET"] = new(null, MadeByTheGateway),
        ["NEASMART_API_TEMPERATURE_UNIT"] = new(null, "temperatures are in °C, as the base reports them"),
        ["NEASMART_LOG_LEVEL"] = new(LoggingSettings.Level),
        ["NEASMART_LOG_FILE"] = new(LoggingSettings.File),
        ["NEASMART_DEBUG_MODE"] = new(null, "use LOG_LEVEL=DEBUG"),
    };

    public static IReadOnlyDictionary<string, ForeignSetting> Paths { get; } = new Dictionary<string, ForeignSetting>
    {
        ["protocol.destination_address"] = new(Settings.DestinationAddress),
        ["api.workers"] = new(null, OneProcess),
        ["server.type"] = new(NeaSmartSettings.ServerType),
        ["server.address"] = new(NeaSmartSettings.ServerAddress),
        ["server.port"] = new(NeaSmartSettings.ServerPort),
        ["server.serial_port"] = new(NeaSmartSettings.SerialPort),
        ["server.serial_baudrate"] = new(null, "the SysBus of a base runs at 38400 baud"),
        ["server.serial_bytesize"] = new(null, "the SysBus of a base has 8 data bits"),
        ["server.serial_parity"] = new(null, "the SysBus of a base has no parity"),
        ["server.serial_stopbits"] = new(null, "the SysBus of a base has 1 stop bit"),
        ["modbus.slave_id"] = new(NeaSmartSettings.SlaveId),
        ["modbus.sync_on_startup"] = new(NeaSmartSettings.SyncOnStartup),
        ["modbus.sync_batch_size"] = new(null, "the base decides what it asks for"),
        ["modbus.circuit_breaker_failure_threshold"] = new(null, NotOnTheBus),
        ["modbus.circuit_breaker_recovery_timeout"] = new(null, NotOnTheBus),
        ["modbus.circuit_breaker_half_open_calls"] = new(null, NotOnTheBus),
        ["database.path"] = new(NeaSmartSettings.DatabasePath),
        ["database.enable_fallback"] = new(NeaSmartSettings.DatabaseEnableFallback),
        ["database.table_name"] = new(null, OwnStore),
        ["database.retry_max_attempts"] = new(null, OwnStore),
        ["database.retry_base_delay"] = new(null, OwnStore),
        ["database.retry_max_delay"] = new(null, OwnStore),
        ["database.health_check_interval"] = new(null, OwnStore),
        ["api.enable_auth"] = new(NeaSmartSettings.EnableAuth),
        ["api.api_key"] = new(null, MadeByTheGateway),
        ["api.jwt_secret"] = new(null, MadeByTheGateway),
        ["api.rate_limit_per_minute"] = new(null, "there is no limit to set"),
        ["api.enable_cors"] = new(null, "use API_CORS_ORIGINS"),
        ["api.cors_origins"] = new(null, "pages of other sites may only be named one by one"),
        ["api.request_timeout"] = new(null, "requests have no common time-out"),
        ["api.max_request_size"] = new(null, "requests have a fixed limit"),
        ["api.temperature_unit"] = new(null, "temperatures are in °C, as the base reports them"),
        ["logging.format"] = new(null, "this is a Python format; here it is json or text"),
        ["logging.file_path"] = new(LoggingSettings.File),
        ["logging.max_file_size"] = new(null, "use logging.file_size, in megabytes"),
        ["logging.backup_count"] = new(null, "use logging.file_days"),
        ["logging.enable_console"] = new(null, "the log always goes to standard output"),
        ["logging.enable_file"] = new(null, "the log goes to a file when logging.file is set"),
        ["structures"] = new(NeaSmartSettings.Labels, Convert: ForeignLabels.Of),
        ["zones"] = new(NeaSmartSettings.Labels, Convert: ForeignLabels.Of),
        ["enable_health_endpoint"] = new(null, "/health is always there"),
        ["enable_metrics"] = new(null, "see /api/status for counters"),
        ["enable_swagger"] = new(null, "the API's documentation is always at /docs"),
        ["debug_mode"] = new(null, "use logging.level: DEBUG"),
        ["listen_address"] = new(NeaSmartSettings.ServerAddress),
        ["listen_port"] = new(NeaSmartSettings.ServerPort),
        ["server_type"] = new(NeaSmartSettings.ServerType),
        ["slave_id"] = new(NeaSmartSettings.SlaveId),
        ["slave_ids"] = new(NeaSmartSettings.SlaveIds),
        ["registers_stale_after_seconds"] = new(NeaSmartSettings.StaleAfter),
        ["startup_global_mode"] = new(NeaSmartSettings.StartupMode),
        ["startup_global_state"] = new(NeaSmartSettings.StartupState),
        ["persist_command_registers"] = new(null, "use NEASMART_MODBUS_SYNC_ON_STARTUP=false to offer the base stored settings after a start"),
        ["command_sync_timeout_seconds"] = new(null, "a write waits for the base for five minutes"),
        ["suppress_sysbus_noise"] = new(null, "frames between bases are counted and never logged"),
    };

    /// <summary>A key that both gateways have, with a value that only the other one can mean.</summary>
    public static bool IsForeignValue(Setting setting, FileNode value) =>
        (setting == LoggingSettings.Format && value is FileNode.Scalar { Text: { } format } && format.Contains("%(", StringComparison.Ordinal))
        || (setting == AccessSettings.CorsOrigins && value is FileNode.List { Items: [] or [FileNode.Scalar { Text: "*" }] });
}
