using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Serilog.Events;

namespace Econet.Gateway.Tests.Configuration;

/// <summary>Configurations of gateways that this one takes the place of.</summary>
public sealed class ForeignConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Configuration_of_an_econext_gateway_should_start()
    {
        var (options, remarks) = Load(environment: new()
        {
            ["ECONEXT_SERIAL_PORT"] = "/dev/econext",
            ["ECONEXT_SERIAL_BAUD"] = "38400",
            ["ECONEXT_DESTINATION_ADDRESS"] = "237",
            ["ECONEXT_API_PORT"] = "8001",
            ["ECONEXT_LOG_LEVEL"] = "DEBUG",
            ["ECONEXT_REQUEST_TIMEOUT"] = "1.5",
            ["API_WORKERS"] = "4",
        });

        var pump = Assert.IsType<Gm3Device>(Assert.Single(options.Devices.Devices));
        Assert.Equal(("/dev/econext", 38400, (ushort)237), (pump.Port, pump.Options.Baud, pump.Options.ControllerAddress));
        Assert.Equal((8001, LogEventLevel.Debug), (options.ApiPort, options.Log.Level));
        Assert.Equal(
            [
                "API_WORKERS (environment) has no effect: one process serves all requests",
                "ECONEXT_REQUEST_TIMEOUT (environment) has no effect: the time-out adapts to the bus",
            ],
            remarks);
    }

    [Fact]
    public void Own_name_should_take_precedence_over_a_foreign_one()
    {
        var (options, _) = Load(environment: new() { ["ECONEXT_API_PORT"] = "1", ["NEASMART_API_PORT"] = "2", ["API_PORT"] = "3" });

        Assert.Equal(3, options.ApiPort);
    }

    [Fact]
    public void Json_file_of_a_NEA_SMART_gateway_should_start()
    {
        _directory.Write("config.json", """
            {
            	"//": "a comment, as people write them",
            	"server": { "type": "tcp", "address": "127.0.0.1", "port": 1502, "serial_port": "/dev/ttyUSB0" },
            	"modbus": { "slave_id": 17, "sync_on_startup": false, "circuit_breaker_failure_threshold": 5 },
            	"api": { "host": "127.0.0.1", "port": 5001, "enable_auth": false, "rate_limit_per_minute": 60, "cors_origins": ["*"] },
            	"database": { "path": "./data/registers.db", "enable_fallback": true, "retry_max_attempts": 3 },
            	"logging": { "level": "INFO", "format": "%(asctime)s - %(message)s", "file_path": null },
            	"structures": [
            		{ "base_id": 1, "base_label": "First Floor", "zones": [ { "id": 1, "label": "Living Room" }, { "id": 2, "label": "Kitchen" } ] }
            	],
            	"enable_metrics": true
            }
            """);
        var (options, remarks) = Load();

        var floor = Assert.IsType<NeaSmartDevice>(Assert.Single(options.Devices.Devices)).Options;
        Assert.Equal(new NeaSmartServer.Tcp(IPAddress.Loopback, 1502), floor.Server);
        Assert.Equal((false, "./data/registers.db"), (floor.SyncOnStartup, floor.DatabasePath));
        Assert.Equal((IPAddress.Loopback, 5001), (options.ApiHost, options.ApiPort));
        Assert.Equal(("First Floor", "Kitchen"), (floor.Labels.Base(1), floor.Labels.Zone(1, 2)));
        Assert.Contains("logging.format (config.json line 7) has no effect: this is a Python format; here it is json or text", remarks);
        Assert.Contains(remarks, remark => remark.StartsWith("api.cors_origins (config.json line 5) has no effect: ", StringComparison.Ordinal));
        Assert.Equal(6, remarks.Count);
    }

    [Fact]
    public void Serial_port_of_a_NEA_SMART_gateway_should_count_for_server_type_serial()
    {
        _directory.Write("config.json", """{"server": {"type": "serial", "address": "0.0.0.0", "serial_port": "/dev/ttyUSB3"}}""");

        var server = Assert.IsType<NeaSmartDevice>(Assert.Single(Load().Options.Devices.Devices)).Options.Server;
        Assert.Equal("/dev/ttyUSB3", Assert.IsType<NeaSmartServer.Rtu>(server).Port.Name);
    }

    [Fact]
    public void Options_of_the_add_on_should_start()
    {
        _directory.Write("options.json", """
            {"listen_address": "0.0.0.0", "listen_port": "1502", "server_type": "tcp", "slave_id": 240, "slave_ids": [240, 17],
             "registers_stale_after_seconds": 90, "startup_global_mode": 2, "startup_global_state": 0}
            """);

        var (options, remarks) = Load(environment: new() { ["CONFIG_FILE"] = "options.json" });

        var system = Assert.IsType<NeaSmartDevice>(Assert.Single(options.Devices.Devices)).Options;
        Assert.Equal(new NeaSmartServer.Tcp(IPAddress.Any, 1502), system.Server);
        Assert.Equal([240, 17], system.Units);
        Assert.Equal((TimeSpan.FromSeconds(90), 2, 0), (system.StaleAfter, system.StartupMode, system.StartupState));
        Assert.Empty(remarks);
    }

    [Fact]
    public void Options_of_the_add_on_that_have_no_effect_should_be_told()
    {
        _directory.Write("options.json", """
            {"server_type": "tcp", "persist_command_registers": false, "command_sync_timeout_seconds": 30, "suppress_sysbus_noise": true}
            """);

        Assert.Equal(3, Load(environment: new() { ["CONFIG_FILE"] = "options.json" }).Remarks.Count);
    }

    [Fact]
    public void Other_spelling_of_a_key_should_mean_the_same()
    {
        _directory.Write("config.yaml", "protocol:\n  destination_address: 2\napi:\n  workers: 4\n");
        var (options, remarks) = Load();

        Assert.Equal(2, options.DemoGm3.ControllerAddress);
        Assert.Equal(["api.workers (config.yaml line 4) has no effect: one process serves all requests"], remarks);
    }

    [Fact]
    public void Key_should_be_told_to_have_no_effect_when_its_other_spelling_is_there_too()
    {
        _directory.Write("config.yaml", "protocol:\n  destination_address: 2\n  dest_address: 3\n");
        var (options, remarks) = Load();

        Assert.Equal(3, options.DemoGm3.ControllerAddress);
        Assert.Equal(["protocol.destination_address (config.yaml line 2) has no effect: protocol.dest_address is set too"], remarks);
    }

    [Theory]
    [InlineData("SERIAL_PRT", "SERIAL_PORT")]
    [InlineData("API_PROT", "API_PORT")]
    [InlineData("MQTT_PASSWD", "MQTT_PASSWORD")]
    [InlineData("NEASMART_SERVER_TYPE", "NEASMART_GATEWAY_SERVER_TYPE")]
    public void Misspelt_variable_should_be_told_with_the_name_that_was_meant(string given, string meant) =>
        Assert.Equal(
            [$"{given} (environment) is not a setting; did you mean {meant}?"], Load(environment: new() { [given] = "x" }).Remarks);

    [Theory]
    [InlineData("API_KEY")]
    [InlineData("LOG_DIRECTORY")]
    [InlineData("PATH")]
    [InlineData("STATE_DIRECTORY")]
    public void Variable_of_somebody_else_should_be_nobodys_business(string variable) =>
        Assert.Empty(Load(environment: new() { [variable] = "x" }).Remarks);

    [Theory]
    [InlineData("{\"api\": {\"port\": 1,}}", null)]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("{\n \"api\": {\"port\": 80\n}", "config.json line ")]
    [InlineData("{\n \"api\": {\"port\": 80, \n\"port\": 81}}", "config.json line 3: the key 'port' is there twice")]
    [InlineData("{\n\n \"api\": {\"port\": \"high\"}}", "api.port (config.json line 3): 'high' is not allowed")]
    [InlineData("[1]", "config.json line 1: the file must hold sections")]
    public void Json_should_be_read_as_YAML_is(string json, string? error)
    {
        _directory.Write("config.json", json);
        if (error is null)
        {
            _ = Load();
        }
        else
        {
            Assert.StartsWith(error, Assert.Throws<ConfigurationException>(() => Load()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_files_should_be_refused_until_one_is_named()
    {
        _directory.Write("config.yaml", "");
        _directory.Write("config.json", "");

        Assert.Equal(
            "There are config.yaml and config.json; set CONFIG_FILE to the one to use",
            Assert.Throws<ConfigurationException>(() => Load()).Message);
        Assert.Empty(Load(environment: new() { ["CONFIG_FILE"] = "config.yaml" }).Remarks);
    }

    [Fact]
    public void Address_of_a_factory_module_should_be_refused_unless_it_is_forced()
    {
        Dictionary<string, string> environment = new() { ["SERIAL_PORT"] = "/dev/x", ["GM3_SOURCE_ADDRESS"] = "131" };

        Assert.StartsWith(
            "GM3_SOURCE_ADDRESS (environment): 131 is the address of a factory module, to which panels grant no token",
            Assert.Throws<ConfigurationException>(() => Load(environment)).Message, StringComparison.Ordinal);

        environment["GM3_FORCE_SOURCE_ADDRESS"] = "true";
        Assert.Equal((ushort)131, Assert.IsType<Gm3Device>(Assert.Single(Load(environment).Options.Devices.Devices)).Options.SourceAddress);
    }

    private (GatewayOptions Options, IReadOnlyList<string> Remarks) Load(Dictionary<string, string>? environment = null)
    {
        var values = SettingValues.Load(new Dictionary<Setting, string>(), environment ?? [], _directory.Path);
        return (GatewayOptions.From(values), [.. values.Remarks]);
    }
}
