namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// A timer of a few milliseconds. Those of <see cref="TimeProvider.System"/> tell their end on the threads that everything in the process shares, which
/// may be busy; this one has a thread that it shares with others of its kind alone. Other time providers make their own.
/// </summary>
internal static class BusTimer
{
    private static readonly Lazy<Clock> Shared = new(() => new Clock());

    /// <param name="over">Called when the time is over, each time that it was set. Must not wait.</param>
    /// <returns>Not running yet; <see cref="ITimer.Change"/> with an infinite period starts it.</returns>
    public static ITimer Create(TimeProvider time, Action over) => ReferenceEquals(time, TimeProvider.System)
        ? new Timer(Shared.Value, over)
        : time.CreateTimer(_ => over(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private sealed class Timer(Clock clock, Action over) : ITimer
    {
        /// <summary>Counts how often it was set: what was set before is over.</summary>
        public int Number { get; set; }

        public Action Over => over;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Clock
    {
        private readonly PriorityQueue<(Timer Timer, int Number), long> _due = new();

        public Clock() => new Thread(Run) { IsBackground = true, Name = "bus timers", Priority = ThreadPriority.AboveNormal }.Start();

        public void Set(Timer timer, TimeSpan after)
        {
            lock (_due)
            {
                timer.Number++;
                if (after == Timeout.InfiniteTimeSpan)
                {
                    return;
                }

                var at = TimeProvider.System.GetTimestamp() + (long)(after.TotalSeconds * TimeProvider.System.TimestampFrequency);
                _due.Enqueue((timer, timer.Number), at);
                if (_due.TryPeek(out _, out var first) && first == at)
                {
                    Monitor.Pulse(_due);
                }
            }
        }

        private void Run()
        {
            while (true)
            {
                Next().Over();
            }
        }

        private Timer Next()
        {
            lock (_due)
            {
                while (true)
                {
                    if (!_due.TryPeek(out var first, out var at))
                    {
                        Monitor.Wait(_due);
                        continue;
                    }

                    var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), at);
                    if (left > TimeSpan.Zero && first.Number == first.Timer.Number)
                    {
                        Monitor.Wait(_due, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
                        continue;
                    }

                    _due.Dequeue();
                    if (first.Number == first.Timer.Number)
                    {
                        return first.Timer;
                    }
                }
            }
        }
    }
}
