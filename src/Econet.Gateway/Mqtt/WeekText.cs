using System.Text;
using System.Text.RegularExpressions;
using Econet.Actors.Parameters.Schedules;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// A week on one line, for people: <c>Mo-Fr 05:00-07:00, 19:00-22:30; Sa-Su 06:00-08:00</c>. Equal days in a row are written together; a day on
/// which nothing is on is <c>off</c>.
/// </summary>
internal static partial class WeekText
{
    private const string Off = "off";

    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    /// <param name="days">The days that are known; the others are left out.</param>
    public static string Of(IReadOnlyDictionary<DayOfWeek, DaySchedule> days)
    {
        var text = new StringBuilder();
        for (var first = 0; first < Week.Length; first++)
        {
            if (!days.TryGetValue(Week[first], out var day))
            {
                continue;
            }

            var last = first;
            while (last + 1 < Week.Length && days.TryGetValue(Week[last + 1], out var next) && next == day)
            {
                last++;
            }

            text.Append(text.Length > 0 ? "; " : "").Append(Short(first)).Append(last > first ? $"-{Short(last)}" : "").Append(' ')
                .Append(day.Slots == 0 ? Off : string.Join(", ", day.Ranges()));
            first = last;
        }

        return text.ToString();
    }

    /// <summary>Reads such a line. Days may be written out (<c>Monday</c>), and listed (<c>Mo,We,Fr</c>).</summary>
    /// <param name="days">The days that the line names.</param>
    /// <param name="error">What is wrong, for whoever wrote the line; empty when nothing is.</param>
    public static bool TryParse(string text, out IReadOnlyDictionary<DayOfWeek, DaySchedule> days, out string error)
    {
        var found = new Dictionary<DayOfWeek, DaySchedule>();
        days = found;
        error = "";
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Part().Match(part) is not { Success: true } match || Days(match.Groups["days"].Value) is not { } named)
            {
                error = $"'{part}' is not a day with its times; use a form such as Mo-Fr 06:00-08:00, 19:00-22:30 or Su off";
                return false;
            }

            var times = match.Groups["times"].Value;
            var ranges = times.Equals(Off, StringComparison.OrdinalIgnoreCase)
                ? []
                : times.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (!DaySchedule.TryParse(ranges, out var day, out error))
            {
                return false;
            }

            foreach (var one in named)
            {
                if (!found.TryAdd(one, day))
                {
                    error = $"{one} is given twice";
                    return false;
                }
            }
        }

        error = found.Count > 0 ? "" : "No day is given; use a form such as Mo-Fr 06:00-08:00; Sa-Su off";
        return found.Count > 0;
    }

    private static string Short(int day) => Week[day].ToString()[..2];

    /// <summary>What <c>Mo-Fr, Su</c> means; null when it means nothing.</summary>
    private static List<DayOfWeek>? Days(string text)
    {
        var days = new List<DayOfWeek>();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = item.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || Day(ends[0]) is not { } first || Day(ends[^1]) is not { } last)
            {
                return null;
            }

            // Fr-Mo goes over the end of the week.
            for (var day = first; ; day = (day + 1) % Week.Length)
            {
                days.Add(Week[day]);
                if (day == last)
                {
                    break;
                }
            }
        }

        return days;
    }

    private static int? Day(string text)
    {
        var day = Array.FindIndex(
            Week, one => text.Length >= 2 && one.ToString().StartsWith(text.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));
        return day < 0 ? null : day;
    }

    [GeneratedRegex("^(?<days>[A-Za-z][A-Za-z., -]*?)[ :]+(?<times>[0-9].*|off)$", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}
