namespace Econet.Actors.Parameters.Schedules;

/// <summary>
/// What a parameter's name says of its place in a weekly schedule: <c>HDWSundayAM</c>, <c>SilentModeSuAM</c>, and with the slips of
/// real devices <c>Circuit1SaturdayPM_</c>.
/// </summary>
internal static class ScheduleNames
{
    private const int ShortDay = 2;

    private static readonly string[] Days = Enum.GetNames<DayOfWeek>();

    /// <param name="schedule">The schedule's name: what stands before the day.</param>
    /// <param name="place">0 is Sunday's first half day, 13 Saturday's second.</param>
    public static bool TryParse(string parameter, out string schedule, out int place)
    {
        (schedule, place) = ("", 0);
        var name = Tidy(parameter);
        if (name is not [.. var before, 'A' or 'P', 'M'])
        {
            return false;
        }

        for (var day = 0; day < Days.Length; day++)
        {
            foreach (var called in new[] { Days[day], Days[day][..ShortDay] })
            {
                if (before.EndsWith(called, StringComparison.Ordinal))
                {
                    schedule = Tidy(before[..^called.Length]);
                    place = (day * 2) + (name[^2] == 'P' ? 1 : 0);
                    return schedule.Length > 0;
                }
            }
        }

        return false;
    }

    private static string Tidy(string name) => name.Trim(' ', '_');
}
