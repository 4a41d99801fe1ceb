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
public sealed class HomeAssistantHouse : IAsyncLifetime
{
    public const string Config = "homeassistant/device/econet_SIM36000000000000000001/config";
    public const string LeftBehind = "homeassistant/sensor/econet_SIM36000000000000000001/TempWthr/config";
    public const string Foreign = "homeassistant/device/econet_other/config";

    private readonly TemporaryDirectory _directory = new();
    private WebApplication? _app;

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
        await before.SendAsync(LeftBehind, Announcement("econet/heatpump/availability"), retain: true);
        await before.SendAsync(Foreign, Announcement("econet/flat/availability"), retain: true);

        static string Announcement(string availability) =>
            $$"""{"o":{"name":"econet-gateway"},"availability":[{"topic":"econet/status"},{"topic":"{{availability}}"}]}""";
    }
}
