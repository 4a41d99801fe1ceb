using Econet.Actors.Ports;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A port whose attempts to open end as the test says.</summary>
internal sealed class ScriptedPort(VirtualTime time) : IBusPort
{
    private readonly List<Attempt> _attempts = [];

    public string Name => "scripted";

    /// <summary>What becomes of each attempt; by default it stays open-ended.</summary>
    public Action<Attempt>? OnOpen { get; set; }

    public IReadOnlyList<Attempt> Attempts
    {
        get
        {
            lock (_attempts)
            {
                return [.. _attempts];
            }
        }
    }

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        var attempt = new Attempt(TimeSpan.FromTicks(time.GetTimestamp()).TotalMilliseconds, receiver, cancellation);
        lock (_attempts)
        {
            _attempts.Add(attempt);
        }

        OnOpen?.Invoke(attempt);
        return attempt.Opening.Task;
    }

    internal sealed class Attempt(double at, IBusReceiver receiver, CancellationToken cancellation) : IBusLine
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _disposed;

        public double At => at;

        public IBusReceiver Receiver => receiver;

        public CancellationToken Cancellation => cancellation;

        /// <summary>Ends as the test says; to be set on the clock's thread.</summary>
        public TaskCompletionSource<IBusLine> Opening { get; } = new();

        public int Disposed => Volatile.Read(ref _disposed);

        /// <summary>How long disposing takes.</summary>
        public Task Closing { get; set; } = Task.CompletedTask;

        /// <summary>Ends when the line is disposed.</summary>
        public Task Closed => _closed.Task;

        public void Open() => Opening.SetResult(this);

        public void Fail() => Opening.SetException(new BusPortException("no such port"));

        public void Send(ReadOnlyMemory<byte> bytes)
        {
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _disposed);
            _closed.TrySetResult();
            return new ValueTask(Closing);
        }
    }
}
