namespace Econet.Actors.Hosting;

/// <summary>
/// Timers that share one thread, which sleeps until the next of them is due. Nothing ticks in between, and nothing that fills the threads of the
/// process makes them late.
/// </summary>
internal sealed class TimerThread : IDisposable
{
    private readonly PriorityQueue<(Timer Timer, int Number), long> _due = new();
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
            if (after == Timeout.InfiniteTimeSpan || _isOver)
            {
                return;
            }

            var at = TimeProvider.System.GetTimestamp() + Ticks(after);
            _due.Enqueue((timer, timer.Number), at);
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
                if (isCurrent)
                {
                    Repeat(first.Timer, at);
                    return first.Timer;
                }
            }

            return null;
        }
    }

    private void Repeat(Timer timer, long at)
    {
        if (timer.Period != Timeout.InfiniteTimeSpan)
        {
            // Behind a pause of the process those that were missed are not made up for.
            _due.Enqueue((timer, timer.Number), Math.Max(at + Ticks(timer.Period), TimeProvider.System.GetTimestamp()));
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private sealed class Timer(TimerThread thread, Action over) : ITimer
    {
        /// <summary>Counts how often it was set: what was set before is over.</summary>
        public int Number { get; set; }

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
