using Econet.Actors.Gm3.Line;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>What the session and the protocol say to each other.</summary>
internal static class ProtocolMessages
{
    /// <summary>
    /// Send this and find its answer: from the one that was asked, to us, with one of these commands, and, where the request
    /// selects parameters, beginning with the same index. Answered with an <see cref="Answered"/> or an <see cref="Unanswered"/>.
    /// </summary>
    /// <param name="First">The wire index that the answer's data must begin with; null where answers carry none.</param>
    /// <param name="Attempts">How often it is sent at most; null takes the setting. A write is never repeated blindly.</param>
    /// <param name="IsExpected">
    /// An answer is expected. One that may be left unanswered is sent after the longest gap, and its silence says nothing of the gap.
    /// </param>
    public sealed record Request(Frame Frame, ushort? First = null, int? Attempts = null, bool IsExpected = true) : ILocalMessage
    {
        /// <summary>Tells it from others like it; see <see cref="MessageId"/>.</summary>
        public long Id { get; init; }
    }

    /// <param name="Answer">The answer, or a terminal ERROR or NO_DATA.</param>
    /// <param name="Tries">How often it was sent: all but the last were in vain.</param>
    /// <param name="InDoubt">See <see cref="LineDoubt.IsInDoubt"/>.</param>
    public sealed record Answered(Request Request, Frame Answer, Moment At, int Tries = 1, bool InDoubt = false) : ILocalMessage;

    /// <param name="Damaged">Something was heard in its place that the CRC refused: there is somebody who answers.</param>
    /// <param name="Noisy">Damage was heard lately: the answer may have been lost.</param>
    /// <param name="Tries">How often it was sent.</param>
    public sealed record Unanswered(Request Request, bool Damaged, bool Noisy = false, int Tries = 0) : ILocalMessage;

    /// <summary>Send this when the line is free, and expect nothing.</summary>
    /// <param name="Asked">
    /// When the question was heard that this answers. It is not sent any more once somebody else speaks, or when nobody waits for it any longer. Null
    /// sends it whenever it can be.
    /// </param>
    /// <param name="Confirm">Once it is on its way, <see cref="Transmitted"/> tells so under this number. Null tells nothing.</param>
    public sealed record Transmit(Frame Frame, Moment? Asked = null, long? Confirm = null) : ILocalMessage;

    /// <summary>Ask nothing again that is not answered yet: we may have no token.</summary>
    public sealed record StopAsking : ILocalMessage
    {
        public static readonly StopAsking Instance = new();
    }

    public sealed record Transmitted(long Id) : ILocalMessage;

    /// <summary>A frame that answers none of our requests.</summary>
    /// <param name="InDoubt">See <see cref="LineDoubt.IsInDoubt"/>.</param>
    /// <param name="TooLate">Whoever said it does not wait for an answer any more: others have spoken since, or the adapter took too long.</param>
    /// <param name="Answers">Whose request it answers, if it is an answer.</param>
    public sealed record Heard(Frame Frame, Moment At, bool InDoubt = false, bool TooLate = false, AnswerOwner Answers = AnswerOwner.Nobody) : ILocalMessage;

    /// <summary>What the gap before speaking has come to, to be kept; told back after a restart.</summary>
    public sealed record TunedGap(ReadOnlyMemory<byte> Content) : ILocalMessage;

    /// <summary>There is a line to speak on, or none any more.</summary>
    public sealed record LineState(bool Open) : ILocalMessage;

    /// <summary>Answered with a <see cref="LineState"/>.</summary>
    public sealed record GetLineState : ILocalMessage
    {
        public static readonly GetLineState Instance = new();
    }
}
