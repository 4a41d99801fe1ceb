using System.Buffers;

namespace Econet.Modbus;

/// <summary>What one step of the <see cref="RtuReader"/> found at the head of the buffer.</summary>
public enum RtuReadStatus
{
    /// <summary>The buffer holds the beginning of a frame, or nothing.</summary>
    NeedMore,

    /// <summary>A whole frame with a good CRC.</summary>
    Frame,

    /// <summary>Bytes that are no frame for this side were passed over.</summary>
    Skipped,
}

/// <summary>Why bytes were passed over.</summary>
public enum RtuSkipReason
{
    /// <summary>No unit and function there that a frame for this side, or of others, begins with.</summary>
    Noise,

    /// <summary>A function's byte count that no frame has.</summary>
    BadLength,

    /// <summary>The CRC fits at none of the lengths that a frame which begins so can have.</summary>
    BadChecksum,

    /// <summary>The line went quiet before the frame's end.</summary>
    Truncated,

    /// <summary>A whole frame to or from another unit.</summary>
    OtherUnit,
}

/// <summary>Bytes passed over, and why.</summary>
public readonly record struct RtuSkip(int Bytes, RtuSkipReason Reason);

/// <summary>
/// Finds frames in what an RTU line carries. Frames have no mark and requests don't look different from answers, so a frame is
/// what a CRC fits at one of the lengths that its first bytes allow; a beginning that turns out false costs one byte, and the
/// search goes on right behind it. What is found does not depend on how the bytes are cut into pieces.
/// <para>
/// The line is shared. Our own units are only ever sent requests, so a frame that begins with one of them, or with the broadcast
/// unit 0, is tried as a request alone. A frame of any other unit ends where its CRC first fits, as some are proprietary: too short for
/// their function, or of a function that is not known here. It is passed over whole: the data in it can't be mistaken for requests of ours.
/// </para>
/// <para>
/// Limits. (1) While synchronisation is lost, bytes inside a foreign frame are taken for a request of ours if unit, function and
/// CRC all fit: 1 in 65,536 of those that begin like one. (2) A false or cut-off beginning keeps what follows waiting until the bytes it
/// lacks have come or the line goes quiet; a master waits for its answer, so the line always does. Only behind a foreign beginning of
/// unknown function, which may have no end that can be told, a whole request of ours is taken at once; so one inside such a frame that is
/// cut behind it is taken too. (3) An adapter that echoes what is sent must have the echo removed: the answer to function 06 is byte for
/// byte its request. (4) Nor can a second server with one of our units be told from a master.
/// </para>
/// </summary>
public static class RtuReader
{
    /// <summary>
    /// A server's step: the next request for one of <paramref name="units"/> or for all (unit 0), some bytes skipped, or nothing
    /// yet. <paramref name="buffer"/> moves past what was taken.
    /// </summary>
    /// <param name="frame">The request; or, of <see cref="RtuSkipReason.OtherUnit"/>, the frame that was passed over.</param>
    /// <param name="quiet">
    /// True when the line has been silent since the buffer's last byte: for 3.5 characters where the port can tell, else for longer
    /// than any pause inside a frame and shorter than the master's time-out. Nothing waits for more bytes then, so repeating
    /// the call empties the buffer, and a request of unexpected length whose CRC fits is handed on, to be refused.
    /// </param>
    public static RtuReadStatus ReadRequest(
        ref ReadOnlySequence<byte> buffer, UnitSet units, bool quiet, out RtuFrame frame, out RtuSkip skip)
    {
        Span<byte> copy = stackalloc byte[RtuFrame.MaxSize];
        var head = Head(buffer, copy);
        if (head.Length < 2)
        {
            return Incomplete(ref buffer, quiet, out frame, out skip);
        }

        var unit = head[0];
        if (unit != Pdu.Broadcast && !units.Contains(unit))
        {
            return ReadForeign(ref buffer, head, units, quiet, out frame, out skip);
        }

        var length = RtuLength.Request(head);
        if (length == RtuLength.Unknown)
        {
            length = unit == Pdu.Broadcast ? RtuLength.Impossible : SearchEnd(head);
        }

        // A silence ends a frame of any length, and is the only end of one whose length is not what its function says.
        if (quiet && length != RtuLength.Impossible && !Fits(head, length) && head.Length == buffer.Length && Fits(head, head.Length))
        {
            length = head.Length;
        }

        return Take(ref buffer, head, length, quiet, out frame, out skip);
    }

    /// <summary>
    /// A client's step: the answer of <paramref name="unit"/> to the open request of <paramref name="function"/> (or its refusal),
    /// some bytes skipped, or nothing yet. All other frames are passed over.
    /// </summary>
    /// <param name="quiet">As for <see cref="ReadRequest"/>.</param>
    public static RtuReadStatus ReadAnswer(
        ref ReadOnlySequence<byte> buffer, byte unit, byte function, bool quiet, out RtuFrame frame, out RtuSkip skip)
    {
        Span<byte> copy = stackalloc byte[RtuFrame.MaxSize];
        var head = Head(buffer, copy);
        if (head.Length < 2)
        {
            return Incomplete(ref buffer, quiet, out frame, out skip);
        }

        if (head[0] != unit || (head[1] & ~Pdu.ExceptionFlag) != function)
        {
            return ReadForeign(ref buffer, head, ours: null, quiet, out frame, out skip);
        }

        var length = RtuLength.Answer(head);
        return Take(ref buffer, head, length == RtuLength.Unknown ? SearchEnd(head) : length, quiet, out frame, out skip);
    }

