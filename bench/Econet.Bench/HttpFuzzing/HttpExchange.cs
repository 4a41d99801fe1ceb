using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Econet.Bench.HttpFuzzing;

/// <summary>How a request was answered.</summary>
/// <param name="Status">Null when the connection was closed without an answer.</param>
/// <param name="IsOpen">Another request can follow on the connection.</param>
/// <param name="Wrong">What is wrong with the answer itself; null for nothing.</param>
internal sealed record Exchanged(int? Status, bool IsOpen, string? Wrong)
{
    public static readonly Exchanged Closed = new(null, false, null);
}

/// <summary>A connection that sends what no proper client does, and reads what comes.</summary>
internal sealed class HttpExchange : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at, _end;

    public async Task ConnectAsync(IPEndPoint to, CancellationToken patience) => await _socket.ConnectAsync(to, patience);

    /// <exception cref="OperationCanceledException">No answer, or not all of it, has come in time.</exception>
    public async Task<Exchanged> AskAsync(FuzzedRequest request, CancellationToken patience)
    {
        try
        {
            await SendAsync(request.ToBytes(), patience);
            if (!request.IsWhole)
            {
                // Whoever waits for the rest is told that there is none.
                _socket.Shutdown(SocketShutdown.Send);
            }

            return await AnswerAsync(request, patience);
        }
        catch (SocketException)
        {
            return Exchanged.Closed;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken patience)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, patience)..];
        }
    }

    private async Task<Exchanged> AnswerAsync(FuzzedRequest request, CancellationToken patience)
    {
        while (true)
        {
            if (await LineAsync(patience) is not { } first)
                return Exchanged.Closed;

            if (!first.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || first.Length < 12
                || !int.TryParse(first.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            {
                return new Exchanged(null, false, $"The answer begins with '{first}'");
            }

            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await LineAsync(patience) is { Length: > 0 } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon < 1)
                    return new Exchanged(status, false, $"A header is '{line}'");

                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }

            if (status == 100)
                continue;

            return await BodyAsync(request, status, headers, patience);
        }
    }

    private async Task<Exchanged> BodyAsync(FuzzedRequest request, int status, Dictionary<string, string> headers, CancellationToken patience)
    {
        var stays = request.IsWhole && !headers.GetValueOrDefault("Connection", "").Contains("close", StringComparison.OrdinalIgnoreCase);
        var isEmpty = request.Method == "HEAD" || status is 204 or 304;
        if (status == 101 || (!isEmpty && headers.GetValueOrDefault("Content-Type", "").StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)))
        {
            // It has no end: the client leaves.
            return new Exchanged(status, false, null);
        }

        if (isEmpty)
            return new Exchanged(status, stays, null);

        if (status >= 400 && !headers.ContainsKey("Content-Length") && !headers.ContainsKey("Transfer-Encoding"))
            return new Exchanged(status, false, "An error without a body");

        if (headers.TryGetValue("Content-Length", out var length))
        {
            var whole = await SkipAsync(long.Parse(length, CultureInfo.InvariantCulture), patience);
            return new Exchanged(status, stays && whole, !whole ? Torn(request) : status >= 400 && length == "0" ? "An error with an empty body" : null);
        }

        return !headers.ContainsKey("Transfer-Encoding") ? new Exchanged(status, false, null)
            : await ChunksAsync(patience) ? new Exchanged(status, stays, null)
            : new Exchanged(status, false, Torn(request));
    }

    /// <summary>A client that has closed its side may be taken for one that is gone.</summary>
    private static string? Torn(FuzzedRequest request) => request.IsWhole ? "The answer ends in the middle" : null;

    private async Task<bool> ChunksAsync(CancellationToken patience)
    {
        while (await LineAsync(patience) is { } size)
        {
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length))
                return false;

            if (!await SkipAsync(length, patience) || await LineAsync(patience) is not "")
                return false;

            if (length == 0)
                return true;
        }

        return false;
    }

    private async Task<bool> SkipAsync(long bytes, CancellationToken patience)
    {
        while (bytes > 0)
        {
            if (_at == _end && !await MoreAsync(patience))
                return false;

            var taken = (int)Math.Min(bytes, _end - _at);
            _at += taken;
            bytes -= taken;
        }

        return true;
    }

    private async Task<string?> LineAsync(CancellationToken patience)
    {
        var line = new ArrayBufferWriter<byte>(128);
        while (true)
        {
            if (_at == _end && !await MoreAsync(patience))
                return null;

            var rest = _buffer.AsSpan(_at, _end - _at);
            var end = rest.IndexOf((byte)'\n');
            line.Write(end < 0 ? rest : rest[..end]);
            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
                return Encoding.Latin1.GetString(line.WrittenSpan).TrimEnd('\r');
        }
    }

    /// <returns>False at the end.</returns>
    private async Task<bool> MoreAsync(CancellationToken patience)
    {
        (_at, _end) = (0, await _socket.ReceiveAsync(_buffer, patience));
        return _end > 0;
    }
}
