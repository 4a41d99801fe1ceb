using System.ComponentModel;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;

namespace Econet.Gateway.Http;

/// <summary>For each day when it is on, as <c>06:00-08:00</c>.</summary>
internal sealed record DaysBody(
    IReadOnlyList<string>? Sunday = null,
    IReadOnlyList<string>? Monday = null,
    IReadOnlyList<string>? Tuesday = null,
    IReadOnlyList<string>? Wednesday = null,
    IReadOnlyList<string>? Thursday = null,
    IReadOnlyList<string>? Friday = null,
    IReadOnlyList<string>? Saturday = null)
{
    public static DaysBody Of(WeeklySchedule s) => new(
        s.Day(DayOfWeek.Sunday)?.Ranges(), s.Day(DayOfWeek.Monday)?.Ranges(), s.Day(DayOfWeek.Tuesday)?.Ranges(),
        s.Day(DayOfWeek.Wednesday)?.Ranges(), s.Day(DayOfWeek.Thursday)?.Ranges(), s.Day(DayOfWeek.Friday)?.Ranges(),
        s.Day(DayOfWeek.Saturday)?.Ranges());
}

/// <param name="Days">A day is null until the device has reported it.</param>
/// <param name="Quality">The worst of the 14 values that the schedule is made of.</param>
/// <param name="ReadAt">When the one that was confirmed longest ago was.</param>
internal sealed record ScheduleBody(string Name, DaysBody Days, Quality Quality, DateTimeOffset? ReadAt)
{
    public static ScheduleBody Of(WeeklySchedule s) => new(s.Name, DaysBody.Of(s), s.Quality, s.ReadAt);
}

internal sealed record SchedulesBody(IReadOnlyList<ScheduleBody> Schedules);

/// <param name="Days">The days to write; those left out stay as they are.</param>
[Description("Days of a schedule, each a list of ranges on half hours; an empty list turns the day off.")]
internal sealed record ScheduleRequest(DaysBody Days);

/// <param name="Days">The whole week, as it is now.</param>
/// <param name="Written">The parameters that had to be written.</param>
internal sealed record WrittenScheduleBody(
    bool Success, string Name, DaysBody Days, IReadOnlyList<string> Written, DateTimeOffset Timestamp);
