using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Modbus;

public static class MbapWriter
{
    /// <exception cref="ArgumentException">The PDU is empty or longer than <see cref="Pdu.MaxSize"/>.</exception>
    public static void Write(IBufferWriter<byte> output, ushort transactionId, byte unit, ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length is 0 or > Pdu.MaxSize)
        {
            throw new ArgumentException($"A PDU has 1 to {Pdu.MaxSize} bytes, not {pdu.Length}.", nameof(pdu));
        }

        var span = output.GetSpan(MbapFrame.HeaderSize + pdu.Length);
        pdu.CopyTo(span[MbapFrame.HeaderSize..]);
        WriteHeader(span, transactionId, unit, pdu.Length);
        output.Advance(MbapFrame.HeaderSize + pdu.Length);
    }

    internal static void WriteHeader(Span<byte> frame, ushort transactionId, byte unit, int pduSize)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, transactionId);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[4..], (ushort)(pduSize + 1));
        frame[6] = unit;
    }
}
