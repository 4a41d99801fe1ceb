using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Econet.Actors.Hosting;

/// <summary>
/// A scheduler for actor systems that schedule little: it wakes when something is due. Akka's own wakes a hundred times a second, whether or not
/// something is, which is most of what a gateway does that only follows a bus. Chosen by <c>akka.scheduler.implementation</c>.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it, as gateway.conf says.")]
internal sealed class TicklessScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log), IDisposable
{
    private readonly ILoggingAdapter _log = log;
    private readonly TimerThread _thread = new("scheduler");

    public override TimeSpan MonotonicClock => TimeProvider.System.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => TimeProvider.System.GetUtcNow();

    public void Dispose() => _thread.Dispose();

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan period, Action action, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        var timer = _thread.Create(() => Run(action, cancelable));
        timer.Change(delay, period);
        cancelable?.Token.Register(timer.Dispose);
    }

    private void Run(Action action, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception failure)
        {
            // Whoever scheduled it may be of the host: all others still get what they scheduled.
            _log.Error(failure, "A scheduled action failed");
        }
    }
}
