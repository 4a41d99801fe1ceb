namespace Econet.Modbus;

/// <summary>
/// KNX DPT 9.001, a number in 16 bits: <c>sign(1) exponent(4) mantissa(11)</c>, value = 0.01 · mantissa · 2^exponent, where sign
/// and mantissa together are a two's complement number of 12 bits (the sign bit weighs −2048). The resolution is 0.01 up to
/// ±20.47 and doubles with each step of the exponent, to 327.68.
/// </summary>
public static class Dpt9
{
    /// <summary>KNX's word for "no valid value". By its bits it would be 670,760.96, so that number can't be said.</summary>
    public const ushort Invalid = 0x7FFF;

    public const double Min = -671_088.64;

    /// <summary>The format's upper end. It and what is nearest to it become the greatest number that can be said, 670,433.28.</summary>
    public const double Max = 670_760.96;

    private const ushort Greatest = Invalid - 1;
    private const int MinMantissa = -2048;
    private const int MaxMantissa = 2047;

    /// <summary>The number a word stands for, null for <see cref="Invalid"/>.</summary>
    public static double? Decode(ushort word)
    {
        if (word == Invalid)
        {
            return null;
        }

        var exponent = (word >> 11) & 0x0F;
        var mantissa = (word & 0x7FF) + ((word & 0x8000) != 0 ? MinMantissa : 0);
        return (mantissa << exponent) / 100.0;
    }

    /// <summary>The word of the nearest number the format can say, by the smallest exponent; halfway, of the one further from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number, or not within <see cref="Min"/> … <see cref="Max"/>.</exception>
    public static ushort Encode(double value) => TryEncode(value, out var word)
        ? word
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"DPT 9.001 holds {Min} to {Max}.");

    /// <summary>As <see cref="Encode"/>, but false when the value is not a number or out of range.</summary>
    public static bool TryEncode(double value, out ushort word)
    {
        word = Invalid;
        if (!(value is >= Min and <= Max))
        {
            return false;
        }

        // Decimal, as people write numbers: 20.475 is halfway between two hundredths, though its nearest double is not.
        var hundredths = 100 * (decimal)value;
        var exponent = 0;
        int mantissa;
        while ((mantissa = Round(hundredths / (1 << exponent))) is < MinMantissa or > MaxMantissa)
        {
            exponent++;
        }

        var nearest = Pack(exponent, mantissa);
        word = nearest == Invalid ? Greatest : nearest;
        return true;
    }

    private static int Round(decimal number) => (int)Math.Round(number, MidpointRounding.AwayFromZero);

    private static ushort Pack(int exponent, int mantissa) =>
        (ushort)((mantissa < 0 ? 0x8000 : 0) | (exponent << 11) | (mantissa & 0x7FF));
}
