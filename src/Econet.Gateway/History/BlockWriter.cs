using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Econet.Gateway.History;

/// <summary>Collects the content of a block: whole numbers in as few bytes as they need, all of it compressed where that makes it smaller.</summary>
internal sealed class BlockWriter
{
    /// <summary>What the first byte of a block means for the others.</summary>
    internal const byte Plain = 0;
    internal const byte Deflated = 1;

    /// <summary>What takes the place of a number: none, or one that follows with all its bits.</summary>
    internal const ulong NotANumber = 0;
    internal const ulong AllBits = 1;
    internal const ulong FirstDifference = 2;

    /// <summary>Whole numbers up to here are exact in a double.</summary>
    private const double MostExact = 1L << 53;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Byte(byte number)
    {
        _bytes.GetSpan(1)[0] = number;
        _bytes.Advance(1);
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Unsigned(ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            Byte((byte)(number | 0x80));
        }

        Byte((byte)number);
    }

    /// <summary>Writes a number as the difference from the one before it, both without the digits that are not kept.</summary>
    /// <returns>What the next number is to be told by.</returns>
    public long Number(double value, int digits, long before)
    {
        if (double.IsNaN(value))
        {
            Unsigned(NotANumber);
            return before;
        }

        var scaled = Math.Round(value * Power(digits));
        if (!(Math.Abs(scaled) <= MostExact))
        {
            Unsigned(AllBits);
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
            _bytes.Advance(sizeof(double));
            return before;
        }

        var (number, difference) = ((long)scaled, (long)scaled - before);
        Unsigned((ulong)((difference << 1) ^ (difference >> 63)) + FirstDifference);
        return number;
    }

    public byte[] ToBlock()
    {
        using var compressed = new MemoryStream();
        compressed.WriteByte(Deflated);
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(_bytes.WrittenSpan);
        }

        return compressed.Length < _bytes.WrittenCount + 1 ? compressed.ToArray() : [Plain, .. _bytes.WrittenSpan];
    }

    internal static double Power(int digits) => digits switch
    {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1000,
        _ => Math.Pow(10, digits),
    };
}
