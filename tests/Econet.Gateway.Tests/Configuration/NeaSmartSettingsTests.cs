using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Configuration;

public sealed class NeaSmartSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Gateway_should_have_no_system_when_nothing_is_set()
    {
        Assert.Empty(Options([]).Devices.Devices);

        var system = System(Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp" }));
        Assert.Equal([240, 241], system.Units);
        Assert.Null(system.DatabasePath);
        Assert.True(system.DatabaseEnableFallback);
        Assert.True(system.SyncOnStartup);
    }

    [Fact]
    public void Devices_should_be_a_heat_pump_a_system_or_both()
    {
        var system = ("neasmart", DeviceKind.NeaSmart);
        var pump = ("heatpump", DeviceKind.Gm3);

        Assert.Equal([pump], Options(new() { ["SERIAL_PORT"] = "tcp://a:1" }).Devices.Devices.Select(d => (d.Id, d.Kind)));
        Assert.Equal([system], Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp" }).Devices.Devices.Select(d => (d.Id, d.Kind)));
        Assert.Equal(
            [pump, system], Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "TCP", ["SERIAL_PORT"] = "tcp://a:1" }).Devices.Devices.Select(d => (d.Id, d.Kind)));
    }

    [Fact]
    public void Tcp_should_be_served_on_all_addresses_and_the_port_of_modbus_when_none_is_set() =>
        Assert.Equal(
            new NeaSmartServer.Tcp(IPAddress.Any, 502), System(Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp" })).Server);

    [Fact]
    public void Tcp_should_be_served_where_it_is_set() =>
        Assert.Equal(
            new NeaSmartServer.Tcp(IPAddress.Loopback, 1502),
            System(Options(new()
            {
                ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp",
                ["NEASMART_GATEWAY_SERVER_ADDRESS"] = "localhost",
                ["NEASMART_GATEWAY_SERVER_PORT"] = "1502",
            })).Server);

    [Theory]
    [InlineData("/dev/ttyUSB1")]
    [InlineData("tcp://10.0.0.6:4002")]
    public void Serial_should_take_devices_and_network_adapters(string address) =>
        Assert.Equal(
            address,
            Assert.IsType<NeaSmartServer.Rtu>(System(Options(new()
            {
                ["NEASMART_GATEWAY_SERVER_TYPE"] = "serial",
                ["NEASMART_GATEWAY_SERVER_ADDRESS"] = address,
            })).Server).Port.Name);

    [Theory]
    [InlineData("serial", "", "NEASMART_GATEWAY_SERVER_ADDRESS (default): nothing is not allowed; it takes a serial device or tcp://host:port")]
    [InlineData("serial", "127.0.0.1", "NEASMART_GATEWAY_SERVER_ADDRESS (environment): '127.0.0.1' is not allowed; it takes a serial device")]
    [InlineData("tcp", "/dev/ttyUSB0", "NEASMART_GATEWAY_SERVER_ADDRESS (environment): '/dev/ttyUSB0' is not allowed; it takes an IP address")]
    public void Address_should_be_refused_when_it_does_not_fit_the_type(string type, string address, string error) =>
        Assert.StartsWith(
            error,
            Assert.Throws<ConfigurationException>(() => Options(new()
            {
                ["NEASMART_GATEWAY_SERVER_TYPE"] = type,
                ["NEASMART_GATEWAY_SERVER_ADDRESS"] = address,
            })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("NEASMART_GATEWAY_SERVER_TYPE", "udp")]
    [InlineData("NEASMART_GATEWAY_SERVER_ADDRESS", "somewhere")]
    [InlineData("NEASMART_GATEWAY_SERVER_PORT", "65536")]
    [InlineData("NEASMART_MODBUS_SLAVE_ID", "0")]
    [InlineData("NEASMART_MODBUS_SLAVE_ID", "248")]
    [InlineData("NEASMART_MODBUS_SLAVE_IDS", "240,,241")]
    [InlineData("NEASMART_MODBUS_SLAVE_IDS", "0")]
    [InlineData("NEASMART_REGISTERS_STALE_AFTER_SECONDS", "0")]
    [InlineData("NEASMART_STARTUP_GLOBAL_MODE", "6")]
    [InlineData("NEASMART_STARTUP_GLOBAL_STATE", "7")]
    [InlineData("NEASMART_STARTUP_GLOBAL_STATE", "-1")]
    [InlineData("NEASMART_API_ENABLE_AUTH", "maybe")]
    [InlineData("NEASMART_DATABASE_ENABLE_FALLBACK", "perhaps")]
    [InlineData("NEASMART_MODBUS_SYNC_ON_STARTUP", "2")]
    [InlineData("NEASMART_LABELS", "base1")]
    [InlineData("NEASMART_LABELS", "base6=Roof")]
    [InlineData("NEASMART_LABELS", "base1_zone13=Attic")]
    [InlineData("NEASMART_LABELS", "base1=A; base1=B")]
    [InlineData("NEASMART_LABELS", "base1=")]
    public void Bad_value_should_be_named_with_what_is_allowed(string name, string value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Options(new() { [name] = value })).Message;

        Assert.StartsWith($"{name} (environment): '{value}' is not allowed; it takes ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("240", new byte[] { 240, 241 })]
    [InlineData("241", new byte[] { 240, 241 })]
    [InlineData("17", new byte[] { 17 })]
    public void Units_should_be_those_of_both_bases_unless_another_is_set(string id, byte[] units) =>
        Assert.Equal(units, System(Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp", ["NEASMART_MODBUS_SLAVE_ID"] = id })).Units);

    [Theory]
    [InlineData("16", new byte[] { 16 })]
    [InlineData("240, 241,17", new byte[] { 240, 241, 17 })]
    [InlineData("240,240", new byte[] { 240 })]
    public void Units_should_be_those_of_the_list_when_there_is_one(string ids, byte[] units) => Assert.Equal(
        units, Served(new() { ["NEASMART_MODBUS_SLAVE_IDS"] = ids, ["NEASMART_MODBUS_SLAVE_ID"] = "5" }).Units);

    [Fact]
    public void Registers_should_go_stale_after_three_minutes_and_nothing_be_written_at_a_start_unless_it_is_set()
    {
        var standard = Served([]);
        var set = Served(new()
        {
            ["NEASMART_REGISTERS_STALE_AFTER_SECONDS"] = "60", ["NEASMART_STARTUP_GLOBAL_MODE"] = "2", ["NEASMART_STARTUP_GLOBAL_STATE"] = "1",
        });

        Assert.Equal((TimeSpan.FromSeconds(180), null, null), (standard.StaleAfter, standard.StartupMode, standard.StartupState));
        Assert.Equal((TimeSpan.FromSeconds(60), 2, 1), (set.StaleAfter, set.StartupMode, set.StartupState));
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public void Bases_should_be_asked_for_their_settings_after_a_start_unless_the_environment_says_no(string value, bool asked)
    {
        var options = Options(new() { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp", ["NEASMART_MODBUS_SYNC_ON_STARTUP"] = value });

        Assert.Equal(asked, NeaSmartComposition.Options(Assert.IsType<NeaSmartDevice>(Assert.Single(options.Devices.Devices)), _directory.Path).SyncOnStartup);
    }

    [Fact]
    public void File_should_set_everything_with_a_section_of_labels()
    {
        _directory.Write("config.yaml", """
            neasmart:
              server_type: tcp
              server_address: 127.0.0.1
              server_port: 1502
              slave_id: 7
              database_path: registers.db
              database_enable_fallback: false
              modbus_sync_on_startup: false
              labels:
                base1: Ground floor
                base1_zone2: "Bath = shower"
                base2_zone12: Attic
            """);
        var system = System(Options([]));

        Assert.Equal(new NeaSmartServer.Tcp(IPAddress.Loopback, 1502), system.Server);
        Assert.Equal([7], system.Units);
        Assert.Equal("registers.db", system.DatabasePath);
        Assert.False(system.DatabaseEnableFallback);
        Assert.False(system.SyncOnStartup);
        Assert.Equal(("Ground floor", "Bath = shower", "Attic"), (system.Labels.Base(1), system.Labels.Zone(1, 2), system.Labels.Zone(2, 12)));
        Assert.Null(system.Labels.Base(2));
        Assert.Null(system.Labels.Zone(1, 1));
    }

    [Theory]
    [InlineData("    base1: [a, b]\n", "config.yaml line 3: neasmart.labels.base1 must be a text without ';'")]
    [InlineData("    base1: a;b\n", "config.yaml line 3: neasmart.labels.base1 must be a text without ';'")]
    [InlineData("    base9: a\n", "neasmart.labels (config.yaml line 3): 'base9=a' is not allowed")]
    [InlineData("    - a\n", "config.yaml line 3: neasmart.labels is a list or a section")]
    public void Labels_should_be_refused_with_their_line_when_they_are_wrong(string labels, string error)
    {
        _directory.Write("config.yaml", "neasmart:\n  labels:\n" + labels);

        Assert.StartsWith(error, Assert.Throws<ConfigurationException>(() => Options([])).Message, StringComparison.Ordinal);
    }

    /// <summary>What the device is given.</summary>
    private NeaSmartOptions Served(Dictionary<string, string> environment) => NeaSmartComposition.Options(
        Assert.IsType<NeaSmartDevice>(Assert.Single(
            Options(new(environment) { ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp" }).Devices.Devices)),
        _directory.Path);

    private static NeaSmartConfiguration System(GatewayOptions options) =>
        Assert.IsType<NeaSmartDevice>(Assert.Single(options.Devices.Devices)).Options;

    private GatewayOptions Options(Dictionary<string, string> environment) =>
        GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), environment, _directory.Path));
}
