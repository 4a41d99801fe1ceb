using System.Collections.Concurrent;

namespace Econet.Actors.TestKit;

/// <summary>
/// A clock that stands still until it is told to move, and the one thread on which everything that depends on it runs. Moving it
/// fires what is due in order, and lets all that follows from each step come to rest before the next: no test waits or races. What
/// awaits on <see cref="Context"/>, as a test's code does, belongs to what follows.
/// </summary>
public sealed partial class VirtualTime : TimeProvider, IDisposable
{
    private static readonly ConcurrentDictionary<string, VirtualTime> Known = new();
    private readonly object _gate = new();
    private readonly Lane _actors = new();
    private readonly Lane _code = new();
    private readonly PriorityQueue<VirtualTimer, (long DueTicks, long Order)> _timers = new();
    private readonly DateTimeOffset _start = new(2026, 1, 22, 20, 0, 0, TimeSpan.Zero);
    private long _now;
    private long _order;
    private long _runs;
    private long _wallClockTicks;
    private bool _disposed;

    /// <summary>A thread that waits for rest does the work itself: nobody needs to be woken for it.</summary>
    private bool _isDriven;

    public VirtualTime()
    {
        Id = Guid.NewGuid().ToString("N");
        Known[Id] = this;
        Context = new CodeContext(this);
        Start(_actors, "virtual time");
    }

    /// <summary>
    /// Runs code that awaits, such as a test's, on one other thread, which may block: a step of the time is over only when that code waits again.
    /// </summary>
    public SynchronizationContext Context { get; }

    /// <summary>Names this clock in HOCON.</summary>
    public string Id { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What was logged lately by the actors that run in this time.</summary>
    public HouseLog Log { get; } = new();

    /// <summary>The first exception that escaped a piece of work.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>How often an actor was woken, for one message or several.</summary>
    internal long Runs => Interlocked.Read(ref _runs);

    /// <summary>How many timers have fired.</summary>
    internal long Fired { get; private set; }

    public static VirtualTime Find(string id) => Known[id];

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp() + Volatile.Read(ref _wallClockTicks));

    /// <summary>Sets the wall clock, as NTP or a person does; timers and ages know nothing of it.</summary>
    public void SetUtcNow(DateTimeOffset now) => Volatile.Write(ref _wallClockTicks, (now - _start).Ticks - GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal void CountRun() => Interlocked.Increment(ref _runs);

    /// <summary>Runs <paramref name="work"/> on the clock's thread, soon.</summary>
    public void Post(Action work) => Post(_actors, work);

    /// <summary>Lets everything come to rest at the present moment.</summary>
    public void Settle()
    {
        var own = Environment.CurrentManagedThreadId;
        while (true)
        {
            Action work;
            lock (_gate)
            {
                // On one of the two threads, what waits for it is done here: it would wait for this call to end, and this call for it.
                while (!(_actors.Thread == own && _actors.Work.TryDequeue(out work!)) && !(_code.Thread == own && _code.Work.TryDequeue(out work!)))
                {
                    if (_actors is { IsRunning: false, Work.Count: > 0 })
                    {
                        DriveActors(own);
                    }
                    else if (!_actors.IsBusy(own) && !_code.IsBusy(own))
                    {
                        Check();
                        return;
                    }
                    else
                    {
                        Monitor.Wait(_gate);
                    }
                }
            }

            Do(work);
        }
    }

    /// <summary>Moves on by <paramref name="span"/>, from one due timer to the next.</summary>
    public void Advance(TimeSpan span)
    {
        var target = GetTimestamp() + span.Ticks;
        Settle();
        while (NextDue(target) is { } timer)
        {
            Fired++;
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

    /// <summary>
    /// Does the actors' work on the calling thread instead of theirs, which costs no switch from one to the other. To be called under the gate,
    /// which is left for each piece of work.
    /// </summary>
    private void DriveActors(int own)
    {
        var thread = _actors.Thread;
        (_actors.Thread, _actors.IsRunning, _isDriven) = (own, true, true);
        while (_actors.Work.TryDequeue(out var work))
        {
            Monitor.Exit(_gate);
            try
            {
                Do(work);
            }
            finally
            {
                Monitor.Enter(_gate);
            }
        }

        (_actors.Thread, _actors.IsRunning, _isDriven) = (thread, false, false);
        Monitor.PulseAll(_gate);
    }

    private void Check()
    {
        if (Fault is not null)
        {
            throw new InvalidOperationException("Work in virtual time failed", Fault);
        }
    }

    private void Post(Lane lane, Action work)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                lane.Work.Enqueue(work);
                if (lane.Thread == 0)
                {
                    Start(lane, "code in virtual time");
                }

                if (!_isDriven || lane != _actors)
                {
                    Monitor.PulseAll(_gate);
                }

                return;
            }
        }

        // What is left of a test that is over has no time to wait for.
        ThreadPool.QueueUserWorkItem(_ => work());
    }

    private void Start(Lane lane, string name)
    {
        var thread = new Thread(() => Run(lane)) { IsBackground = true, Name = name };
        lane.Thread = thread.ManagedThreadId;
        thread.Start();
    }

    private void Run(Lane lane)
    {
        var isMine = false;
        while (true)
        {
            Action work;
            lock (_gate)
            {
                if (isMine)
                {
                    lane.IsRunning = isMine = false;
                    Monitor.PulseAll(_gate);
                }

                while (lane.Work.Count == 0 || lane.IsRunning)
                {
                    if (_disposed)
                    {
                        return;
                    }

                    Monitor.Wait(_gate);
                }

                work = lane.Work.Dequeue();
                lane.IsRunning = isMine = true;
            }

            Do(work);
        }
    }

    private void Do(Action work)
    {
        // A step inside a step, which code that moves the time makes, knows nothing of the outer one.
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            work();
        }
        catch (Exception error)
        {
            Fault ??= error;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>A thread and what waits for it. To be used under the gate.</summary>
    private sealed class Lane
    {
        public Queue<Action> Work { get; } = new();

        public int Thread { get; set; }

        public bool IsRunning { get; set; }

        /// <summary>Somebody other than <paramref name="own"/> thread has work here.</summary>
        public bool IsBusy(int own) => Thread != own && (IsRunning || Work.Count > 0);
    }
}
