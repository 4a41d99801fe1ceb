using System.Buffers.Binary;

namespace Econet.Modbus;

/// <summary>Registers in a PDU: two bytes each, most significant first.</summary>
internal static class Words
{
    public static ushort Get(ReadOnlySpan<byte> pdu, int at) => BinaryPrimitives.ReadUInt16BigEndian(pdu[at..]);

    /// <summary>Takes all of <paramref name="bytes"/> into <paramref name="scratch"/>, and returns what was filled of it.</summary>
    public static ReadOnlySpan<ushort> Get(ReadOnlySpan<byte> bytes, Span<ushort> scratch)
    {
        var words = scratch[..(bytes.Length / 2)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        }

        return words;
    }

    public static void Put(Span<byte> pdu, ushort first, ushort second)
    {
        BinaryPrimitives.WriteUInt16BigEndian(pdu, first);
        BinaryPrimitives.WriteUInt16BigEndian(pdu[2..], second);
    }

    /// <summary>Writes a byte count and the words, and returns the size of both.</summary>
    public static int PutCounted(Span<byte> pdu, ReadOnlySpan<ushort> words)
    {
        pdu[0] = (byte)(2 * words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(pdu[(1 + 2 * i)..], words[i]);
        }

        return 1 + 2 * words.Length;
    }
}
