using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Configuration;

public sealed class DeviceSectionsTests : IDisposable
{
    private const string House = """
        protocol:
          retry_attempts: 5
        devices:
          heatpump: { kind: gm3, port: /dev/ttyUSB0, name: House }
          floor:    { kind: neasmart, server: { type: tcp, port: 1502 }, labels: { base1_zone1: Living room } }
          cottage:
            kind: gm3
            port: tcp://192.168.1.50:4001
            baud: 38400
            protocol: { retry_attempts: 2 }
            thermostat: { enabled: true, max_age: 60 }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void House_should_have_each_device_with_its_own_settings()
    {
        var devices = Devices(House);

        Assert.Equal(["heatpump", "cottage", "floor"], devices.Devices.Select(d => d.Id));
        var (house, cottage) = (Gm3(devices, "heatpump"), Gm3(devices, "cottage"));
        Assert.Equal(("/dev/ttyUSB0", 115200, "House"), (house.Port, house.Options.Baud, devices.NameOf("heatpump")));
        Assert.Equal(("tcp://192.168.1.50:4001", 38400), (cottage.Port, cottage.Options.Baud));
        Assert.Null(house.Options.Thermostat);
        Assert.Equal(TimeSpan.FromMinutes(1), cottage.Options.Thermostat!.MaxAge);
        var floor = Assert.IsType<NeaSmartDevice>(devices.Devices[2]).Options;
        Assert.Equal(new NeaSmartServer.Tcp(IPAddress.Any, 1502), floor.Server);
        Assert.Equal("Living room", devices.LabelsOf("floor").Zone(1, 1));
    }

    [Fact]
    public void Setting_of_the_gateway_should_count_for_the_devices_that_have_none_of_their_own()
    {
        var devices = Devices(House);

        Assert.Equal((5, 2), (Gm3(devices, "heatpump").Options.Attempts, Gm3(devices, "cottage").Options.Attempts));
    }

    [Fact]
    public void Flat_names_should_be_the_device_heatpump_and_no_other()
    {
        var devices = Devices(House, new() { ["SERIAL_PORT"] = "/dev/ttyUSB7", ["THERMOSTAT_ENABLED"] = "true" });

        Assert.Equal("/dev/ttyUSB7", Gm3(devices, "heatpump").Port);
        Assert.NotNull(Gm3(devices, "heatpump").Options.Thermostat);
        Assert.Equal("tcp://192.168.1.50:4001", Gm3(devices, "cottage").Port);
    }

    [Fact]
    public void Flat_names_should_add_a_device_beside_those_of_the_file()
    {
        var devices = Devices(
            "devices:\n  cottage: { kind: gm3, port: tcp://a:1 }\n",
            new() { ["SERIAL_PORT"] = "tcp://b:1", ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp" });

        Assert.Equal(["cottage", "heatpump", "neasmart"], devices.Devices.Select(d => d.Id));
    }

    [Theory]
    [InlineData("  a: { kind: gm3 }", "devices.a.port (config.yaml line 2) is not set; it takes a device such as")]
    [InlineData("  a: { port: x }", "config.yaml line 2: devices.a needs a kind: gm3 or neasmart")]
    [InlineData("  a: { kind: boiler }", "config.yaml line 2: devices.a.kind: 'boiler' is not allowed; it takes gm3 or neasmart")]
    [InlineData("  A b: { kind: gm3 }", "config.yaml line 2: 'A b' is not a valid device id; it takes 1 to 40 lower-case letters")]
    [InlineData("  ../x: { kind: gm3 }", "config.yaml line 2: '../x' is not a valid device id")]
    [InlineData("  a: { kind: gm3, prot: x }", "config.yaml line 2: unknown key 'devices.a.prot'; there are kind, name, port, baud")]
    [InlineData("  a: { kind: gm3, server: { type: tcp } }", "config.yaml line 2: unknown key 'devices.a.server'")]
    [InlineData("  a: { kind: gm3, port: /dev/x, baud: 1 }", "devices.a.baud (config.yaml line 2): '1' is not allowed; it takes one of 9600")]
    [InlineData("  a: { kind: gm3, port: x, name: [1] }", "config.yaml line 2: devices.a.name takes a text of one line")]
    [InlineData("  a: gm3", "config.yaml line 2: devices.a must hold keys")]
    [InlineData("  - a", "config.yaml line 2: devices must hold a section for each device")]
    [InlineData("  a: { kind: neasmart }", "devices.a.server.type is not set; it takes tcp or serial")]
    public void Device_should_be_refused_with_line_and_remedy_when_it_is_wrong(string device, string error) =>
        Assert.StartsWith(error, Wrong("devices:\n" + device + "\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("  a: { kind: gm3, port: /dev/x }\n  b: { kind: gm3, port: /dev/x }", "port, /dev/x")]
    [InlineData("  a: { kind: gm3, port: tcp://H:1 }\n  b: { kind: neasmart, server: { type: serial, address: 'tcp://h:1' } }", "port, tcp://h:1")]
    [InlineData("  a: { kind: neasmart, server: { type: tcp } }\n  b: { kind: neasmart, server: { type: tcp, address: 127.0.0.1 } }", "Modbus port, 502")]
    [InlineData(
        "  a: { kind: neasmart, server: { type: tcp, port: 1 }, database: { path: /x/r } }\n"
        + "  b: { kind: neasmart, server: { type: tcp, port: 2 }, database: { path: /x/r.db } }",
        "state file, /x/r.db")]
    public void Devices_should_be_refused_when_they_share_what_can_not_be_shared(string devices, string what) =>
        Assert.Equal(
            $"The devices a (config.yaml line 2) and b (config.yaml line 3) have the same {what}; each needs its own",
            Wrong("devices:\n" + devices + "\n"));

    [Fact]
    public void Two_names_of_one_serial_device_should_be_found_out()
    {
        var (device, link) = (_directory.Write("ttyUSB0", ""), Path.Combine(_directory.Path, "by-id"));
        File.CreateSymbolicLink(link, device);

        Assert.Contains(
            "have the same port",
            Wrong($"devices:\n  a: {{ kind: gm3, port: {device} }}\n  b: {{ kind: gm3, port: {link} }}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Flat_name_should_be_refused_when_the_device_of_that_id_is_of_another_kind() =>
        Assert.Equal(
            "SERIAL_PORT (environment) is for the device heatpump, which is of another kind (config.yaml line 2)",
            Assert.Throws<ConfigurationException>(() => Devices(
                "devices:\n  heatpump: { kind: neasmart, server: { type: tcp } }\n", new() { ["SERIAL_PORT"] = "/dev/x" })).Message);

    [Fact]
    public void Log_should_tell_what_devices_have_for_themselves()
    {
        _directory.Write("config.yaml", House);
        var given = SettingValues.Load(new Dictionary<Setting, string>(), new Dictionary<string, string>(), _directory.Path).Given;

        Assert.Contains(given, v => (v.Name, v.Text, v.Source) == ("devices.cottage.baud", "38400", "config.yaml line 9"));
    }

    private static Gm3Device Gm3(DeviceList devices, string id) => Assert.IsType<Gm3Device>(devices.Devices.Single(d => d.Id == id));

    private string Wrong(string yaml) => Assert.Throws<ConfigurationException>(() => Devices(yaml)).Message;

    private DeviceList Devices(string yaml, Dictionary<string, string>? environment = null)
    {
        _directory.Write("config.yaml", yaml);
        return GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), environment ?? [], _directory.Path)).Devices;
    }
}
