using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.NeaSmart;
using Econet.Simulation.Serving;
using Econet.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A house with two heat pumps and a floor heating, from one file.</summary>
public sealed class WholeHouseTests : IAsyncLifetime
{
    private const string HouseId = "SIM36000000000000000001";
    private const string CottageId = "SIM36000000000000000002";

    private readonly TemporaryDirectory _directory = new();
    private readonly Gm3Simulator _house = Bus();
    private readonly Gm3Simulator _cottage = Bus();
    private readonly NeaSmartSimulator _floor = new(NeaSmartHost.Fast, TimeProvider.System);
    private readonly List<IAsyncDisposable> _lines = [];
    private Mosquitto? _broker;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _cottage.Force(10, Value.Of(CottageId));
        _house.Start();
        _cottage.Start();
        _broker = Mosquitto.Path is null ? null : await Mosquitto.StartAsync();
        _directory.Write(
            "config.yaml",
            $$"""
            api: { host: 127.0.0.1 }
            state: { dir: {{_directory.Path}} }
            {{(_broker is null ? "" : string.Create(CultureInfo.InvariantCulture, $"mqtt: {{ url: 'mqtt://127.0.0.1:{_broker.Port}' }}"))}}
            devices:
              house:   { kind: gm3, port: {{await ServeAsync(_house)}}, name: Main house }
              cottage: { kind: gm3, port: {{await ServeAsync(_cottage)}}, name: Cottage }
              floor:   { kind: neasmart, server: { type: tcp, address: 127.0.0.1, port: 0 }, name: Floor, labels: { base1_zone1: Living room } }
            """);
        var values = SettingValues.Load(new Dictionary<Setting, string>(), new Dictionary<string, string>(), _directory.Path);
        _app = GatewayHost.Build(GatewayOptions.From(values), demo: false, builder => builder.WebHost.UseTestServer());
        await _app.StartAsync();
        _client = _app.GetTestClient();
        var server = await _client.UntilAsync(
            "/api/devices/floor/status", (_, s) => s.TryGetProperty("server", out var at) && at.GetProperty("listening").GetBoolean());
        _floor.ConnectTcp(BusPorts.Parse($"tcp://127.0.0.1:{server.GetProperty("server").GetProperty("port").GetInt32()}"));
        _floor.Start();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        foreach (var line in _lines)
        {
            await line.DisposeAsync();
        }

        await _floor.DisposeAsync();
        _house.Dispose();
        _cottage.Dispose();
        await (_broker?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    [Fact]
    public async Task House_should_be_known_written_announced_and_left_when_one_file_describes_it()
    {
        await _client.UntilAsync("/api/devices/house/parameters?writable=true", AllGood);
        await _client.UntilAsync("/api/devices/cottage/parameters?writable=true", AllGood);
        await _client.UntilAsync("/zones/1/1", (status, zone) => status == HttpStatusCode.OK && zone.Is("setpoint", _floor.Truth(1, 1).Setpoint));
        var devices = (await _client.AskAsync("/api/devices")).Body.GetProperty("devices").EnumerateArray().ToList();
        Assert.Equal(
            [("house", "gm3", true), ("cottage", "gm3", true), ("floor", "neasmart", true)],
            devices.Select(d => (d.GetProperty("device").GetString(), d.GetProperty("kind").GetString(), d.GetProperty("alive").GetBoolean())));
        Assert.Equal("healthy", (await _client.AskAsync("/health")).Body.GetProperty("status").GetString());
        Assert.Equal(HouseId, await ReadAsync("house", "10"));
        Assert.Equal(CottageId, await ReadAsync("cottage", "10"));
        Assert.Equal("Living room", (await _client.AskAsync("/api/v1/zones")).Body.GetProperty("zones")[0].GetProperty("name").GetString());

        await WriteAsync("house", "HDWTSetPoint", 51);
        await WriteAsync("cottage", "HDWTSetPoint", 52);
        await WriteAsync("floor", "base1_zone1_setpoint", 21.5);

        Assert.Equal((51, 52, 21.5), (_house.Truth("HDWTSetPoint").ToDouble(), _cottage.Truth("HDWTSetPoint").ToDouble(), _floor.Truth(1, 1).Setpoint));
        if (_broker is not null)
        {
            await using var listener = await MqttListener.ConnectAsync(_broker.Port, "homeassistant/#", "econet/+/HDWTSetPoint", "econet/+/base1_zone1_setpoint");
            Assert.Equal("Main house", await NameOfAsync(listener, $"econet_{HouseId}"));
            Assert.Equal("Cottage", await NameOfAsync(listener, $"econet_{CottageId}"));
            Assert.Equal("Floor", await NameOfAsync(listener, "econet_floor"));
            await listener.UntilAsync("econet/house/HDWTSetPoint", h => h.Payload == "51");
            await listener.UntilAsync("econet/cottage/HDWTSetPoint", h => h.Payload == "52");
            await listener.UntilAsync("econet/floor/base1_zone1_setpoint", h => h.Payload == "21.5");
        }

        await _app.StopAsync();

        Assert.All([_house, _cottage], bus => Assert.True(bus.Etiquette.IsTokenBack));
        Assert.All([_house, _cottage], bus => Assert.Equal((0, 0), (bus.Etiquette.WithoutToken - bus.Etiquette.TooLate, bus.Etiquette.Collisions)));
        Assert.Equal(["cottage.db", "floor.db", "house.db"], Directory.EnumerateFiles(_directory.Path, "*.db").Select(Path.GetFileName).Order());
    }

    private static Gm3Simulator Bus() =>
        new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private async Task<string> ServeAsync(Gm3Simulator bus)
    {
        var server = new TcpBusServer(bus.Port, IPAddress.Loopback, 0);
        _lines.Add(server);
        await server.StartAsync();
        return $"tcp://{server.EndPoint}";
    }

    private static bool AllGood(HttpStatusCode status, JsonElement body) =>
        status == HttpStatusCode.OK && body.GetProperty("parameters").EnumerateObject().ToList() is { Count: > 100 } all
        && all.All(p => p.Value.GetProperty("quality").GetString() is "good" or "absent");

    private async Task<string?> ReadAsync(string device, string key) =>
        (await _client.AskAsync($"/api/devices/{device}/parameters/{key}")).Body.GetProperty("value").GetString();

    private async Task WriteAsync(string device, string key, object value)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri($"/api/devices/{device}/parameters/{key}", UriKind.Relative), new { value });
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string?> NameOfAsync(MqttListener listener, string uniqueId) =>
        (await listener.UntilAsync($"homeassistant/device/{uniqueId}/config", h => h.Payload.Length > 0)).Json
        .GetProperty("dev").GetProperty("name").GetString();
}
