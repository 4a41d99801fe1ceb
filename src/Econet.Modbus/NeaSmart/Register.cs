using System.Collections.Immutable;
using Econet.Values;

namespace Econet.Modbus.NeaSmart;

/// <summary>A holding register of the map.</summary>
/// <param name="Key">Unique and stable: <c>base1_zone3_setpoint</c>.</param>
/// <param name="Writable">A user may write it, for the base to fetch. The base writes all registers.</param>
/// <param name="Names">What its numbers are called, when it is an enumeration.</param>
/// <param name="Min">The least value a user may write or a sensor can mean; null where only the format sets a limit.</param>
/// <param name="Max">The greatest, likewise.</param>
public sealed record Register(
    string Key,
    ushort Address,
    RegisterKind Kind,
    bool Writable = false,
    Enumeration? Names = null,
    double? Min = null,
    double? Max = null)
{
    /// <summary>The least temperature that can be, °C.</summary>
    public const double MinTemperature = -50;

    /// <summary>The greatest temperature that can be, °C.</summary>
    public const double MaxTemperature = 120;

    /// <summary>The unit of the value.</summary>
    public Unit Unit => Kind switch
    {
        RegisterKind.Temperature => Unit.Celsius,
        RegisterKind.Percent => Unit.Percent,
        _ => Unit.None,
    };

    /// <summary>The words that say that there is no number.</summary>
    internal ImmutableArray<ushort> Absent { get; init; } = [];

    /// <summary>Whether the word says something that can be.</summary>
    public WordMeaning MeaningOf(ushort word) => Absent.Contains(word) ? WordMeaning.Absent
        : Kind switch
        {
            RegisterKind.Temperature => Dpt9.Decode(word) is >= MinTemperature and <= MaxTemperature,
            RegisterKind.Flag => true,
            RegisterKind.Enumeration => Names!.TryGetName(word, out _),
            _ => word <= Max,
        } ? WordMeaning.Number : WordMeaning.Impossible;

    /// <summary>The number in the register, one that can't be too: a flag is 0 or 1; null when the word says that there is none.</summary>
    public double? Decode(ushort word) => Absent.Contains(word) ? null : Kind switch
    {
        RegisterKind.Temperature => Dpt9.Decode(word),
        RegisterKind.Flag => word & 1,
        _ => word,
    };

    /// <summary>
    /// The word for a value within the limits. A temperature is rounded to what DPT 9.001 can hold (decode the word to learn it);
    /// of the other kinds only whole numbers are taken. False when there is no such word.
    /// </summary>
    public bool TryEncode(double value, out ushort word)
    {
        word = 0;
        if (!double.IsFinite(value) || value < Min || value > Max)
        {
            return false;
        }

        if (Kind == RegisterKind.Temperature)
        {
            return Dpt9.TryEncode(value, out word);
        }

        if (!double.IsInteger(value))
        {
            return false;
        }

        word = (ushort)value;
        return true;
    }
}
