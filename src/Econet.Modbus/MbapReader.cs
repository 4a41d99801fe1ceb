using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Modbus;

/// <summary>What the <see cref="MbapReader"/> found at the head of the buffer.</summary>
public enum MbapReadStatus
{
    /// <summary>The buffer holds the beginning of a frame, or nothing.</summary>
    NeedMore,

    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>Not Modbus: the protocol id is not 0. Close the connection, see <see cref="MbapReader"/>.</summary>
    BadProtocol,

    /// <summary>A length that no frame has. Close the connection, see <see cref="MbapReader"/>.</summary>
    BadLength,
}

/// <summary>
/// Cuts a Modbus TCP stream into frames, those of pipelined requests one after the other. The stream has no checksum and no
/// mark to find the next frame by, so after a bad header nothing in it can be trusted: the connection must be closed.
/// </summary>
public static class MbapReader
{
    /// <summary>
    /// Takes the frame at the head of the <paramref name="buffer"/>, which moves past it and is never looked at beyond it. At any
    /// other status the buffer stays where it is; a bad header is told as soon as its own bytes are there.
    /// </summary>
    public static MbapReadStatus Read(ref ReadOnlySequence<byte> buffer, out MbapFrame frame)
    {
        frame = default;
        Span<byte> head = stackalloc byte[MbapFrame.HeaderSize];
        var available = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, available).CopyTo(head);

        if ((available > 2 && head[2] != 0) || (available > 3 && head[3] != 0))
        {
            return MbapReadStatus.BadProtocol;
        }

        if (available > 4 && head[4] != 0)
        {
            return MbapReadStatus.BadLength;
        }

        if (available < 6)
        {
            return MbapReadStatus.NeedMore;
        }

        int length = head[5];
        if (length is < 1 or > Pdu.MaxSize + 1)
        {
            return MbapReadStatus.BadLength;
        }

        if (buffer.Length < 6 + length)
        {
            return MbapReadStatus.NeedMore;
        }

        frame = new MbapFrame(
            BinaryPrimitives.ReadUInt16BigEndian(head), head[6], buffer.Slice(MbapFrame.HeaderSize, length - 1));
        buffer = buffer.Slice(6 + length);
        return MbapReadStatus.Frame;
    }
}
