using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A heat pump that is added over the API to a gateway that runs, with its actors, its bus and a broker.</summary>
public sealed class DeviceAtRunTimeTests : IAsyncLifetime
{
    private const string Config = "homeassistant/device/econet_SIM36000000000000000001/config";

    private readonly TemporaryDirectory _directory = new();
    private readonly Gm3Simulator _bus =
        new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private TcpBusServer _line = null!;
    private Mosquitto? _broker;
    private WebApplication? _app;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _line = new TcpBusServer(_bus.Port, IPAddress.Loopback, 0);
        await _line.StartAsync();
        _bus.Start();
        _broker = Mosquitto.Path is null ? null : await Mosquitto.StartAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _line.DisposeAsync();
        _bus.Dispose();
        await (_broker?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    [Fact]
    public async Task Device_should_be_learned_written_removed_and_added_again_with_what_was_kept_of_it()
    {
        await using var listener = _broker is null ? null : await MqttListener.ConnectAsync(_broker.Port, "econet/cottage/+", "homeassistant/#");
        await AddAsync();

        await UntilGoodAsync();
        using (var written = await _client.PostAsJsonAsync(new Uri("/api/devices/cottage/parameters/HDWTSetPoint", UriKind.Relative), new { value = 52 }))
        {
            Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        }

        Assert.Equal(52, _bus.Truth("HDWTSetPoint").ToDouble());
        var address = (await AddressAsync()).GetInt32();
        if (listener is not null)
        {
            await listener.UntilAsync("econet/cottage/HDWTSetPoint", h => h.Payload == "52");
            Assert.Equal("Cottage", (await listener.UntilAsync(Config, h => h.Payload.Length > 0)).Json.GetProperty("dev").GetProperty("name").GetString());
        }

        using (var removed = await _client.DeleteAsync(new Uri("/api/devices/cottage", UriKind.Relative)))
        {
            Assert.Equal("""{"device":"cottage","state":"kept"}""", await removed.Content.ReadAsStringAsync());
        }

        Assert.True(_bus.Etiquette.IsTokenBack);
        var granted = _bus.Etiquette.TokensGranted;
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync("/api/devices/cottage/parameters")).Status);
        Assert.Empty((await _client.AskAsync("/api/devices")).Body.GetProperty("devices").EnumerateArray());
        if (listener is not null)
        {
            await listener.UntilAsync("econet/cottage/HDWTSetPoint", h => h.Payload.Length == 0);
            await listener.UntilAsync(Config, h => h.Payload.Length == 0);

            // Thousands of topics take the broker a while.
            await Expect.EventuallyAsync(async () =>
            {
                await using var later = await MqttListener.ConnectAsync(_broker!.Port, "#");
                await later.SendAsync("last", "");
                await later.UntilAsync("last");
                return !later.All.Any(h => h.Topic.Contains("cottage", StringComparison.Ordinal) || h.Topic == Config);
            });
        }

        Assert.Equal(granted, _bus.Etiquette.TokensGranted);
        await AddAsync();

        // The structures are back from the store: nothing is learned from the bus.
        await UntilGoodAsync();
        Assert.Equal(address, (await AddressAsync()).GetInt32());
        var writes = (await _client.AskAsync("/api/devices/cottage/writes")).Body.GetProperty("writes").EnumerateArray();
        Assert.Equal([52], writes.Select(write => write.GetProperty("value").GetInt32()));

        await StopAsync();
        Assert.True(_bus.Etiquette.IsTokenBack);
        await StartAsync();

        await UntilGoodAsync();
        Assert.Equal("api", (await _client.AskAsync("/api/devices/cottage")).Body.GetProperty("source").GetString());
        Assert.Equal((0, 0), (_bus.Etiquette.WithoutToken - _bus.Etiquette.TooLate, _bus.Etiquette.Collisions));
        using (var removed = await _client.DeleteAsync(new Uri("/api/devices/cottage?state=delete", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        }

        Assert.False(File.Exists(Path.Combine(_directory.Path, "cottage.db")));
    }

    private async Task StartAsync()
    {
        var environment = new Dictionary<string, string> { ["STATE_DIR"] = _directory.Path, ["API_HOST"] = "127.0.0.1" };
        if (_broker is not null)
        {
            environment["MQTT_URL"] = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{_broker.Port}");
        }

        var values = SettingValues.Load(new Dictionary<Setting, string>(), environment, _directory.Path);
        _app = GatewayHost.Build(GatewayOptions.From(values), demo: false, builder => builder.WebHost.UseTestServer());
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    private async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            _client.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private async Task AddAsync()
    {
        using var added = await _client.PostAsJsonAsync(
            new Uri("/api/devices", UriKind.Relative), new { id = "cottage", kind = "gm3", port = $"tcp://{_line.EndPoint}", name = "Cottage" });
        Assert.True(added.StatusCode == HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> UntilGoodAsync() => _client.UntilAsync(
        "/api/devices/cottage/parameters?writable=true", (status, body) => status == HttpStatusCode.OK
            && body.GetProperty("parameters").EnumerateObject().ToList() is { Count: > 100 } all
            && all.All(p => p.Value.GetProperty("quality").GetString() is "good" or "absent"));

    private async Task<JsonElement> AddressAsync() =>
        (await _client.AskAsync("/api/devices/cottage/status")).Body.GetProperty("bus").GetProperty("address");
}
