using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.TestHost;

namespace Econet.Gateway.Tests.Live;

/// <summary>What a client of the events was sent.</summary>
/// <param name="Type">The name of the event; <c>heartbeat</c> for those.</param>
/// <param name="Id">What the client resumes with from here; null when it can't.</param>
internal sealed record Message(string Type, long? Id, JsonElement Data)
{
    public string? Text(string field) => Data.GetProperty(field).ToString();
}

/// <summary>A client of the events, through either transport.</summary>
internal abstract class EventClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<EventClient> ConnectAsync(TestGateway gateway, Transport transport, long? since = null, string query = "")
    {
        if (transport == Transport.WebSocket)
        {
            var from = since is { } id ? $"&since={id}" : "";
            var socket = await gateway.App.GetTestServer().CreateWebSocketClient()
                .ConnectAsync(new Uri($"ws://localhost/ws/parameters?{query}{from}"), CancellationToken.None);
            return new OfSocket(socket);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events?" + query);
        if (since is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return await ConnectAsync(gateway, request);
    }

    public static Task<EventClient> ConnectAsync(TestGateway gateway, HttpRequestMessage request) => ConnectAsync(gateway.Client, request);

    public static async Task<EventClient> ConnectAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return new OfStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>Until the feed knows so many devices.</summary>
    public static async Task UntilKnownAsync(TestGateway gateway, int devices)
    {
        await using var client = await ConnectAsync(gateway, Transport.ServerSent);
        for (var known = new HashSet<string?>(); known.Count < devices;)
        {
            known.Add((await client.UntilAsync("snapshot")).Text("device"));
        }
    }

    public static EventClient Of(WebSocket socket) => new OfSocket(socket);

    /// <summary>The next message; null when the stream has ended.</summary>
    public async Task<Message?> NextAsync() => await ReadAsync().WaitAsync(Patience, TimeProvider.System);

    /// <summary>The next one of this type, whatever comes before it.</summary>
    public async Task<Message> UntilAsync(string type)
    {
        while (true)
        {
            var message = await NextAsync() ?? throw new InvalidOperationException($"The stream ended before a {type}");
            if (message.Type == type)
            {
                return message;
            }
        }
    }

    public async Task<List<Message>> TakeAsync(int count)
    {
        var taken = new List<Message>();
        while (taken.Count < count)
        {
            taken.Add(await NextAsync() ?? throw new InvalidOperationException($"The stream ended after {taken.Count} messages"));
        }

        return taken;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<Message?> ReadAsync();

    private sealed class OfStream(HttpResponseMessage response, StreamReader reader) : EventClient
    {
        public override ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }

        /// <summary>As the HTML standard has it: fields until an empty line; an id counts also without data.</summary>
        protected override async Task<Message?> ReadAsync()
        {
            string? type = null, data = null;
            long? id = null;
            while (await reader.ReadLineAsync() is { } line)
            {
                var field = line.Split(": ", 2);
                switch (field[0])
                {
                    case "event":
                        type = field[1];
                        break;
                    case "id":
                        id = long.Parse(field[1], System.Globalization.CultureInfo.InvariantCulture);
                        break;
                    case "data":
                        data = field[1];
                        break;
                    case "" when field is [_, "heartbeat"]:
                        type = "heartbeat";
                        break;
                    case "" when type is not null:
                        return new Message(type, id, data is null ? default : JsonDocument.Parse(data).RootElement);
                    case "" or "retry":
                        break;
                    default:
                        throw new InvalidOperationException("No line of an event: " + line);
                }
            }

            return null;
        }
    }

    private sealed class OfSocket(WebSocket socket) : EventClient
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public override ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        protected override async Task<Message?> ReadAsync()
        {
            var text = new MemoryStream();
            while (true)
            {
                var received = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                text.Write(_buffer, 0, received.Count);
                if (received.EndOfMessage)
                {
                    var data = JsonDocument.Parse(Encoding.UTF8.GetString(text.ToArray())).RootElement;
                    return new Message(
                        data.GetProperty("type").GetString()!, data.TryGetProperty("seq", out var seq) ? seq.GetInt64() : null, data);
                }
            }
        }
    }
}

public enum Transport
{
    ServerSent,
    WebSocket,
}
