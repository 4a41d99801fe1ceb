using System.Globalization;
using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Events;

namespace Econet.Gateway.Tests.Hosting;

/// <summary>Settings that change while the gateway runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string House = "devices:\n  heatpump: { kind: gm3, port: tcp://localhost:1, name: House }\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly AwaitedTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Log_level_should_change()
    {
        await using var gateway = await StartAsync(House);
        var levels = gateway.App.Services.GetRequiredService<LogLevels>();
        Assert.Equal((LogEventLevel.Information, LogEventLevel.Warning), (levels.Lowest.MinimumLevel, levels.Framework.MinimumLevel));

        await ReloadAsync(gateway, House + "logging: { level: ERROR }\n");

        Assert.Equal((LogEventLevel.Error, LogEventLevel.Error), (levels.Lowest.MinimumLevel, levels.Framework.MinimumLevel));
    }

    [Fact]
    public async Task Devices_should_come_go_and_change_and_others_go_on()
    {
        await using var gateway = await StartAsync(House + "  attic: { kind: gm3, port: tcp://localhost:2 }\n  cellar: { kind: gm3, port: tcp://localhost:3 }\n");

        await ReloadAsync(
            gateway, House + "  floor: { kind: neasmart, server: { type: tcp, port: 1502 } }\n  cellar: { kind: gm3, port: tcp://localhost:3, protocol: { retry_attempts: 5 } }\n");

        Assert.Equal([("attic", false), ("cellar", false)], gateway.Econet.Removed.Order());
        Assert.Equal(["cellar", "floor"], gateway.Econet.Added.Select(spec => spec.Id).Order());
        Assert.Equal(["heatpump", "cellar", "floor"], gateway.App.Services.GetRequiredService<DeviceList>().Devices.Select(d => d.Id));
        Assert.Equal("configuration", (await gateway.GetAsync("/api/devices/floor")).Body.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Devices_should_swap_their_ports_when_the_settings_do()
    {
        await using var gateway = await StartAsync("devices:\n  a: { kind: gm3, port: COM1 }\n  b: { kind: gm3, port: COM2 }\n");

        await ReloadAsync(gateway, "devices:\n  a: { kind: gm3, port: COM2 }\n  b: { kind: gm3, port: COM1 }\n");

        Assert.Equal(2, gateway.Econet.Removed.Count);
        Assert.Equal([("a", "COM2"), ("b", "COM1")], gateway.Econet.Added.Select(spec => (spec.Id, spec.Address)));
    }

    [Fact]
    public async Task Device_should_go_on_when_only_its_name_and_place_in_the_file_change()
    {
        await using var gateway = await StartAsync(House);

        await ReloadAsync(gateway, "\n\n# A comment.\n" + House.Replace("House", "Cottage", StringComparison.Ordinal));

        Assert.Equal("Cottage", (await gateway.GetAsync("/api/devices/heatpump")).Body.GetProperty("name").GetString());
        Assert.Empty(gateway.Econet.Removed);
        Assert.Empty(gateway.Econet.Added);
    }

    [Theory]
    [InlineData("serial: { baud: 300 }\n", "serial.baud (config.yaml line 3): '300' is not allowed; it takes one of 9600")]
    [InlineData("  other: { kind: gm3, port: tcp://localhost:1 }\n", "The devices heatpump (config.yaml line 2) and other (config.yaml line 3) have the same port")]
    [InlineData("logging: { leve: INFO }\n", "config.yaml line 3: unknown key 'logging.leve'; there are logging.level")]
    [InlineData("\tbroken", "config.yaml line 3: invalid YAML")]
    public async Task Nothing_should_change_when_the_file_is_wrong_and_it_should_be_told_until_it_is_mended(string wrong, string error)
    {
        await using var gateway = await StartAsync(House);
        var levels = gateway.App.Services.GetRequiredService<LogLevels>();

        await ReloadAsync(gateway, House + wrong);

        var problem = Assert.Single((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
        Assert.Equal("configuration_unreadable", problem.GetProperty("code").GetString());
        Assert.StartsWith(error, problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(gateway.Log.Events, e => e.Level == LogEventLevel.Error && e.RenderMessage(CultureInfo.InvariantCulture).Contains(error, StringComparison.Ordinal));
        Assert.Equal(LogEventLevel.Information, levels.Lowest.MinimumLevel);
        Assert.Equal(["heatpump"], gateway.Econet.Devices);

        await ReloadAsync(gateway, House + "logging: { level: DEBUG }\n");

        Assert.Empty((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
        Assert.Equal(LogEventLevel.Debug, levels.Lowest.MinimumLevel);
    }

    [Fact]
    public async Task Last_device_should_not_vanish_by_a_file_that_a_start_would_refuse()
    {
        await using var gateway = await StartAsync(House);

        await ReloadAsync(gateway, "");

        Assert.Empty(gateway.Econet.Removed);
        Assert.Single((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
    }

    [Fact]
    public async Task What_takes_effect_at_the_start_alone_should_be_told_once_by_its_name()
    {
        await using var gateway = await StartAsync(House);

        await ReloadAsync(gateway, House + "api: { port: 8123, host: 127.0.0.1 }\n");
        await ReloadAsync(gateway, House + "api: { port: 8123, host: 127.0.0.1 }\nlogging: { format: json }\n");

        Assert.Equal(
            ["api.host", "api.port", "logging.format"],
            gateway.Log.Events.Where(e => e.RenderMessage(CultureInfo.InvariantCulture).Contains("takes effect at the next start", StringComparison.Ordinal))
                .Select(e => e.Properties["Setting"].ToString("l", null)));
    }

    [Fact]
    public async Task Keys_of_parameters_should_change()
    {
        await using var gateway = await StartAsync(House, new FakeDevice("heatpump", FakeDevice.Parameter(7, "A", Values.Value.Of(1f))));
        var (before, body) = await gateway.GetAsync("/api/parameters");
        Assert.Equal(["A"], body.GetProperty("parameters").Names());

        await ReloadAsync(gateway, House + "api: { parameter_keys: index }\n");

        gateway.Client.DefaultRequestHeaders.IfNoneMatch.Add(before.Headers.ETag!);
        Assert.Equal(["7"], (await gateway.GetAsync("/api/parameters")).Body.GetProperty("parameters").Names());
    }

    [Fact]
    public async Task Device_of_the_settings_should_take_precedence_over_one_that_was_added()
    {
        await using var gateway = await StartAsync(House);
        await gateway.PostAsync("/api/devices", """{"id":"cottage","kind":"gm3","port":"COM7"}""");

        await ReloadAsync(gateway, House + "  annexe: { kind: gm3, port: COM7 }\n");

        Assert.Equal(["heatpump", "annexe"], gateway.Econet.Devices);
        var problem = Assert.Single((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
        Assert.Equal("devices_not_restored", problem.GetProperty("code").GetString());

        await ReloadAsync(gateway, House);

        Assert.Equal(["heatpump", "cottage"], gateway.Econet.Devices);
        Assert.Empty((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());
    }

    [Fact]
    public async Task File_should_be_read_again_when_it_has_changed_and_come_to_rest()
    {
        var ticking = _time.WaitBegunAsync(ConfigurationReload.Interval);
        await using var gateway = await StartAsync(House, time: _time);
        await ticking;
        var levels = gateway.App.Services.GetRequiredService<LogLevels>();
        _directory.Write("config.yaml", House + "logging: { level: DE");
        await TickAsync();
        _directory.Write("config.yaml", House + "logging: { level: DEBUG }\n");
        await TickAsync();
        Assert.Equal(LogEventLevel.Information, levels.Lowest.MinimumLevel);

        await Expect.EventuallyAsync(async () =>
        {
            await TickAsync();
            return levels.Lowest.MinimumLevel == LogEventLevel.Debug;
        });

        Assert.Empty((await gateway.GetAsync("/health")).Body.GetProperty("problem").EnumerateArray());

        async Task TickAsync()
        {
            _time.Advance(ConfigurationReload.Interval);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    [FactWithMosquitto]
    public async Task Broker_should_change_come_and_go_and_devices_be_announced_by_their_new_names()
    {
        await using var broker = await Mosquitto.StartAsync();
        var mqtt = string.Create(CultureInfo.InvariantCulture, $"mqtt: {{ url: 'mqtt://127.0.0.1:{broker.Port}', base_topic: ");
        await using var gateway = await StartAsync(House);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await gateway.GetAsync("/health")).Body.GetProperty("mqtt").ValueKind);

        await ReloadAsync(gateway, House + mqtt + "first }\n");

        await using var listener = await MqttListener.ConnectAsync(broker.Port, "first/#", "second/#", "homeassistant/#");
        await listener.UntilAsync("first/status", h => h.Payload == "online");
        await listener.UntilAsync("first/heatpump/availability", h => h.Payload == "online");
        await ReloadAsync(gateway, House.Replace("House", "Cottage", StringComparison.Ordinal) + mqtt + "first }\n");
        await listener.UntilAsync(
            h => h.Any(one => one.Topic.StartsWith("homeassistant/", StringComparison.Ordinal) && one.Payload.Contains("\"Cottage\"", StringComparison.Ordinal)),
            "nothing is called Cottage");

        await ReloadAsync(gateway, House + mqtt + "second }\n");

        await listener.UntilAsync("first/status", h => h.Payload == "offline");
        await listener.UntilAsync("second/heatpump/availability", h => h.Payload == "online");
        await listener.UntilAsync("first/status", h => h.Payload.Length == 0);
        await using (var later = await MqttListener.ConnectAsync(broker.Port, "first/#", "homeassistant/#", "second/status"))
        {
            await later.UntilAsync("second/status");
            Assert.DoesNotContain(later.All, h => h.Payload.Length > 0 && (h.Topic + h.Payload).Contains("first", StringComparison.Ordinal));
        }

        await ReloadAsync(gateway, House + mqtt + "second, discovery_prefix: other }\n");
        await listener.UntilAsync("homeassistant/device/econet_second__gateway/config", h => h.Payload.Length == 0);
        Assert.DoesNotContain(listener.All, h => h.Topic.StartsWith("second/", StringComparison.Ordinal) && h.Payload.Length == 0 && !h.Topic.EndsWith("/pending", StringComparison.Ordinal));

        await ReloadAsync(gateway, House);

        await listener.UntilAsync("second/status", h => h.Payload == "offline");
        await Expect.EventuallyAsync(async () => (await gateway.GetAsync("/health")).Body.GetProperty("mqtt").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health")).Response.StatusCode);
    }

    private Task<TestGateway> StartAsync(string file, FakeDevice? device = null, TimeProvider? time = null)
    {
        _directory.Write("config.yaml", file);
        var values = SettingValues.Load(
            new Dictionary<Setting, string>(), new Dictionary<string, string> { ["STATE_DIR"] = Path.Combine(_directory.Path, "state") }, _directory.Path);
        var options = GatewayOptions.From(values) with { ApiHost = IPAddress.Loopback };
        FakeDevice[] devices = device is null ? [.. options.Devices.Devices.Select(d => new FakeDevice(d.Id))] : [device];
        return TestGateway.StartAsync(options, time ?? TimeProvider.System, devices);
    }

    private async Task ReloadAsync(TestGateway gateway, string file)
    {
        _directory.Write("config.yaml", file);
        await gateway.App.Services.GetServices<IHostedService>().OfType<ConfigurationReload>().Single().ReloadAsync();
    }
}
