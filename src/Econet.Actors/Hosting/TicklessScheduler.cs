using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;
using Akka.Event;

namespace Econet.Actors.Hosting;

/// <summary>
/// A scheduler for actor systems that schedule little: it wakes when something is due. Akka's own wakes a hundred times a second, whether or not
/// something is, which is most of what a gateway does that only follows a bus. Chosen by <c>akka.scheduler.implementation</c>.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it, as gateway.conf says.")]
internal sealed class TicklessScheduler(Config config, ILoggingAdapter log) : TimerScheduler(config, log), IDisposable
{
    private readonly ILoggingAdapter _log = log;
    private readonly TimerThread _thread = new("scheduler");

    public override TimeSpan MonotonicClock => TimeProvider.System.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => TimeProvider.System.GetUtcNow();

    public void Dispose() => _thread.Dispose();

    protected override ITimer Create(Action over) => _thread.Create(() =>
    {
        try
        {
            over();
        }
        catch (Exception failure)
        {
            // Whoever scheduled it may be of the host: all others still get what they scheduled.
            _log.Error(failure, "A scheduled action failed");
        }
    });
}
