using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>
/// Whether a possible reading can be believed at once. A checksum lets one damaged answer in 65,536 pass, and sensors have loose contacts:
/// what no heating system does from one reading to the next is believed the second time. How far that is says the vocabulary.
/// </summary>
internal static class Plausibility
{
    /// <summary>
    /// A counter that falls, or leaps, does so for good only when it still has after this long: a module that restarts tells zeros for a while.
    /// </summary>
    public static readonly TimeSpan CounterPatience = TimeSpan.FromSeconds(10);

    /// <summary>The smallest normal float: smaller ones are what zero bytes with a damaged bit look like.</summary>
    private const double SmallestNormal = 1.17549435e-38;

    /// <param name="last">The last good value; none before the first.</param>
    /// <param name="since">How long ago that one was read.</param>
    public static bool IsPlausible(Meaning meaning, Value reading, Value last, TimeSpan since)
    {
        if (!meaning.IsNumber || reading.SaysNone)
        {
            return true;
        }

        var number = meaning.Scale.Apply(reading);
        if (reading.Type.IsFloatingPoint() && number != 0 && Math.Abs(number) < SmallestNormal)
        {
            return false;
        }

        if (last.IsNone || last.Type != reading.Type)
        {
            return true;
        }

        var change = number - meaning.Scale.Apply(last);
        return !(meaning.Counter && change < 0)
            && (meaning.Step is not { } step || Math.Abs(change) <= step + (Rate(meaning) * since.TotalSeconds));
    }

    /// <summary>
    /// True when two readings bear each other out: they are equal, or so near to each other as the quantity moves in the time between them. Of
    /// whole numbers only counters move so.
    /// </summary>
    public static bool Agree(Meaning meaning, Value first, Value second, TimeSpan between)
    {
        if (first == second || first.Type != second.Type || first.SaysNone || second.SaysNone)
        {
            return first == second || (first.Type == second.Type && first.SaysNone && second.SaysNone);
        }

        if (!meaning.IsNumber || !(meaning.Counter || first.Type.IsFloatingPoint()))
        {
            return false;
        }

        var (number, other) = (meaning.Scale.Apply(first), meaning.Scale.Apply(second));
        var still = meaning.Quantity?.Agree ?? Math.Max(0.1, 0.01 * Math.Abs(number));
        var rate = meaning.Quantity is { Agree: not null } ? Rate(meaning) : still;
        return Math.Abs(number - other) <= still + (rate * between.TotalSeconds) && !(meaning.Counter && other < number);
    }

    private static double Rate(Meaning meaning) => meaning.Quantity?.Rate ?? 0;
}
