using System.Globalization;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;
using Econet.Simulation.Gm3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>A broker, and a gateway on a simulated bus that announces itself there; once for all tests of a class.</summary>
public class HomeAssistantHouse : IAsyncLifetime
{
    public const string Config = "homeassistant/device/econet_SIM36000000000000000001/config";
    public const string LeftBehind = "homeassistant/sensor/econet_SIM36000000000000000001/TempWthr/config";
    public const string Gone = "homeassistant/device/econet_cellar/config";
    public const string Foreign = "homeassistant/device/econet_other/config";

    private readonly TemporaryDirectory _directory = new();
    private readonly (string Name, string Value)[] _settings;
    private WebApplication? _app;

    public HomeAssistantHouse()
        : this([])
    {
    }

    protected HomeAssistantHouse(params (string Name, string Value)[] settings) => _settings = settings;

    internal Gm3Simulator Bus { get; } =
        new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    internal Mosquitto Broker { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Mosquitto.Path is null)
        {
            // All tests of the class are skipped.
            return;
        }

        Broker = await Mosquitto.StartAsync();
        await LeaveBehindAsync();
        var environment = new Dictionary<string, string>
        {
            ["SERIAL_PORT"] = "tcp://localhost:1",
            ["STATE_DIR"] = _directory.Path,
            ["MQTT_URL"] = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{Broker.Port}"),
        };
        foreach (var (name, value) in _settings)
        {
            environment[name] = value;
        }

        var options = GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), environment, "/nowhere"));
        _app = GatewayHost.Build(options, demo: true, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(Bus);
        });
        Bus.Start();
        await _app.StartAsync();
        using var client = _app.GetTestClient();
        await client.UntilHealthyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            await Broker.DisposeAsync();
        }

        Bus.Dispose();
        _directory.Dispose();
    }

    /// <summary>What an earlier run of this gateway, and another gateway, have announced.</summary>
    private async Task LeaveBehindAsync()
    {
        await using var before = await MqttListener.ConnectAsync(Broker.Port);
        await before.SendAsync(LeftBehind, Announcement("econet", "heatpump"), retain: true);
        await before.SendAsync(SingleEntitiesHouse.LeftBehind, Announcement("econet", "heatpump"), retain: true);
        await before.SendAsync(Gone, Announcement("econet", "cellar"), retain: true);
        await before.SendAsync(Foreign, Announcement("flat", "heatpump"), retain: true);

        static string Announcement(string baseTopic, string device) =>
            $$"""{"o":{"name":"econet-gateway"},"availability":[{"topic":"{{baseTopic}}/status"},{"topic":"{{baseTopic}}/{{device}}/availability"}]}""";
    }
}

/// <summary>The same, announced entity by entity, under a prefix of its own.</summary>
public sealed class SingleEntitiesHouse()
    : HomeAssistantHouse(("HOMEASSISTANT_DISCOVERY", "entity"), ("MQTT_DISCOVERY_PREFIX", "ha"))
{
    public new const string LeftBehind = "ha/device/econet_SIM36000000000000000001/config";
}
