using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>
/// Whether a reading can be believed at once. A checksum lets one damaged answer in 65,536 pass, and sensors have loose contacts:
/// what no heating system does from one reading to the next is believed the second time.
/// </summary>
internal static class Plausibility
{
    /// <summary>No number that a heating system has to tell is larger.</summary>
    private const double LargestSane = 1e9;

    /// <summary>The smallest normal float: smaller ones are what zero bytes with a damaged bit look like.</summary>
    private const double SmallestNormal = 1.17549435e-38;

    /// <param name="last">The last good value; none before the first.</param>
    /// <param name="since">How long ago that one was read.</param>
    public static bool IsPlausible(ParameterDefinition definition, Value reading, Value last, TimeSpan since)
    {
        if (!reading.Type.IsFloatingPoint() || reading.SaysNone)
        {
            return true;
        }

        var number = reading.ToDouble();
        var (low, high, step, rate) = Bounds(definition.Unit);
        return number >= low && number <= high && (number == 0 || Math.Abs(number) >= SmallestNormal)
            && (last.IsNone || Math.Abs(number - last.ToDouble()) <= step + (rate * since.TotalSeconds));
    }

    /// <summary>
    /// True when two readings bear each other out: they are equal, or floats so near to each other as the quantity moves in the time between
    /// them.
    /// </summary>
    public static bool Agree(Unit unit, Value first, Value second, TimeSpan between)
    {
        if (first == second || first.Type != second.Type || !first.Type.IsFloatingPoint() || first.SaysNone || second.SaysNone)
        {
            return first == second || (first.Type == second.Type && first.SaysNone && second.SaysNone);
        }

        var (number, other) = (first.ToDouble(), second.ToDouble());
        var (still, rate) = unit.Symbol switch
        {
            "°C" => (0.5, 0.5),
            "%" => (2, 2),
            "kW" => (0.2, 0.5),
            _ => (Math.Max(0.1, 0.01 * Math.Abs(number)), Math.Max(0.1, 0.01 * Math.Abs(number))),
        };
        return Math.Abs(number - other) <= still + (rate * between.TotalSeconds);
    }

    /// <summary>Lowest, highest, the largest step between two readings, and how much that grows with each second between them.</summary>
    private static (double Low, double High, double Step, double Rate) Bounds(Unit unit) => unit.Symbol switch
    {
        "°C" => (-60, 300, 10, 0.5),
        "%" => (-100, 1000, 1100, 0),
        "kW" => (-100, 1000, 25, 1),
        _ => (-LargestSane, LargestSane, 2 * LargestSane, 0),
    };
}
