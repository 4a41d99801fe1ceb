using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Gm3;

public static class FrameWriter
{
    /// <exception cref="ArgumentException">The data is longer than <see cref="Frame.MaxData"/>.</exception>
    public static void Write(IBufferWriter<byte> output, Frame frame)
    {
        var data = frame.Data.Span;
        if (data.Length > Frame.MaxData)
        {
            throw new ArgumentException($"A frame holds at most {Frame.MaxData} bytes of data, not {data.Length}.", nameof(frame));
        }

        var size = Frame.MinSize + data.Length;
        var span = output.GetSpan(size)[..size];
        span[0] = Frame.Begin;
        BinaryPrimitives.WriteUInt16LittleEndian(span[1..], (ushort)(size - Frame.LengthOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(span[3..], frame.Destination);
        BinaryPrimitives.WriteUInt16LittleEndian(span[5..], frame.Source);
        span[7] = (byte)frame.Command;
        data.CopyTo(span[Frame.HeaderSize..]);
        var end = Frame.HeaderSize + data.Length;
        BinaryPrimitives.WriteUInt16BigEndian(span[end..], Crc16.Compute(span[1..end]));
        span[end + 2] = Frame.End;
        output.Advance(size);
    }
}
