using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <param name="Active">How many have not ended.</param>
/// <param name="Alarms">The newest of the log, newest first.</param>
internal sealed record ActiveAlarmsBody(int Active, IReadOnlyList<AlarmBody> Alarms);

/// <param name="Quality">Percent; null where it is not known.</param>
internal sealed record BusBody(int? Quality);

/// <param name="Pending">What the writes under way ask for, by key.</param>
internal sealed record PendingBody(IReadOnlyDictionary<string, string> Pending);

/// <param name="EventType"><c>started</c> or <c>ended</c>.</param>
internal sealed record AlarmEvent(string EventType, int Code, string? Name, DateTime? FromDate, DateTime? ToDate)
{
    public static AlarmEvent Of(Alarm alarm) => new(alarm.IsActive ? "started" : "ended", alarm.Code, alarm.Name, alarm.From, alarm.To);
}

/// <param name="Problem">The oldest first; empty when all is well.</param>
internal sealed record ProblemsBody(ImmutableArray<Problem> Problem);
