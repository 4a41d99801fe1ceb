namespace Econet.Modbus;

/// <summary>
/// How long an RTU frame is, CRC included, by the bytes it begins with (two at least). A length above
/// <see cref="RtuFrame.MaxSize"/> is one that no frame has.
/// </summary>
internal static class RtuLength
{
    /// <summary>No frame of this direction begins so.</summary>
    public const int Impossible = -3;

    /// <summary>A function whose lengths are not known here.</summary>
    public const int Unknown = -2;

    /// <summary>The byte that says it is not there yet.</summary>
    public const int Undecided = -1;

    private const int Fixed = 8;

    public static int Request(ReadOnlySpan<byte> head) => head[1] switch
    {
        _ when head[0] > Pdu.MaxUnit => Impossible,
        0 or >= Pdu.ExceptionFlag => Impossible,
        >= 1 and <= 6 => Fixed,
        15 or 16 => Counted(head, 6),
        22 => 10,
        23 => Counted(head, 10),
        _ => Unknown,
    };

    public static int Answer(ReadOnlySpan<byte> head) => head[1] switch
    {
        _ when head[0] is 0 or > Pdu.MaxUnit => Impossible,
        0 or Pdu.ExceptionFlag => Impossible,
        > Pdu.ExceptionFlag => 5,
        >= 1 and <= 4 or 23 => head.Length > 2 && head[2] == 0 ? Impossible : Counted(head, 2),
        5 or 6 or 15 or 16 => Fixed,
        22 => 10,
        _ => Unknown,
    };

    /// <summary>
    /// The length of the longest frame of another unit that begins so, as a request or as an answer: 0 when none does,
    /// <see cref="RtuFrame.MaxSize"/> for a function that is not known, and <see cref="int.MaxValue"/> while it is undecided.
    /// </summary>
    public static int Foreign(ReadOnlySpan<byte> head)
    {
        var (request, answer) = (Request(head), Answer(head));
        return request == Unknown ? RtuFrame.MaxSize : Math.Max(Candidate(request), Candidate(answer));
    }

    private static int Candidate(int length) => length switch
    {
        Undecided => int.MaxValue,
        > 0 and <= RtuFrame.MaxSize => length,
        _ => 0,
    };

    /// <summary>With a byte count at <paramref name="at"/>, that many bytes behind it, and the CRC.</summary>
    private static int Counted(ReadOnlySpan<byte> head, int at) => head.Length > at ? at + 1 + head[at] + 2 : Undecided;
}
