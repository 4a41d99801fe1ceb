using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;
using Econet.Simulation.Gm3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>A broker and a gateway on a simulated bus that takes no time; once for all tests of a class.</summary>
public sealed class MqttHouse : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Gm3Simulator _bus =
        new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private WebApplication? _app;

    internal Mosquitto Broker { get; private set; } = null!;

    internal FakeDiscovery Discovery { get; } = new() { Topics = ["announce/{device}/wanted"] };

    internal HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Mosquitto.Path is null)
        {
            // All tests of the class are skipped.
            return;
        }

        Broker = await Mosquitto.StartAsync();
        await LeaveBehindAsync();
        var options = MqttSettings.At(Broker.Port, ("MQTT_DISCOVERY_PREFIX", "none"), ("MQTT_PAYLOAD", "both"));
        _app = GatewayHost.Build(options with { StateDirectory = _directory.Path }, demo: true, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(_bus);
            builder.Services.AddSingleton<Econet.Gateway.Mqtt.IDiscovery>(Discovery);
        });
        _bus.Start();
        await _app.StartAsync();
        Client = _app.GetTestClient();
        await Client.UntilHealthyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            Client.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
            await Broker.DisposeAsync();
        }

        _bus.Dispose();
        _directory.Dispose();
    }

    /// <summary>What an earlier run and a careless automation have left on the broker.</summary>
    private async Task LeaveBehindAsync()
    {
        await using var before = await MqttListener.ConnectAsync(Broker.Port);
        await before.SendAsync("announce/left", "heatpump", retain: true);
        await before.SendAsync("econet/heatpump/HDWTSetPoint/set", "64", retain: true);
    }
}
