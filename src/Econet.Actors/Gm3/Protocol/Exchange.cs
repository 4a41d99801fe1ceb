using Akka.Actor;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>A request in flight, through all its tries.</summary>
/// <param name="attempts">How often it is sent at most.</param>
internal sealed class Exchange(ProtocolMessages.Request request, IActorRef asker, int attempts)
{
    public ProtocolMessages.Request Request { get; } = request;

    public IActorRef Asker { get; } = asker;

    /// <summary>How often it has been sent, the try under way included.</summary>
    public int Attempt { get; private set; }

    public bool IsLastTry => Attempt >= attempts;

    /// <summary>Damaged bytes were heard in the answer's place, in this try.</summary>
    public bool Damaged { get; private set; }

    /// <summary>The same, in any try.</summary>
    public bool EverDamaged { get; private set; }

    /// <summary>When the try under way was sent. Null until the frame is on the wire: what arrived before can't be its answer.</summary>
    public long? SentAt { get; private set; }

    /// <summary>When the first try was sent.</summary>
    public long? FirstSentAt { get; private set; }

    public bool IsAnswered { get; set; }

    /// <summary>The silence on the line before it was sent.</summary>
    public TimeSpan Silence { get; private set; }

    public void BeginTry()
    {
        Attempt++;
        Damaged = false;
        SentAt = null;
    }

    public void Sending(long at, TimeSpan silence) => (FirstSentAt, SentAt, Silence) = (FirstSentAt ?? at, at, silence);

    public void NoteDamage() => Damaged = EverDamaged = true;

    /// <summary>
    /// From the one that was asked, to us, with the request's command or a terminal one, and, where the request selects parameters, from the
    /// same index on; and it arrived after the request was sent.
    /// </summary>
    public bool IsAnsweredBy(Frame frame, long at) =>
        at >= SentAt && IsForUs(frame) && (frame.Command is Command.Error or Command.NoData || Fits(frame));

    /// <summary>
    /// When the try was sent that <paramref name="frame"/> answers too late: nobody waits for it any more. Null when it is no such answer, or
    /// when nothing tells to which try it belongs.
    /// </summary>
    public long? AnsweredLateBy(Frame frame) =>
        !IsForUs(frame) || !Fits(frame) ? null
        : !IsAnswered ? FirstSentAt
        : Attempt > 1 ? SentAt
        : null;

    private bool IsForUs(Frame frame) => frame.Source == Request.Frame.Destination && frame.Destination == Request.Frame.Source;

    private bool Fits(Frame frame) =>
        frame.Command == Request.Frame.Command.Answer()
        && (Request.First is not { } first || (ValueAnswer.TryParseHead(frame.Data.Span, out var head) && head.First == first));
}
