using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Time.Testing;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>How connections go on, resume, and end.</summary>
public sealed class EventConnectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeDevice _device = new("heatpump", Parameter(1, "A", Value.Of(0f)));

    [Theory]
    [InlineData("?since={0}", null, "change 2")]
    [InlineData("?since={0}", "{1}", "change 3")]
    [InlineData("?since={1}", "{0}", "change 2")]
    [InlineData("?since={1}", "1", "snapshot 3")]
    [InlineData("?since={1}", "nonsense", "snapshot 3")]
    [InlineData("?since={1}", "-5", "snapshot 3")]
    [InlineData("?since={1}", "", "change 3")]
    [InlineData("?since=0", null, "snapshot 3")]
    [InlineData("?since=9007199254740991", null, "snapshot 3")]
    public async Task Client_should_go_on_from_where_it_says(string query, string? header, string expected)
    {
        await using var gateway = await StartAsync();
        await using var first = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await first.UntilAsync("snapshot");
        _device.Change(1, Value.Of(1f));
        var one = (await first.UntilAsync("change")).Id;
        _device.Change(1, Value.Of(2f));
        var two = (await first.UntilAsync("change")).Id;
        _time.Advance(TimeSpan.FromSeconds(2));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events" + string.Format(null, query, one, two));
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", string.Format(null, header, one, two));
        }

        await using var client = await EventClient.ConnectAsync(gateway, request);
        if (expected == "change 3")
        {
            _device.Change(1, Value.Of(3f));
        }

        var message = (await client.NextAsync())!;
        var value = message.Type == "change" ? message.Data : message.Data.GetProperty("parameters").GetProperty("A");
        var told = message.Type == "change" ? value.GetProperty("value").GetInt32() : value.GetProperty("value").GetInt32() + 1;
        Assert.Equal(expected, $"{message.Type} {told}");
    }

    [Theory]
    [InlineData(Transport.ServerSent)]
    [InlineData(Transport.WebSocket)]
    public async Task Connection_should_show_that_it_lives(Transport transport)
    {
        await using var gateway = await StartAsync();
        await using var all = await EventClient.ConnectAsync(gateway, transport);
        await using var none = await EventClient.ConnectAsync(gateway, transport, query: "names=B");
        await all.UntilAsync("snapshot");
        var begun = await none.UntilAsync("snapshot");
        _device.Change(1, Value.Of(1f));
        await all.UntilAsync("change");

        _time.Advance(FeedSource.HeartbeatInterval);

        Assert.Equal(("heartbeat", null), (await all.NextAsync()) is { } beat ? (beat.Type, beat.Id) : default);
        // The change that it did not want to see need not be looked at again.
        Assert.Equal(("heartbeat", begun.Id + 1), (await none.NextAsync()) is { } other ? (other.Type, other.Id) : default);
    }

    [Fact]
    public async Task Slow_stream_should_be_cut_off_while_others_go_on()
    {
        await using var gateway = await StartAsync();
        await using var slow = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await using var fast = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await fast.UntilAsync("snapshot");

        await FloodAsync(fast, 200);
        await UntilCutOffAsync(gateway);

        await Assert.ThrowsAnyAsync<IOException>(() => slow.TakeAsync(300));
        _device.Change(1, Value.Of(7f));
        Assert.Equal("7", (await fast.UntilAsync("change")).Text("value"));
    }

    [Fact]
    public async Task Slow_socket_should_be_told_to_try_again_later_while_others_go_on()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(_time, _device);
        var address = new UriBuilder(gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/ws/parameters" }.Uri;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                // Little room on the way, as on a poor network.
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler);
        using var slow = new ClientWebSocket();
        await slow.ConnectAsync(address, invoker, CancellationToken.None);
        using var other = new ClientWebSocket();
        await other.ConnectAsync(address, CancellationToken.None);
        await using var fast = EventClient.Of(other);
        await fast.UntilAsync("snapshot");

        await FloodAsync(fast, 1500);
        await UntilCutOffAsync(gateway);

        var buffer = new byte[64 * 1024];
        while ((await slow.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }

        Assert.Equal((SocketStream.TryAgainLater, "Too slow"), (slow.CloseStatus, slow.CloseStatusDescription));
        _device.Change(1, Value.Of(7f));
        Assert.Equal("7", (await fast.UntilAsync("change")).Text("value"));
    }

    [Fact]
    public async Task Stream_should_end_when_the_host_stops()
    {
        await using var gateway = await StartAsync();
        await using var client = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await client.UntilAsync("snapshot");

        var stopped = gateway.App.StopAsync();

        Assert.Null(await client.NextAsync());
        await stopped;
        Assert.DoesNotContain(gateway.Log.Events, e => e.Level >= Serilog.Events.LogEventLevel.Warning);
    }

    [Fact]
    public async Task Socket_should_say_why_when_the_host_stops()
    {
        await using var gateway = await StartAsync();
        using var socket = await ConnectAsync(gateway);
        await using var client = EventClient.Of(socket);
        await client.UntilAsync("snapshot");

        gateway.App.Lifetime.StopApplication();

        Assert.Null(await client.NextAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
    }

    [Fact]
    public async Task Socket_should_ignore_what_the_client_says_until_it_closes()
    {
        await using var gateway = await StartAsync();
        using var socket = await ConnectAsync(gateway);
        await using var client = EventClient.Of(socket);
        await client.UntilAsync("snapshot");

        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, true, CancellationToken.None);
        _device.Change(1, Value.Of(1f));
        Assert.Equal("1", (await client.UntilAsync("change")).Text("value"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        Assert.DoesNotContain(gateway.Log.Events, e => e.Level >= Serilog.Events.LogEventLevel.Warning);
    }

    private static Task<WebSocket> ConnectAsync(TestGateway gateway) => gateway.App.GetTestServer().CreateWebSocketClient()
        .ConnectAsync(new Uri("ws://localhost/ws/parameters"), CancellationToken.None);

    private async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await EventClient.UntilKnownAsync(gateway, 1);
        return gateway;
    }

    /// <summary>Events of 10 kB, which one client takes.</summary>
    private async Task FloodAsync(EventClient fast, int events)
    {
        var much = new string('x', 10_000);
        for (var i = 0; i < events; i++)
        {
            _device.Publish(new HealthChanged("heatpump", Alive: true, [new Problem("much", much, FakeDevice.At)]));
        }

        var told = await fast.TakeAsync(events);
        Assert.Equal(Enumerable.Range(1, events - 1).Select(i => told[0].Id + i), told.Skip(1).Select(m => m.Id));
    }

    private async Task UntilCutOffAsync(TestGateway gateway)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!gateway.Log.Events.Any(e => e.MessageTemplate.Text.Contains("too slow", StringComparison.Ordinal)))
        {
            // What the others are sent meanwhile is on its way through sockets: they must have the time for it.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
