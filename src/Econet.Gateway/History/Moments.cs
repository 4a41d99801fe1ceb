namespace Econet.Gateway.History;

/// <summary>Times as milliseconds since 1970, UTC, and the chunks of time that the file is made of.</summary>
internal static class Moments
{
    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;
    public const long Week = 7 * Day;

    public static long Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset ToTime(this long moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment);

    /// <summary>The place of the first of ascending moments that is not before <paramref name="from"/>.</summary>
    public static int FirstFrom(IList<long> moments, long from)
    {
        var (low, high) = (0, moments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = moments[middle] < from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The multiple of <paramref name="step"/> at or before a moment.</summary>
    public static long Floor(long moment, long step) => moment - (((moment % step) + step) % step);
}
