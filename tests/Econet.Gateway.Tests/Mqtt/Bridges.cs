using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>WebSockets for a broker that was built without: frames of MQTT over WebSocket (MQTT 5, 6) from and to its TCP port.</summary>
internal sealed class WebSocketBridge : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebSocketBridge(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<WebSocketBridge> StartAsync(int brokerPort)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            Assert.Equal("/mqtt", context.Request.Path);
            using var socket = await context.WebSockets.AcceptWebSocketAsync("mqtt");
            using var broker = new TcpClient();
            await broker.ConnectAsync(IPAddress.Loopback, brokerPort);
            await Task.WhenAny(InAsync(socket, broker.GetStream()), OutAsync(broker.GetStream(), socket));
        });
        await app.StartAsync();
        return new WebSocketBridge(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task InAsync(WebSocket from, NetworkStream to)
    {
        var buffer = new byte[4096];
        while (await from.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: WebSocketMessageType.Binary, Count: var count })
        {
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task OutAsync(NetworkStream from, WebSocket to)
    {
        var buffer = new byte[4096];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            await to.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, default);
        }
    }
}

/// <summary>A broker that refuses every version but 3.1.1 as the standard of that version tells (3.1.2.2).</summary>
internal sealed class OldBroker : IAsyncDisposable
{
    private const int LevelOf311 = 4;

    /// <summary>Behind the fixed header, one byte and one of length, the name MQTT with its length.</summary>
    private const int PlaceOfLevel = 8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static OldBroker Start(int brokerPort)
    {
        var old = new OldBroker();
        old._listener.Start();
        old._accepting = old.AcceptAsync(brokerPort);
        return old;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Task.WhenAny(_accepting);
    }

    private async Task AcceptAsync(int brokerPort)
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(), brokerPort);
        }
    }

    private static async Task ServeAsync(TcpClient accepted, int brokerPort)
    {
        using var client = accepted;
        var from = client.GetStream();
        var greeting = new byte[4096];
        var length = await from.ReadAtLeastAsync(greeting, PlaceOfLevel + 1);
        if (greeting[PlaceOfLevel] != LevelOf311)
        {
            await from.WriteAsync(new byte[] { 0x20, 2, 0, 1 });
            return;
        }

        using var broker = new TcpClient();
        await broker.ConnectAsync(IPAddress.Loopback, brokerPort);
        var to = broker.GetStream();
        await to.WriteAsync(greeting.AsMemory(0, length));
        await Task.WhenAny(from.CopyToAsync(to), to.CopyToAsync(from));
    }
}
