namespace Econet.Simulation.Gm3;

internal static class Schedule
{
    /// <summary>
    /// Whether a weekly programme is on: 14 words from SundayAM, bit <em>n</em> of 0 … 23 being half hour <em>n</em> of its half day.
    /// </summary>
    /// <param name="first">The index of SundayAM.</param>
    public static bool IsOn(ParameterSpace space, int first, DateTime now)
    {
        var halfHour = (int)(now.TimeOfDay.TotalMinutes / 30);
        var word = (uint)space[first + ((int)now.DayOfWeek * 2) + (halfHour / 24)].ToInteger();
        return (word >> (halfHour % 24) & 1) != 0;
    }
}
