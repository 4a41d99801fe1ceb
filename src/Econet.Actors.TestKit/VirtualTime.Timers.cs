namespace Econet.Actors.TestKit;

/// <content>The timers, and where code that awaits goes on.</content>
public sealed partial class VirtualTime
{
    private sealed class CodeContext(VirtualTime time) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => time.Post(time._code, () =>
        {
            SetSynchronizationContext(this);
            d(state);
        });

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (Environment.CurrentManagedThreadId == time._code.Thread)
            {
                d(state);
                return;
            }

            using var done = new ManualResetEventSlim();
            Post(_ =>
            {
                try
                {
                    d(state);
                }
                finally
                {
                    done.Set();
                }
            }, null);
            done.Wait();
        }

        public override SynchronizationContext CreateCopy() => this;
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
