using System.Globalization;

namespace Econet.Actors.Parameters.Schedules;

/// <summary>
/// When something is on during one day: 48 half hours, from 00:00–00:30. A device keeps a day in two words, one for each half: bit
/// <em>n</em> of 0 … 23 is the half day's half hour <em>n</em>.
/// </summary>
/// <param name="Slots">Bit <em>n</em> of 0 … 47 is half hour <em>n</em> of the day.</param>
public readonly record struct DaySchedule(ulong Slots)
{
    private const int SlotsOfDay = 48;
    private const int SlotsOfWord = SlotsOfDay / 2;
    private const uint WordMask = (1u << SlotsOfWord) - 1;

    public static DaySchedule FromWords(uint am, uint pm) => new((am & WordMask) | ((ulong)(pm & WordMask) << SlotsOfWord));

    /// <summary>The word of the first half day; bits 24 … 31, which are no half hours, as in <paramref name="held"/>.</summary>
    public uint Am(uint held) => (held & ~WordMask) | ((uint)Slots & WordMask);

    /// <summary>The word of the second half day; bits 24 … 31, which are no half hours, as in <paramref name="held"/>.</summary>
    public uint Pm(uint held) => (held & ~WordMask) | ((uint)(Slots >> SlotsOfWord) & WordMask);

    /// <summary>What is on, as <c>06:00-08:00</c>, in order, as few ranges as will do; the day ends at <c>24:00</c>.</summary>
    public IReadOnlyList<string> Ranges()
    {
        var ranges = new List<string>();
        for (var slot = 0; slot < SlotsOfDay; slot++)
        {
            var start = slot;
            while (slot < SlotsOfDay && IsOn(slot))
            {
                slot++;
            }

            if (slot > start)
            {
                ranges.Add($"{Time(start)}-{Time(slot)}");
            }
        }

        return ranges;
    }

    /// <summary>Takes ranges in any order; they may touch, but not overlap.</summary>
    /// <param name="error">Names the range, for the client; empty when all are good.</param>
    public static bool TryParse(IEnumerable<string> ranges, out DaySchedule day, out string error)
    {
        day = default;
        foreach (var range in ranges)
        {
            if (!TrySlots(range, out var start, out var end))
            {
                error = $"'{range}' is not a range on half hours, such as 06:00-08:30, between 00:00 and 24:00";
                return false;
            }

            if (start >= end)
            {
                error = $"'{range}' must end after it starts; give a range past midnight as one range on each of the two days";
                return false;
            }

            var slots = ((1ul << (end - start)) - 1) << start;
            if ((day.Slots & slots) != 0)
            {
                error = $"'{range}' overlaps another range";
                return false;
            }

            day = new DaySchedule(day.Slots | slots);
        }

        error = "";
        return true;
    }

    private bool IsOn(int slot) => (Slots >> slot & 1) != 0;

    private static string Time(int slot) => string.Create(CultureInfo.InvariantCulture, $"{slot / 2:D2}:{slot % 2 * 30:D2}");

    private static bool TrySlots(string range, out int start, out int end)
    {
        (start, end) = (0, 0);
        return range is [_, _, _, _, _, '-', _, _, _, _, _] && TrySlot(range.AsSpan(0, 5), out start) && TrySlot(range.AsSpan(6), out end);
    }

    private static bool TrySlot(ReadOnlySpan<char> time, out int slot)
    {
        slot = 0;
        if (time[2] != ':' || !int.TryParse(time[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
        {
            return false;
        }

        slot = (hours * 2) + (time[3] == '3' ? 1 : 0);
        return time[3..] is "00" or "30" && slot <= SlotsOfDay;
    }
}