    /// <summary>
    /// Whether the bytes begin with a whole request of functions 03, 06, 16 or 23, for any unit: by accident 1 in 65,536 of those that look
    /// like one do.
    /// </summary>
    public static bool IsFrame(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> copy = stackalloc byte[RtuFrame.MaxSize];
        var head = Head(bytes, copy);
        return IsRegisterRequest(head) && Fits(head, RtuLength.Request(head));
    }

    /// <summary>Whether the bytes as a whole are a frame, of whatever function.</summary>
    public static bool IsWholeFrame(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> copy = stackalloc byte[RtuFrame.MaxSize];
        return bytes.Length <= RtuFrame.MaxSize && Fits(Head(bytes, copy), (int)bytes.Length);
    }

    /// <summary>Whether more bytes can make the beginning of such a request whole.</summary>
    public static bool MayBecomeFrame(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> copy = stackalloc byte[RtuFrame.MaxSize];
        var head = Head(bytes, copy);
        return head.Length < 2
            || (IsRegisterRequest(head) && RtuLength.Request(head) is var length && (length == RtuLength.Undecided || head.Length < length));
    }

    private static bool IsRegisterRequest(ReadOnlySpan<byte> head) =>
        head.Length >= 2 && head[0] <= Pdu.MaxUnit && Enum.IsDefined((FunctionCode)head[1]);

    /// <param name="ours">The units whose requests are looked for; null when it is an answer.</param>
    private static RtuReadStatus ReadForeign(
        ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> head, UnitSet? ours, bool quiet, out RtuFrame frame, out RtuSkip skip)
    {
        frame = default;
        var longest = RtuLength.Foreign(head);
        var end = FindEnd(head[..Math.Min(head.Length, longest)]);
        if (end > 0)
        {
            frame = new RtuFrame(head[0], buffer.Slice(1, end - 3));
            return Skip(ref buffer, end, RtuSkipReason.OtherUnit, out skip);
        }

        if (longest == RtuFrame.MaxSize && ours is not null && FindRequest(head, ours) is var start and > 0)
        {
            return Skip(ref buffer, start, RtuSkipReason.BadChecksum, out skip);
        }

        return head.Length < longest
            ? Incomplete(ref buffer, quiet, out frame, out skip)
            : Skip(ref buffer, 1, longest > 0 ? RtuSkipReason.BadChecksum : RtuSkipReason.Noise, out skip);
    }

    /// <summary>Where the first whole request for one of the units, or for all, begins behind the first byte; 0 when there is none.</summary>
    private static int FindRequest(ReadOnlySpan<byte> head, UnitSet units)
    {
        for (var start = 1; start + RtuFrame.MinSize <= head.Length; start++)
        {
            var rest = head[start..];
            if ((rest[0] == Pdu.Broadcast || units.Contains(rest[0])) && Fits(rest, RtuLength.Request(rest)))
            {
                return start;
            }
        }

        return 0;
    }

    private static RtuReadStatus Take(
        ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> head, int length, bool quiet, out RtuFrame frame, out RtuSkip skip)
    {
        frame = default;
        skip = default;
        if (Fits(head, length))
        {
            frame = new RtuFrame(head[0], buffer.Slice(1, length - 3));
            buffer = buffer.Slice(length);
            return RtuReadStatus.Frame;
        }

        return length switch
        {
            RtuLength.Undecided => Incomplete(ref buffer, quiet, out frame, out skip),
            RtuLength.Impossible => Skip(ref buffer, 1, RtuSkipReason.Noise, out skip),
            > RtuFrame.MaxSize => Skip(ref buffer, 1, RtuSkipReason.BadLength, out skip),
            _ when head.Length < length => Incomplete(ref buffer, quiet, out frame, out skip),
            _ => Skip(ref buffer, 1, RtuSkipReason.BadChecksum, out skip),
        };
    }

    /// <summary>Where a frame of unknown length ends: where the CRC first fits; until it does, where the longest frame would.</summary>
    private static int SearchEnd(ReadOnlySpan<byte> head) => FindEnd(head) is var end and > 0 ? end : RtuFrame.MaxSize;

    /// <summary>Where the CRC first fits; 0 when it does nowhere.</summary>
    private static int FindEnd(ReadOnlySpan<byte> head)
    {
        var crc = Crc16.Initial;
        for (var i = 0; i < head.Length; i++)
        {
            crc = Crc16.Append(crc, head[i]);
            if (crc == 0 && i + 1 >= RtuFrame.MinSize)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static bool Fits(ReadOnlySpan<byte> head, int length) =>
        length >= RtuFrame.MinSize && length <= head.Length && Crc16.Compute(head[..length]) == 0;

    private static RtuReadStatus Incomplete(ref ReadOnlySequence<byte> buffer, bool quiet, out RtuFrame frame, out RtuSkip skip)
    {
        frame = default;
        skip = default;
        return quiet && !buffer.IsEmpty ? Skip(ref buffer, 1, RtuSkipReason.Truncated, out skip) : RtuReadStatus.NeedMore;
    }

    private static RtuReadStatus Skip(ref ReadOnlySequence<byte> buffer, int count, RtuSkipReason reason, out RtuSkip skip)
    {
        buffer = buffer.Slice(count);
        skip = new RtuSkip(count, reason);
        return RtuReadStatus.Skipped;
    }

    /// <summary>As much of the buffer as the longest frame needs, in one piece.</summary>
    private static ReadOnlySpan<byte> Head(in ReadOnlySequence<byte> buffer, Span<byte> copy)
    {
        var size = (int)Math.Min(buffer.Length, copy.Length);
        if (buffer.FirstSpan.Length >= size)
        {
            return buffer.FirstSpan[..size];
        }

        buffer.Slice(0, size).CopyTo(copy);
        return copy[..size];
    }
}
