using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Modbus;

public static class RtuWriter
{
    /// <exception cref="ArgumentException">The PDU is empty or longer than <see cref="Pdu.MaxSize"/>.</exception>
    public static void Write(IBufferWriter<byte> output, byte unit, ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length is 0 or > Pdu.MaxSize)
        {
            throw new ArgumentException($"A PDU has 1 to {Pdu.MaxSize} bytes, not {pdu.Length}.", nameof(pdu));
        }

        var span = output.GetSpan(pdu.Length + 3);
        pdu.CopyTo(span[1..]);
        output.Advance(Seal(span, unit, pdu.Length));
    }

    /// <summary>Puts unit and CRC around the PDU that begins at <c>frame[1]</c>, and returns the frame's size.</summary>
    internal static int Seal(Span<byte> frame, byte unit, int pduSize)
    {
        frame[0] = unit;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[(1 + pduSize)..], Crc16.Compute(frame[..(1 + pduSize)]));
        return pduSize + 3;
    }
}
