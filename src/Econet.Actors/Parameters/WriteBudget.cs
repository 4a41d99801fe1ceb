namespace Econet.Actors.Parameters;

/// <summary>
/// How often one parameter that is kept in non-volatile memory may be written: every write wears that memory, and an automation in a
/// loop wears it out.
/// </summary>
/// <param name="PerHour">0 writes none of them.</param>
/// <param name="PerDay">0 writes none of them.</param>
public sealed record WriteBudget(int PerHour = 10, int PerDay = 100)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    internal bool IsClosed => PerHour == 0 || PerDay == 0;

    /// <summary>How long until the next write may be made, given how long ago the ones before were; null when it may be made now.</summary>
    internal TimeSpan? Wait(IReadOnlyCollection<TimeSpan> ages)
    {
        var hour = Wait(ages, Hour, PerHour);
        var day = Wait(ages, Day, PerDay);
        return hour is { } h && day is { } d ? (h > d ? h : d) : hour ?? day;
    }

    /// <summary>True when a write so long ago counts no more.</summary>
    internal static bool IsForgotten(TimeSpan age) => age >= Day;

    private static TimeSpan? Wait(IReadOnlyCollection<TimeSpan> ages, TimeSpan window, int most)
    {
        if (most <= 0)
        {
            return window;
        }

        var within = ages.Where(age => age < window).Order().ToArray();
        return within.Length < most ? null : window - within[most - 1];
    }
}

/// <summary>The rules of a device's writes.</summary>
/// <param name="AcceptWithoutDisk">
/// Writes are accepted without waiting for their end also while they can't be recorded on the disk; their answer says so. False refuses them:
/// whoever is told that a write is accepted relies on it.
/// </param>
/// <param name="KeepsWrites">Writes are to be recorded on a disk; false keeps everything in memory only, by choice.</param>
internal sealed record WritePolicy(WriteBudget Budget, bool AcceptWithoutDisk = false, bool KeepsWrites = false);
