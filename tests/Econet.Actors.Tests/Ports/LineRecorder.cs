using System.Collections.Concurrent;
using System.Threading.Channels;
using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

/// <summary>A receiver that keeps what it hears, and what it should not have heard.</summary>
internal sealed class LineRecorder : IBusReceiver
{
    private readonly Channel<ReadOnlyMemory<byte>> _received = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly TaskCompletionSource<string> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _muted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _rest;
    private int _calls;
    private volatile bool _ended;

    /// <summary>The line was told that it must not send.</summary>
    public Task Muted => _muted.Task.WaitAsync(Patience.Long);

    public bool MaySend
    {
        get
        {
            if (!field)
                _muted.TrySetResult();
            return field;
        }
        set;
    } = true;

    public ConcurrentQueue<string> Violations { get; } = new();

    public Task<string> Gone => _gone.Task.WaitAsync(Patience.Long);

    public void Received(ReadOnlyMemory<byte> bytes) => Heard(() =>
    {
        if (bytes.IsEmpty)
            Violations.Enqueue("received nothing");
        _received.Writer.TryWrite(bytes);
    });

    void IBusReceiver.Gone(string reason) => Heard(() =>
    {
        _ended = true;
        _gone.TrySetResult(reason);
    });

    /// <summary>From now on every call is a violation.</summary>
    public void End() => _ended = true;

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new List<byte>(count);
        while (bytes.Count < count)
        {
            if (_rest.IsEmpty)
                _rest = await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);
            var part = _rest[..Math.Min(_rest.Length, count - bytes.Count)];
            bytes.AddRange(part.Span);
            _rest = _rest[part.Length..];
        }

        return [.. bytes];
    }

    private void Heard(Action record)
    {
        if (Interlocked.Increment(ref _calls) != 1)
            Violations.Enqueue("two calls at a time");
        if (_ended)
            Violations.Enqueue("a call after the end");
        record();
        Interlocked.Decrement(ref _calls);
    }
}

internal static class Patience
{
    /// <summary>How long a test waits for what should happen at once, on however busy a machine.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
}
