namespace Econet.Simulation;

/// <summary>
/// The simulation's own time: actions run in the order of their due times, each at exactly its due time however late the timer
/// fires, so the same seed and inputs give the same bus. Actions run under one lock; calls to the outside wait until it is free.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>Timers finer than this fire at once on a real clock, and would keep a core busy.</summary>
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    /// <summary>Failures that are kept to be looked at.</summary>
    private const int MostFailures = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly PriorityQueue<Action, (TimeSpan Due, long Sequence)> _queue = new();
    private readonly Queue<Action> _outside = new();
    private readonly List<Exception> _failures = [];
    private readonly ITimer _timer;
    private TimeSpan _now;
    private long _sequence;
    /// <summary>The thread that runs actions and makes calls to the outside; null while none does.</summary>
    private int? _runner;
    private bool _disposed;

    public EventLoop(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time since the simulation was made; inside an action, the action's due time.</summary>
    public TimeSpan Now => _now;

    /// <summary>What has gone wrong in the simulation itself; it went on anyway.</summary>
    public IReadOnlyList<Exception> Failures => Locked(() => _failures.ToArray());

    /// <summary>Runs a part of an action: one that fails stops neither the rest nor the simulation. Only from inside an action.</summary>
    /// <returns>Whether it ended without a failure.</returns>
    public bool Guard(Action part)
    {
        try
        {
            part();
            return true;
        }
        catch (Exception failure)
        {
            if (_failures.Count < MostFailures)
                _failures.Add(failure);
            return false;
        }
    }

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>. Only from inside an action.</summary>
    public void After(TimeSpan delay, Action action) => _queue.Enqueue(action, (_now + delay, _sequence++));

    /// <summary>
    /// Runs <paramref name="action"/> as soon as no action runs, outside the lock and in order. Only from inside an action.
    /// </summary>
    public void Outside(Action action) => _outside.Enqueue(action);

    /// <summary>Runs <paramref name="action"/> now, from any thread; from a call to the outside, at the time of that call.</summary>
    public void Post(Action action)
    {
        lock (_gate)
        {
            // Another thread may post long after the last action while the one that runs them is not given the processor.
            var due = _runner == Environment.CurrentManagedThreadId ? _now : Later(_now, _time.GetElapsedTime(_start));
            _queue.Enqueue(action, (due, _sequence++));
        }

        Run();
    }

    /// <summary>Looks at, or changes, the simulation's state between two actions.</summary>
    public T Locked<T>(Func<T> look)
    {
        lock (_gate)
            return look();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _queue.Clear();
        }

        _timer.Dispose();
    }

    private void Run()
    {
        lock (_gate)
        {
            if (_runner is not null)
                return;

            _runner = Environment.CurrentManagedThreadId;
        }

        try
        {
            while (Next() is { } outside)
                outside();
        }
        catch
        {
            lock (_gate)
                _runner = null;
            throw;
        }
    }

    /// <summary>Runs actions until there is a call to make outside; null when nothing is due any more.</summary>
    private Action? Next()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                if (_outside.TryDequeue(out var outside))
                    return outside;

                if (!_queue.TryPeek(out var action, out var key))
                    break;

                var wait = key.Due - _time.GetElapsedTime(_start);
                if (wait > TimeSpan.Zero)
                {
                    _timer.Change(Later(wait, TimerResolution), Timeout.InfiniteTimeSpan);
                    break;
                }

                _queue.Dequeue();
                _now = Later(_now, key.Due);
                Guard(action);
            }

            _runner = null;
            return null;
        }
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
