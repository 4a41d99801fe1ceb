using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// Restarts a child that fails: the first time at once, then, while it fails again soon after, 0.1 s later, 0.2 s …, 30 s at most. What it
/// is told meanwhile waits in its mailbox.
/// </summary>
internal sealed class BackoffStrategy : OneForOneStrategy
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A child that has lived so much longer than it waited for its start has recovered.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Restart> _restarts = [];
    private readonly ILoggingAdapter _log;
    private readonly TimeProvider _time;

    public BackoffStrategy(ILoggingAdapter log, TimeProvider time)
        : base(_ => Directive.Restart)
    {
        _log = log;
        _time = time;
    }

    /// <summary>The children that keep failing now. Asked when <see cref="Look"/> comes.</summary>
    public PartProblems Problems => new(
        nameof(BackoffStrategy),
        [
            .. _restarts.Where(child => child.Value.Delay > TimeSpan.Zero && !HasSettled(child.Value)).OrderBy(child => child.Key, StringComparer.Ordinal)
                .Select(child => new Finding(
                    ProblemCode.PartFailing,
                    $"A part of the device, {child.Key}, keeps failing and is restarted: {child.Value.Reason}. See the log for details")),
        ]);

    public override void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
    {
        if (!restart)
        {
            base.ProcessFailure(context, restart, child, cause, stats, children);
            return;
        }

        var delay = Next(child.Path.Name, cause.Message);
        if (delay == TimeSpan.Zero)
        {
            RestartChild(child, cause, suspendFirst: false);
            return;
        }

        _log.Warning("{Child} keeps failing and is restarted in {Delay} s: {Reason}", child.Path.Name, delay.TotalSeconds, cause.Message);

        // A child that failed is suspended until it is restarted, so waiting is all there is to do.
        context.System.Scheduler.Advanced.ScheduleOnce(delay, () => RestartChild(child, cause, suspendFirst: false));
        context.Self.Tell(Look.Instance);
        context.System.Scheduler.ScheduleTellOnce(Patience(delay), context.Self, Look.Instance, context.Self);
    }

    private TimeSpan Next(string child, string reason)
    {
        var delay = !_restarts.TryGetValue(child, out var last) || HasSettled(last) ? TimeSpan.Zero
            : last.Delay == TimeSpan.Zero ? Shortest
            : last.Delay * 2 > Longest ? Longest
            : last.Delay * 2;
        _restarts[child] = new Restart(_time.Now(), delay, reason);
        return delay;
    }

    private bool HasSettled(Restart last) => _time.Since(last.At) >= Patience(last.Delay);

    private static TimeSpan Patience(TimeSpan delay) => (2 * delay) + Settled;

    /// <summary>To the parent of the children: there are other <see cref="Problems"/>.</summary>
    internal sealed record Look : ILocalMessage
    {
        public static readonly Look Instance = new();
    }

    /// <param name="At">When the child failed.</param>
    /// <param name="Delay">How long it waited then.</param>
    private sealed record Restart(Moment At, TimeSpan Delay, string Reason) : ILocalMessage;
}
