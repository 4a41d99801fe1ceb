using System.Numerics;

namespace Econet.Actors.Gm3.Line;

/// <summary>What is likely to be wrong on a line whose bytes make no frames.</summary>
internal enum LineSignal
{
    /// <summary>Nothing can be told from the bytes.</summary>
    Unclear,

    /// <summary>The bus is slower than the port.</summary>
    Slower,

    /// <summary>The bus is faster than the port.</summary>
    Faster,

    /// <summary>The bits are inverted: the two wires are swapped.</summary>
    Inverted,
}

/// <summary>
/// Guesses from bytes what they were on the wire. The figures are of recorded frames, sampled at the wrong speed or inverted:
/// <list type="bullet">
/// <item>A slower bus holds each bit for two of ours or more, so no bit stands alone inside a byte: 0 % of the bytes have one, of others 30 % to
/// 80 %.</item>
/// <item>Frames are mostly zeros: 2.1 of 8 bits are ones, and 2.3 to 2.9 when they are sampled too seldom. Inverted it is 5.0 to 5.9. Noise has
/// 4.</item>
/// </list>
/// </summary>
internal static class LineSignals
{
    private const double FewLoneBits = 0.05;
    private const double FewOnes = 3.4;
    private const double ManyOnes = 4.6;

    public static LineSignal Guess(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return LineSignal.Unclear;
        }

        var (lone, ones) = (0, 0);
        foreach (var value in bytes)
        {
            lone += HasLoneBit(value) ? 1 : 0;
            ones += BitOperations.PopCount(value);
        }

        return ((double)lone / bytes.Length, (double)ones / bytes.Length) switch
        {
            ( < FewLoneBits, _) => LineSignal.Slower,
            (_, < FewOnes) => LineSignal.Faster,
            (_, > ManyOnes) => LineSignal.Inverted,
            _ => LineSignal.Unclear,
        };
    }

    /// <summary>A bit between two others of the other kind.</summary>
    private static bool HasLoneBit(byte value)
    {
        // Changes between neighbours: bit n is set where bits n and n + 1 differ. Two in a row are a bit that stands alone.
        var changes = (value ^ (value >> 1)) & 0x7F;
        return (changes & (changes >> 1)) != 0;
    }
}
