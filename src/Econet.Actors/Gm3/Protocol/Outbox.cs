using Akka.Actor;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// The frames that wait for the line, in their order, but for answers that somebody waits for: a request of ours is in no hurry, and its own
/// answer would keep them from the line for longer.
/// </summary>
internal sealed class Outbox(TimeProvider time)
{
    private readonly List<Outgoing> _waiting = [];

    /// <summary>How long after a question its answer is sent at most.</summary>
    public TimeSpan AnswerPatience { get; set; }

    /// <summary>When somebody else was heard last: what answers an earlier question is not waited for any more.</summary>
    public long HeardAt { get; set; }

    public void Add(Outgoing frame) => _waiting.Add(frame);

    /// <summary>The next frame that somebody still waits for; those that nobody does are forgotten.</summary>
    /// <param name="current">The request in flight: those of others are over.</param>
    public Outgoing? Peek(Exchange? current)
    {
        _waiting.RemoveAll(frame => IsTooLate(frame.Asked) || (frame.Exchange is { } exchange && exchange != current));
        return _waiting.Find(frame => frame.Asked is not null) ?? _waiting.FirstOrDefault();
    }

    public void Remove(Outgoing frame) => _waiting.Remove(frame);

    public void Clear() => _waiting.Clear();

    private bool IsTooLate(long? asked) => asked is { } at && (at < HeardAt || time.GetElapsedTime(at) > AnswerPatience);
}

/// <param name="Exchange">What it is a request of; null for a frame that expects no answer.</param>
/// <param name="Asked">When the question was heard that it answers, as <see cref="TimeProvider.GetTimestamp"/> counts; null when it answers none.</param>
/// <param name="Confirm">Who is told when it has been sent, and under which number.</param>
internal sealed record Outgoing(Frame Frame, Exchange? Exchange = null, long? Asked = null, (IActorRef Asker, long Id)? Confirm = null);
