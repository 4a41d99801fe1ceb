using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3;

/// <summary>What the session and the protocol say to each other.</summary>
internal static class ProtocolMessages
{
    /// <summary>
    /// Send this and find its answer: from the one that was asked, to us, with one of these commands, and, where the request
    /// selects parameters, beginning with the same index. Answered with an <see cref="Answered"/> or an <see cref="Unanswered"/>.
    /// </summary>
    /// <param name="First">The wire index that the answer's data must begin with; null where answers carry none.</param>
    /// <param name="Attempts">How often it is sent at most; null takes the setting. A write is never repeated blindly.</param>
    public sealed record Request(Frame Frame, ushort? First = null, int? Attempts = null);

    /// <param name="Answer">The answer, or a terminal ERROR or NO_DATA.</param>
    public sealed record Answered(Request Request, Frame Answer, Moment At);

    /// <param name="Damaged">Something was heard in its place that the CRC refused.</param>
    public sealed record Unanswered(Request Request, bool Damaged);

    /// <summary>Send this when the line is free, and expect nothing. Answered with <see cref="Transmitted"/>.</summary>
    /// <param name="Until">Not sent any more after this moment: nobody waits for it then. Null sends it whenever it can be.</param>
    public sealed record Transmit(Frame Frame, Moment? Until = null);

    public sealed record Transmitted(Frame Frame);

    /// <summary>A frame that answers none of our requests.</summary>
    public sealed record Heard(Frame Frame, Moment At);

    /// <summary>There is a line to speak on, or none any more.</summary>
    public sealed record LineState(bool Open);

    /// <summary>Answered with a <see cref="LineState"/>.</summary>
    public sealed record GetLineState
    {
        public static readonly GetLineState Instance = new();
    }
}

/// <summary>What the protocol has counted since it started.</summary>
internal sealed record ProtocolCounters
{
    public long FramesReceived { get; init; }

    public long FramesSent { get; init; }

    public long BytesSkipped { get; init; }

    public long ChecksumErrors { get; init; }

    public long Requests { get; init; }

    public long Retries { get; init; }

    public long Timeouts { get; init; }

    public long UnmatchedAnswers { get; init; }

    public long LinesLost { get; init; }
}
