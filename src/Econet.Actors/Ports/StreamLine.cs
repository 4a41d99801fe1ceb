using System.Threading.Channels;

namespace Econet.Actors.Ports;

/// <summary>A line over a stream that reads and writes at the same time. The first fault ends it; nothing is written after that.</summary>
internal sealed class StreamLine : IBusLine
{
    // Small enough to leave within the write time-out at the slowest speed (0.53 s at 9600 baud).
    private const int WriteSize = 512;

    // A close that takes longer is left to itself: System.IO.Ports may hang in it for good.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Stream _stream;
    private readonly string _name;
    private readonly ReceiverGate _receiver;
    private readonly TimeSpan _writeTimeout;
    private readonly Func<Task> _close;
    private readonly Channel<byte[]> _waiting = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly TaskCompletionSource<string> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _waitingBytes;
    private volatile bool _ended;

    /// <param name="close">Closes the stream; both its reads and writes end by that, if they end at all.</param>
    public StreamLine(Stream stream, string name, IBusReceiver receiver, TimeSpan writeTimeout, Func<Task> close)
    {
        (_stream, _name, _writeTimeout, _close) = (stream, name, writeTimeout, close);
        _receiver = new ReceiverGate(receiver);
        _running = Task.Run(RunAsync);
    }

    public void Send(ReadOnlyMemory<byte> bytes)
    {
        if (_ended || bytes.IsEmpty)
            return;
        if (Interlocked.Add(ref _waitingBytes, bytes.Length) > LineLimits.MaxWaiting)
            _cut.TrySetResult(LineLimits.Stuck);
        else
            _waiting.Writer.TryWrite(bytes.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        _receiver.Shut();

        // What was sent before still leaves: the writing ends when all is written, and the line with it.
        _waiting.Writer.TryComplete();
        try
        {
            await _running.WaitAsync(_writeTimeout);
        }
        catch (TimeoutException)
        {
            _cut.TrySetResult("closed");
            await _running;
        }
    }

    private async Task RunAsync()
    {
        var reading = ReadAsync();
        var writing = WriteAsync();
        var reason = await await Task.WhenAny(reading, writing, _cut.Task);
        _ended = true;
        _waiting.Writer.TryComplete();
        try
        {
            await Task.WhenAll(_close(), reading, writing).WaitAsync(CloseTimeout);
        }
        catch (TimeoutException)
        {
        }

        // Told after the closing, so that the receiver can reopen at once.
        _receiver.Gone($"{_name}: {reason}");
    }

    private async Task<string> ReadAsync()
    {
        var buffer = new byte[LineLimits.ReadSize];
        try
        {
            while (await _stream.ReadAsync(buffer) is var count and > 0)
                _receiver.Received(buffer.AsSpan(0, count).ToArray());
            return "it was closed by its other end";
        }
        catch (Exception fault)
        {
            return $"it can't be read any more: {FailureReason.Of(fault)}";
        }
    }

    private async Task<string> WriteAsync()
    {
        try
        {
            await foreach (var bytes in _waiting.Reader.ReadAllAsync())
            {
                for (var sent = 0; sent < bytes.Length && !_ended; sent += WriteSize)
                {
                    var part = bytes.AsMemory(sent, Math.Min(WriteSize, bytes.Length - sent));
                    if (_receiver.MaySend)
                        await _stream.WriteAsync(part).AsTask().WaitAsync(_writeTimeout);
                    Interlocked.Add(ref _waitingBytes, -part.Length);
                }
            }

            return "closed";
        }
        catch (TimeoutException)
        {
            return LineLimits.Stuck;
        }
        catch (Exception fault)
        {
            return $"it can't be written to: {FailureReason.Of(fault)}";
        }
    }
}
