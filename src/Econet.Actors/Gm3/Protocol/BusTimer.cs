using Econet.Actors.Hosting;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// A timer of a few milliseconds. Those of <see cref="TimeProvider.System"/> tell their end on the threads that everything in the process shares, which
/// may be busy; this one has a thread that it shares with others of its kind alone. Other time providers make their own.
/// </summary>
internal static class BusTimer
{
    private static readonly Lazy<TimerThread> Shared = new(() => new TimerThread("bus timers", ThreadPriority.AboveNormal));

    /// <param name="over">Called when the time is over, each time that it was set. Must not wait.</param>
    /// <returns>Not running yet; <see cref="ITimer.Change"/> starts it.</returns>
    public static ITimer Create(TimeProvider time, Action over) => ReferenceEquals(time, TimeProvider.System)
        ? Shared.Value.Create(over)
        : time.CreateTimer(_ => over(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
