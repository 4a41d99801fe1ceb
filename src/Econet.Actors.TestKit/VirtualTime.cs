using System.Collections.Concurrent;

namespace Econet.Actors.TestKit;

/// <summary>
/// A clock that stands still until it is told to move, and the one thread on which everything that depends on it runs. Moving it
/// fires what is due in order, and lets all that follows from each step come to rest before the next: no test waits or races.
/// </summary>
public sealed class VirtualTime : TimeProvider, IDisposable
{
    private static readonly ConcurrentDictionary<string, VirtualTime> Known = new();
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private readonly PriorityQueue<VirtualTimer, (long DueTicks, long Order)> _timers = new();
    private readonly DateTimeOffset _start = new(2026, 1, 22, 20, 0, 0, TimeSpan.Zero);
    private long _now;
    private long _order;
    private bool _running;
    private bool _disposed;

    public VirtualTime()
    {
        Id = Guid.NewGuid().ToString("N");
        Known[Id] = this;
        new Thread(Run) { IsBackground = true, Name = "virtual time" }.Start();
    }

    /// <summary>Names this clock in HOCON.</summary>
    public string Id { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The first exception that escaped a piece of work.</summary>
    public Exception? Fault { get; private set; }

    public static VirtualTime Find(string id) => Known[id];

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs <paramref name="work"/> on the clock's thread, soon.</summary>
    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets everything come to rest at the present moment.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            while (_running || _work.Count > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        if (Fault is not null)
        {
            throw new InvalidOperationException("Work in virtual time failed", Fault);
        }
    }

    /// <summary>Moves on by <paramref name="span"/>, from one due timer to the next.</summary>
    public void Advance(TimeSpan span)
    {
        var target = GetTimestamp() + span.Ticks;
        Settle();
        while (NextDue(target) is { } timer)
        {
            Post(timer.Fire);
            Settle();
        }

        Volatile.Write(ref _now, target);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        Known.TryRemove(Id, out _);
    }

    private VirtualTimer? NextDue(long target)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var timer, out var due) && due.DueTicks <= target)
            {
                _timers.Dequeue();
                if (timer.Order == due.Order)
                {
                    Volatile.Write(ref _now, Math.Max(_now, due.DueTicks));
                    return timer;
                }
            }

            return null;
        }
    }

    private void Run()
    {
        while (true)
        {
            Action work;
            lock (_gate)
            {
                _running = false;
                Monitor.PulseAll(_gate);
                while (_work.Count == 0)
                {
                    if (_disposed)
                    {
                        return;
                    }

                    Monitor.Wait(_gate);
                }

                work = _work.Dequeue();
                _running = true;
            }

            try
            {
                work();
            }
            catch (Exception error)
            {
                Fault ??= error;
            }
        }
    }

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        /// <summary>Tells the present setting from former ones that are still queued.</summary>
        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Order = ++time._order;
                _period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    time._timers.Enqueue(this, (time._now + dueTime.Ticks, Order));
                }
            }

            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
