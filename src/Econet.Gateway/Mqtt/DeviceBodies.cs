using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

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

/// <summary>The virtual thermostat, without what changes by the second.</summary>
/// <param name="Temperature">The last reading, °C; null before the first.</param>
/// <param name="EffectiveTemperature">What the bus gets, °C.</param>
internal sealed record ThermostatStateBody(float? Temperature, float EffectiveTemperature, bool IsStale, PairingState PairingState, ushort? BusAddress)
{
    public static ThermostatStateBody Of(ThermostatStatus s) => new(s.Temperature, s.EffectiveTemperature, s.IsStale, s.Pairing, s.Address);
}

/// <summary>A weekly schedule.</summary>
/// <param name="Text">The week on one line, which can be written in the same form.</param>
/// <param name="Days">Ranges such as <c>06:00-08:00</c>, as in the API.</param>
/// <param name="Schedule">The same in the form of Home Assistant's own schedules.</param>
internal sealed record ScheduleStateBody(
    string Name, string Text, DaysBody Days, IReadOnlyDictionary<string, IReadOnlyList<ScheduleStateBody.Block>> Schedule)
{
    public static ScheduleStateBody Of(WeeklySchedule s)
    {
        var known = Enum.GetValues<DayOfWeek>().Where(day => s.Day(day) is not null).ToDictionary(day => day, day => s.Day(day)!.Value);
        return new(
            s.Name,
            WeekText.Of(known),
            DaysBody.Of(s),
            known.ToDictionary(
                day => JsonNamingPolicy.SnakeCaseLower.ConvertName(day.Key.ToString()),
                day => (IReadOnlyList<Block>)[.. day.Value.Ranges().Select(range => new Block($"{range[..5]}:00", $"{range[6..]}:00"))]));
    }

    /// <param name="From">A time of the day, such as <c>06:00:00</c>.</param>
    /// <param name="To">A time of the day; <c>24:00:00</c> for its end.</param>
    internal sealed record Block(string From, string To);
}
