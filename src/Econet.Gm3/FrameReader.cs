using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Gm3;

/// <summary>What one step of the <see cref="FrameReader"/> found at the head of the buffer.</summary>
public enum FrameReadStatus
{
    /// <summary>The buffer holds the beginning of a frame, or nothing.</summary>
    NeedMore,

    /// <summary>A whole frame with a good CRC.</summary>
    Frame,

    /// <summary>Bytes that belong to no frame were passed over.</summary>
    Skipped,
}

/// <summary>Why bytes were passed over.</summary>
public enum SkipReason
{
    /// <summary>No BEGIN there.</summary>
    Noise,

    /// <summary>A BEGIN whose length no frame has.</summary>
    BadLength,

    /// <summary>A BEGIN with no END where its length puts it.</summary>
    BadEnd,

    /// <summary>Begin, length and end fit, the CRC does not.</summary>
    BadChecksum,

    /// <summary>A frame that stopped before its end.</summary>
    Truncated,
}

/// <summary>Bytes passed over, and why.</summary>
public readonly record struct Skip(int Bytes, SkipReason Reason);

/// <summary>
/// Finds frames in what the bus carries. Noise is data, never an exception. The CRC alone does not tell a frame's
/// boundary (BEGIN 0x68 is also a command and a common data byte), so a BEGIN that turns out false costs one byte, and the
/// search goes on right behind it.
/// </summary>
public static class FrameReader
{
    /// <summary>
    /// Takes one step: a frame, some bytes skipped, or nothing yet. <paramref name="buffer"/> moves past what was taken, and is
    /// never looked at beyond the frame's own end.
    /// </summary>
    public static FrameReadStatus Read(ref ReadOnlySequence<byte> buffer, out Frame? frame, out Skip skip)
    {
        frame = null;
        skip = default;
        if (buffer.IsEmpty)
        {
            return FrameReadStatus.NeedMore;
        }

        if (buffer.FirstSpan.IsEmpty || buffer.FirstSpan[0] != Frame.Begin)
        {
            var begin = buffer.PositionOf(Frame.Begin);
            var noise = begin is { } at ? buffer.Slice(buffer.Start, at).Length : buffer.Length;
            return noise == 0 ? ReadFrame(ref buffer, out frame, out skip) : SkipBytes(ref buffer, (int)noise, SkipReason.Noise, out skip);
        }

        return ReadFrame(ref buffer, out frame, out skip);
    }

    /// <summary>
    /// Gives up on a frame that has begun but did not go on in time: passes over its BEGIN, so that frames behind it are found.
    /// </summary>
    public static Skip Abandon(ref ReadOnlySequence<byte> buffer)
    {
        SkipBytes(ref buffer, 1, SkipReason.Truncated, out var skip);
        return skip;
    }

    private static FrameReadStatus ReadFrame(ref ReadOnlySequence<byte> buffer, out Frame? frame, out Skip skip)
    {
        frame = null;
        skip = default;
        if (buffer.Length < 3)
        {
            return FrameReadStatus.NeedMore;
        }

        Span<byte> head = stackalloc byte[3];
        buffer.Slice(0, 3).CopyTo(head);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(head[1..]) + Frame.LengthOffset;
        if (size is < Frame.MinSize or > Frame.MaxSize)
        {
            return SkipBytes(ref buffer, 1, SkipReason.BadLength, out skip);
        }

        if (buffer.Length < size)
        {
            return FrameReadStatus.NeedMore;
        }

        var whole = buffer.FirstSpan.Length >= size ? buffer.FirstSpan[..size] : buffer.Slice(0, size).ToArray();

        if (whole[^1] != Frame.End)
        {
            return SkipBytes(ref buffer, 1, SkipReason.BadEnd, out skip);
        }

        if (Crc16.Compute(whole[1..^3]) != BinaryPrimitives.ReadUInt16BigEndian(whole[^3..]))
        {
            return SkipBytes(ref buffer, 1, SkipReason.BadChecksum, out skip);
        }

        frame = new Frame(
            BinaryPrimitives.ReadUInt16LittleEndian(whole[3..]),
            BinaryPrimitives.ReadUInt16LittleEndian(whole[5..]),
            (Command)whole[7],
            whole[Frame.HeaderSize..^Frame.TrailerSize].ToArray());
        buffer = buffer.Slice(size);
        return FrameReadStatus.Frame;
    }

    private static FrameReadStatus SkipBytes(ref ReadOnlySequence<byte> buffer, int count, SkipReason reason, out Skip skip)
    {
        buffer = buffer.Slice(count);
        skip = new Skip(count, reason);
        return FrameReadStatus.Skipped;
    }
}
