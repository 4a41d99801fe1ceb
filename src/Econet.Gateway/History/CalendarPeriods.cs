using System.Globalization;

namespace Econet.Gateway.History;

internal enum PeriodLength
{
    Hour,
    Day,
    Month,
    Year,
}

/// <summary>A period of the calendar; <paramref name="Start"/> and <paramref name="End"/> in milliseconds since 1970.</summary>
/// <param name="Label">As people sort them: 2026-11-26, 2026-11.</param>
internal sealed record CalendarPeriod(long Start, long End, string Label);

/// <summary>Hours, days, months and years as a time zone has them: its days have 23 to 25 hours.</summary>
internal static class CalendarPeriods
{
    /// <summary>From the period that a moment is in, whole ones, up to the one that <paramref name="to"/> is in, which ends then.</summary>
    public static IEnumerable<CalendarPeriod> Of(long from, long to, PeriodLength length, TimeZoneInfo zone)
    {
        var local = Begin(TimeZoneInfo.ConvertTime(from.ToTime(), zone).DateTime, length);
        for (var start = Moment(local, zone); start < to;)
        {
            var label = Label(local, length);
            local = Next(local, length);
            var end = Moment(local, zone);
            if (end > start)
            {
                yield return new CalendarPeriod(start, Math.Min(end, to), label);
                start = end;
            }
        }
    }

    private static DateTime Begin(DateTime local, PeriodLength length) => length switch
    {
        PeriodLength.Hour => local.Date.AddHours(local.Hour),
        PeriodLength.Day => local.Date,
        PeriodLength.Month => new DateTime(local.Year, local.Month, 1),
        _ => new DateTime(local.Year, 1, 1),
    };

    private static DateTime Next(DateTime local, PeriodLength length) => length switch
    {
        PeriodLength.Hour => local.AddHours(1),
        PeriodLength.Day => local.AddDays(1),
        PeriodLength.Month => local.AddMonths(1),
        _ => local.AddYears(1),
    };

    private static string Label(DateTime local, PeriodLength length) => local.ToString(
        length switch
        {
            PeriodLength.Hour => "yyyy-MM-dd'T'HH':00'",
            PeriodLength.Day => "yyyy-MM-dd",
            PeriodLength.Month => "yyyy-MM",
            _ => "yyyy",
        },
        CultureInfo.InvariantCulture);

    private static long Moment(DateTime local, TimeZoneInfo zone) => Moments.Of(new DateTimeOffset(local, zone.GetUtcOffset(local)));
}
