using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace Econet.Gateway.Http;

/// <summary>
/// Gives a body to what the server itself answers to requests that it can't read: 400, 414, 431 … It writes them to the connection without
/// asking anybody, with an empty body. They are known by that: every error of the gateway's own has a body.
/// </summary>
internal static class ServerErrors
{
    private static ReadOnlySpan<byte> Version => "HTTP/1.1 "u8;

    /// <summary>Of the others there is one that the server gives itself: it does not know the version of HTTP that a request names.</summary>
    private static ReadOnlySpan<byte> ErrorOfClient => "HTTP/1.1 4"u8;

    private static ReadOnlySpan<byte> UnknownVersion => "HTTP/1.1 505"u8;

    private static ReadOnlySpan<byte> NoBody => "\r\nContent-Length: 0\r\n"u8;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    public static ConnectionDelegate Explain(ConnectionDelegate next) => async connection =>
    {
        var plain = connection.Transport;
        connection.Transport = new Pair(plain.Input, new Explaining(plain.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
        }
    };

    /// <summary>The answer with a body; null when it is not one of the server's own.</summary>
    internal static byte[]? Explained(ReadOnlySpan<byte> head)
    {
        const int StatusLength = 3;
        if (!IsError(head) || !head.EndsWith(EndOfHead) || head.IndexOf(NoBody) is not (> 0 and var at)
            || !int.TryParse(head.Slice(Version.Length, StatusLength), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return null;
        }

        var reason = Reason(status);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ProblemBody(ReasonPhrases.GetReasonPhrase(status), status, reason, reason, RefusalCodes.OfStatus(status)), Json.Options);
        var fields = string.Create(
            CultureInfo.InvariantCulture, $"\r\nContent-Length: {body.Length}\r\nContent-Type: {Problems.ContentType}\r\nCache-Control: no-store\r\n");
        return [.. head[..at], .. Encoding.ASCII.GetBytes(fields), .. head[(at + NoBody.Length)..], .. body];
    }

    private static string Reason(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The request took too long to arrive",
        StatusCodes.Status411LengthRequired => "The request needs a Content-Length",
        StatusCodes.Status413PayloadTooLarge => JsonBody.TooLarge,
        StatusCodes.Status414UriTooLong => "The first line of the request is longer than 8 kB",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The request has more than 64 headers, or more than 16 kB of them",
        StatusCodes.Status505HttpVersionNotsupported => "The request is not one of HTTP/1.0 or HTTP/1.1",
        _ => "The request is malformed",
    };

    private static bool IsError(ReadOnlySpan<byte> head) => head.StartsWith(ErrorOfClient) || head.StartsWith(UnknownVersion);

    /// <summary>It may be one when more of it is there.</summary>
    private static bool MayBecomeError(ReadOnlySpan<byte> head) => !head.IsEmpty && (ErrorOfClient.StartsWith(head) || UnknownVersion.StartsWith(head));

    private sealed class Pair(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>An error whose end is still to come.</summary>
    private static bool IsUnfinishedError(ReadOnlySpan<byte> head) => MayBecomeError(head) || (IsError(head) && head.IndexOf(EndOfHead) < 0);

    /// <summary>Passes on what is written, and exchanges an answer of the server's own. Its head comes in pieces where a block of memory ends within it.</summary>
    private sealed class Explaining(PipeWriter to) : PipeWriter
    {
        /// <summary>What former blocks had of a head.</summary>
        private readonly ArrayBufferWriter<byte> _head = new();

        /// <summary>What is left of the memory that was given out last, with the unfinished head in front.</summary>
        private Memory<byte> _given;

        /// <summary>How much of <see cref="_given"/> is an unfinished head.</summary>
        private int _unfinished;

        /// <summary>The memory is not the pipe's: what is written into it has to be copied.</summary>
        private bool _isOwn;

        public override bool CanGetUnflushedBytes => to.CanGetUnflushedBytes;

        public override long UnflushedBytes => to.UnflushedBytes + _unfinished + _head.WrittenCount;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            _head.Write(_given.Span[.._unfinished]);
            _unfinished = 0;
            _isOwn = _head.WrittenCount > 0;
            return _given = _isOwn ? new byte[Math.Max(sizeHint, 4096)] : to.GetMemory(sizeHint);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (_isOwn)
            {
                Copy(_given.Span[..bytes]);
                _given = _given[bytes..];
                return;
            }

            var written = _given.Span[..(_unfinished + bytes)];
            if (IsUnfinishedError(written))
            {
                _unfinished += bytes;
            }
            else if (IsError(written) && Explained(written) is { } explained)
            {
                // Nothing of the empty answer has been handed on yet.
                (_given, _unfinished) = (default, 0);
                to.Advance(0);
                to.Write(explained);
            }
            else
            {
                Pass(_unfinished + bytes);
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            HandOn();
            return to.FlushAsync(cancellationToken);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            HandOn();
            return to.WriteAsync(source, cancellationToken);
        }

        public override void CancelPendingFlush() => to.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            HandOn();
            to.Complete(exception);
        }

        public override ValueTask CompleteAsync(Exception? exception = null)
        {
            HandOn();
            return to.CompleteAsync(exception);
        }

        private void Copy(ReadOnlySpan<byte> written)
        {
            if (_head.WrittenCount == 0)
            {
                to.Write(written);
                return;
            }

            _head.Write(written);
            if (!IsUnfinishedError(_head.WrittenSpan))
            {
                HandOn();
            }
        }

        private void Pass(int bytes)
        {
            to.Advance(bytes);
            (_given, _unfinished) = (_given[bytes..], 0);
        }

        private void HandOn()
        {
            if (_unfinished > 0)
            {
                Pass(_unfinished);
            }

            if (_head.WrittenCount > 0)
            {
                to.Write(Explained(_head.WrittenSpan) ?? _head.WrittenSpan);
                _head.ResetWrittenCount();
            }
        }
    }
}
