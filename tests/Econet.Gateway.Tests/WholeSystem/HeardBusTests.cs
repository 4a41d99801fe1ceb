using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>What people hear of a bus while the gateway runs.</summary>
public sealed class HeardBusTests(SimulatedHouse house) : IClassFixture<SimulatedHouse>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Frames_of_a_running_device_should_be_told_those_of_the_gateway_among_them()
    {
        var address = (await house.Device.StatusAsync()).Bus!.Address!.Value;

        var told = await HearAsync("/api/devices/heatpump/frames", events =>
            events.Any(e => Is(e, "frame") && e.GetProperty("from").GetInt32() == 100)
            && events.Any(e => Is(e, "frame") && e.GetProperty("from").GetInt32() == address));

        Assert.DoesNotContain(told, e => Is(e, "skipped") && e.GetProperty("bytes").GetInt32() > 600);
        Assert.All(told.Where(e => Is(e, "frame")), e => Assert.NotEmpty(e.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task Free_port_should_be_listened_to_without_a_word()
    {
        await using var server = new TcpBusServer(house.Bus.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        var sent = house.Bus.Etiquette.WithoutToken;

        var told = await HearAsync($"/api/ports/listen?port=tcp://{server.EndPoint}&seconds=1", events => events.Any(e => Is(e, "summary")));

        var summary = told.Last();
        Assert.True(summary.GetProperty("frames").GetInt32() > 0);
        Assert.Contains(told, e => Is(e, "frame"));
        Assert.Equal(sent, house.Bus.Etiquette.WithoutToken);
    }

    [Theory]
    [InlineData("", "'port'")]
    [InlineData("?port=/etc/passwd", "'port'")]
    [InlineData("?port=/dev/tty", "'port'")]
    [InlineData("?port=tcp://ann:secret@house:1", "user")]
    [InlineData("?port=tcp://house", "port")]
    [InlineData("?port=tcp://house:4001&baud=1234", "'baud'")]
    [InlineData("?port=tcp://house:4001&seconds=0", "'seconds'")]
    [InlineData("?port=tcp://house:4001&speed=9600", "'speed'")]
    public async Task Port_that_is_none_should_be_refused(string query, string expected)
    {
        using var response = await house.Client.GetAsync(new Uri($"/api/ports/listen{query}", UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Contains(expected, Expect.Problem((response, body.RootElement), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_that_does_not_open_should_be_told_as_a_note()
    {
        var told = await HearAsync("/api/ports/listen?port=tcp://127.0.0.1:1&seconds=2", events => events.Any(e => Is(e, "summary")));

        Assert.Contains(told, e => Is(e, "note") && e.GetProperty("text").GetString()!.Contains("127.0.0.1:1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Device_without_frames_should_say_so()
    {
        using var response = await house.Client.GetAsync(new Uri("/api/devices/neasmart/frames", UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Expect.Problem((response, body.RootElement), HttpStatusCode.NotFound);
    }

    private static bool Is(JsonElement told, string name) => told.TryGetProperty("event", out var its) && its.GetString() == name;

    /// <summary>What is told until it is enough.</summary>
    private async Task<List<JsonElement>> HearAsync(string path, Func<List<JsonElement>, bool> isEnough)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var response = await house.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, late.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var told = new List<JsonElement>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(late.Token)).EnumerateAsync(late.Token))
        {
            told.Add(JsonDocument.Parse(item.Data).RootElement);
            if (isEnough(told))
            {
                break;
            }
        }

        return told;
    }
}
