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
/// <remarks>
/// A BEGIN in noise, or a damaged LEN, may ask for up to <see cref="Frame.MaxSize"/> bytes before it is known to be false, and the
/// frames that came in meanwhile wait behind it. On a busy bus that ends by itself within those bytes (89 ms at 115200 baud); on a bus
/// that falls silent, as after a token grant, it never does. So whoever feeds the reader calls <see cref="Abandon"/> once the bus
/// has been idle for longer than a frame may pause, and then reads on, again and again until the buffer is empty.
/// </remarks>
public static class FrameReader
{
    private const int LengthEnd = 3;

    /// <summary>
    /// Takes one step: a frame, some bytes skipped, or nothing yet. <paramref name="buffer"/> moves past what was taken; it needs to
    /// hold no byte beyond the frame's own end, and never more than <see cref="Frame.MaxSize"/> bytes for the next step. Which
    /// frames are found does not depend on how the bytes were cut into pieces.
    /// </summary>
    public static FrameReadStatus Read(ref ReadOnlySequence<byte> buffer, out Frame? frame, out Skip skip)
    {
        frame = null;
        skip = default;
        if (buffer.IsEmpty)
        {
            return FrameReadStatus.NeedMore;
        }

        var noise = CountNoise(buffer);
        if (noise > 0)
        {
            skip = Pass(ref buffer, noise, SkipReason.Noise);
            return FrameReadStatus.Skipped;
        }

        var head = buffer.IsSingleSegment ? buffer.FirstSpan : CopyHead(buffer, stackalloc byte[Frame.MaxSize]);
        if (head.Length < LengthEnd)
        {
            return FrameReadStatus.NeedMore;
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(head[1..]) + Frame.LengthOffset;
        if (size is < Frame.MinSize or > Frame.MaxSize)
        {
            skip = Pass(ref buffer, 1, SkipReason.BadLength);
            return FrameReadStatus.Skipped;
        }

        if (head.Length < size)
        {
            return FrameReadStatus.NeedMore;
        }

        if (Fault(head[..size]) is { } fault)
        {
            skip = Pass(ref buffer, 1, fault);
            return FrameReadStatus.Skipped;
        }

        frame = Decode(head[..size]);
        buffer = buffer.Slice(size);
        return FrameReadStatus.Frame;
    }

    /// <summary>
    /// Gives up on a frame that has begun but did not go on in time: passes over its BEGIN, so that frames behind it are found. To be
    /// called when <see cref="Read"/> needs more bytes than the bus is going to bring.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is empty.</exception>
    public static Skip Abandon(ref ReadOnlySequence<byte> buffer) => Pass(ref buffer, 1, SkipReason.Truncated);

    private static int CountNoise(in ReadOnlySequence<byte> buffer)
    {
        var first = buffer.FirstSpan;
        if (first.Length > 0 && first[0] == Frame.Begin)
        {
            return 0;
        }

        var begin = buffer.PositionOf(Frame.Begin);
        return (int)(begin is { } at ? buffer.Slice(0, at).Length : buffer.Length);
    }

    private static ReadOnlySpan<byte> CopyHead(in ReadOnlySequence<byte> buffer, Span<byte> target)
    {
        var length = (int)Math.Min(buffer.Length, target.Length);
        buffer.Slice(0, length).CopyTo(target);
        return target[..length];
    }

    private static SkipReason? Fault(ReadOnlySpan<byte> whole)
    {
        if (whole[^1] != Frame.End)
        {
            return SkipReason.BadEnd;
        }

        var covered = whole[1..^Frame.TrailerSize];
        var carried = BinaryPrimitives.ReadUInt16BigEndian(whole[^Frame.TrailerSize..]);
        return Crc16.Compute(covered) == carried ? null : SkipReason.BadChecksum;
    }

    private static Frame Decode(ReadOnlySpan<byte> whole) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(whole[3..]),
        BinaryPrimitives.ReadUInt16LittleEndian(whole[5..]),
        (Command)whole[7],
        whole[Frame.HeaderSize..^Frame.TrailerSize].ToArray());

    private static Skip Pass(ref ReadOnlySequence<byte> buffer, int count, SkipReason reason)
    {
        buffer = buffer.Slice(count);
        return new Skip(count, reason);
    }
}
