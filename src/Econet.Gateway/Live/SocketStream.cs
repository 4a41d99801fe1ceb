using System.Buffers;
using System.Net.WebSockets;

namespace Econet.Gateway.Live;

/// <summary>Writes a client's events into a WebSocket, each as a message of its own. What the client sends is read and ignored.</summary>
internal sealed class SocketStream(WebSocket socket, Pace pace, TimeProvider time)
{
    /// <summary>RFC 6455's registry: try again later.</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <summary>For a client to take what is under way and the reason why the socket closes, and to answer that.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    /// <summary>The same for one that is slow.</summary>
    public static readonly TimeSpan LongFarewell = TimeSpan.FromSeconds(5);

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private Task _sending = Task.CompletedTask;
    private Task _left = Task.CompletedTask;

    /// <summary>Until the client leaves, or the host stops: then the socket is closed.</summary>
    /// <exception cref="TooSlowException">The client does not keep up.</exception>
    public async Task RunAsync(FeedReader reader, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _left = ListenAsync(over);
        try
        {
            while (true)
            {
                await reader.NextAsync(over.Token);
                if (reader.Items.Count == 0)
                {
                    await BeatAsync(reader.Position, over.Token);
                }

                foreach (var item in reader.Items)
                {
                    await SendAsync(item, over.Token);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            await (cancellation.IsCancellationRequested
                ? CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The gateway is stopping", Farewell)
                : CloseAsync(WebSocketCloseStatus.NormalClosure, null, Farewell));
        }
        catch (Exception error) when (IsGone(error))
        {
            // There is nobody to tell.
        }
    }

    /// <summary>Tells a client that was too slow so.</summary>
    public Task CutOffAsync() => CloseAsync(TryAgainLater, "Too slow", LongFarewell);

    private async Task SendAsync(FeedItem item, CancellationToken cancellation)
    {
        _output.ResetWrittenCount();
        FeedText.BeginMessage(_output, item);
        var fields = item.Fields;
        for (; fields.Length > Pace.Piece; fields = fields[Pace.Piece..])
        {
            _output.Write(fields.Span[..Pace.Piece]);
            await SendAsync(last: false, cancellation);
            _output.ResetWrittenCount();
        }

        _output.Write(fields.Span);
        await SendAsync(last: true, cancellation);
    }

    /// <summary>Pings are for the socket; pages see only messages.</summary>
    private Task BeatAsync(long? position, CancellationToken cancellation)
    {
        _output.ResetWrittenCount();
        _output.Write("{\"type\":\"heartbeat\""u8);
        if (position is { } last)
        {
            _output.Write(",\"seq\":"u8);
            FeedText.Write(_output, last);
        }

        _output.Write("}"u8);
        return SendAsync(last: true, cancellation);
    }

    private async Task SendAsync(bool last, CancellationToken cancellation)
    {
        // Sending is never cancelled: that would break the socket in the middle of a message, with no word of why.
        var sending = socket.SendAsync(_output.WrittenMemory, WebSocketMessageType.Text, last, CancellationToken.None);
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        _sending = sending.AsTask();
        await pace.KeepAsync(_sending, cancellation);
    }

    private async Task ListenAsync(CancellationTokenSource over)
    {
        var ignored = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception error) when (IsGone(error))
        {
            // As good as closed.
        }

        await over.CancelAsync();
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string? reason, TimeSpan within)
    {
        using var late = new CancellationTokenSource(within, time);
        try
        {
            await _sending.WaitAsync(late.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, reason, late.Token);
            }

            await _left.WaitAsync(late.Token);
        }
        catch (Exception error) when (IsGone(error))
        {
            socket.Abort();
        }
    }

    /// <summary>What using a socket ends in whose other end is not there any more.</summary>
    private static bool IsGone(Exception error) =>
        error is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException;
}
