namespace Econet.Actors.Hosting;

/// <summary>
/// Timers that share one thread, which sleeps until the next of them is due. Nothing ticks in between, and nothing that fills the threads of the
/// process makes them late.
/// </summary>
internal sealed class TimerThread : IDisposable
{
    /// <summary>So many that were stopped or set anew may wait for their time, before it is looked whether they are the most.</summary>
    private const int FewStale = 64;

    private readonly PriorityQueue<(Timer Timer, int Number), long> _due = new();
    private int _stale;
    private bool _isOver;

    public TimerThread(string name, ThreadPriority priority = ThreadPriority.Normal) =>
        new Thread(Run) { IsBackground = true, Name = name, Priority = priority }.Start();

    /// <param name="over">Called when the time is over, each time that it was set. Must neither wait nor throw.</param>
    /// <returns>Not running yet; <see cref="ITimer.Change"/> starts it.</returns>
    public ITimer Create(Action over) => new Timer(this, over);

    /// <summary>No timer ends any more.</summary>
    public void Dispose()
    {
        lock (_due)
        {
            _isOver = true;
            _due.Clear();
            Monitor.Pulse(_due);
        }
    }

    private void Set(Timer timer, TimeSpan after, TimeSpan period)
    {
        lock (_due)
        {
            timer.Number++;
            timer.Period = period;
            _stale += timer.IsWaiting ? 1 : 0;
            timer.IsWaiting = false;
            ForgetStale();
            if (after == Timeout.InfiniteTimeSpan || _isOver)
            {
                return;
            }

            var at = TimeProvider.System.GetTimestamp() + Ticks(after);
            Enqueue(timer, at);
            if (_due.TryPeek(out _, out var first) && first == at)
            {
                Monitor.Pulse(_due);
            }
        }
    }

    private void Run()
    {
        while (Next() is { } timer)
        {
            timer.Over();
        }
    }

    private Timer? Next()
    {
        lock (_due)
        {
            while (!_isOver)
            {
                if (!_due.TryPeek(out var first, out var at))
                {
                    Monitor.Wait(_due);
                    continue;
                }

                // One that was stopped or set anew is no reason to wake up.
                var isCurrent = first.Number == first.Timer.Number;
                var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), at);
                if (isCurrent && left > TimeSpan.Zero)
                {
                    Monitor.Wait(_due, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
                    continue;
                }

                _due.Dequeue();
                if (!isCurrent)
                {
                    _stale--;
                    continue;
                }

                first.Timer.IsWaiting = false;
                Repeat(first.Timer, at);
                return first.Timer;
            }

            return null;
        }
    }

    private void Repeat(Timer timer, long at)
    {
        if (timer.Period != Timeout.InfiniteTimeSpan)
        {
            // Behind a pause of the process those that were missed are not made up for.
            Enqueue(timer, Math.Max(at + Ticks(timer.Period), TimeProvider.System.GetTimestamp()));
        }
    }

    private void Enqueue(Timer timer, long at)
    {
        timer.IsWaiting = true;
        _due.Enqueue((timer, timer.Number), at);
    }

    /// <summary>Time-outs of hours that are set anew with each message must not pile up until they are over.</summary>
    private void ForgetStale()
    {
        if (_stale <= FewStale || _stale <= _due.Count / 2)
        {
            return;
        }

        var current = _due.UnorderedItems.Where(entry => entry.Element.Number == entry.Element.Timer.Number).ToArray();
        _due.Clear();
        _due.EnqueueRange(current);
        _stale = 0;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private sealed class Timer(TimerThread thread, Action over) : ITimer
    {
        /// <summary>Counts how often it was set: what was set before is over.</summary>
        public int Number { get; set; }

        /// <summary>It runs, and its end is in the queue.</summary>
        public bool IsWaiting { get; set; }

        public TimeSpan Period { get; set; }

        public Action Over => over;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            thread.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => thread.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
