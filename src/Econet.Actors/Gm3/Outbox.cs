using Akka.Actor;
using Econet.Gm3;

namespace Econet.Actors.Gm3;

/// <summary>The frames that wait for the line, in their order.</summary>
internal sealed class Outbox(TimeProvider time)
{
    private readonly Queue<Outgoing> _waiting = new();

    public void Add(Outgoing frame) => _waiting.Enqueue(frame);

    /// <summary>The next frame that somebody still waits for; those before it that nobody does are forgotten.</summary>
    /// <param name="current">The request in flight: those of others are over.</param>
    public Outgoing? Peek(Exchange? current)
    {
        while (_waiting.TryPeek(out var next))
        {
            var isOver = next.Until < time.GetTimestamp() || (next.Exchange is { } exchange && exchange != current);
            if (!isOver)
            {
                return next;
            }

            _waiting.Dequeue();
        }

        return null;
    }

    public void RemoveFirst() => _waiting.Dequeue();

    public void Clear() => _waiting.Clear();
}

/// <param name="Asker">Is told when the frame has been sent; null for a request, whose answer tells.</param>
/// <param name="Until">When it is not sent any more, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
internal sealed record Outgoing(Frame Frame, IActorRef? Asker, Exchange? Exchange = null, long? Until = null);
