namespace Econet.Actors.Parameters;

/// <summary>
/// How often one parameter that is kept in non-volatile memory may be written: every write wears that memory, and an automation in a
/// loop wears it out.
/// </summary>
public sealed record WriteBudget(int PerHour = 10, int PerDay = 100)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>When the next write may be made, given the times of the ones before; null when it may be made now.</summary>
    internal DateTimeOffset? NextAfter(IReadOnlyCollection<DateTimeOffset> spent, DateTimeOffset now)
    {
        var hour = Next(spent, now, Hour, PerHour);
        var day = Next(spent, now, Day, PerDay);
        return hour is { } h && day is { } d ? (h > d ? h : d) : hour ?? day;
    }

    /// <summary>True when a write made then counts no more.</summary>
    internal static bool IsForgotten(DateTimeOffset spent, DateTimeOffset now) => now - spent >= Day;

    private static DateTimeOffset? Next(IReadOnlyCollection<DateTimeOffset> spent, DateTimeOffset now, TimeSpan window, int most)
    {
        var within = spent.Where(at => now - at < window).Order().ToArray();
        return within.Length < most ? null : within[within.Length - most] + window;
    }
}
