using Akka.Event;
using Akka.TestKit;

namespace Econet.Actors.TestKit;

/// <summary>Keeps what is logged with its virtual time, for the message of an expectation that is not met; says nothing else.</summary>
public sealed class HouseLogger : TestEventListener
{
    private readonly VirtualTime _time = VirtualTime.Find(Context.System.Settings.Config.GetString("akka.scheduler.virtual-time"));

    protected override void Print(LogEvent logEvent) => _time.Log.Add(
        $"{_time.GetUtcNow():HH:mm:ss.fff} {logEvent.LogLevel().ToString().Replace("Level", "", StringComparison.Ordinal)} {logEvent.LogSource} {logEvent.Message} {logEvent.Cause?.Message}"
            .TrimEnd());
}
