using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Econet.Actors.Parameters;

/// <summary>
/// An unbounded mailbox for actors of which there are thousands and which are seldom told anything: it holds nothing until they are, and nothing afterwards. Akka's own takes
/// more than 1 kB when it is empty.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it, as econet.conf says.")]
internal sealed class SmallMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<SmallMessageQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new SmallMessageQueue();
}

/// <summary>What an actor asks for to have a <see cref="SmallMailbox"/>.</summary>
internal interface ISmallMessageQueueSemantics : ISemantics;

/// <inheritdoc cref="SmallMailbox"/>
internal sealed class SmallMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics, ISmallMessageQueueSemantics
{
    /// <summary>The next one; mostly the only one.</summary>
    private Envelope _next;

    private bool _hasNext;

    /// <summary>Those behind it; null when there are none.</summary>
    private Queue<Envelope>? _others;

    public bool HasMessages => Count > 0;

    public int Count
    {
        get
        {
            lock (this)
            {
                return (_hasNext ? 1 : 0) + (_others?.Count ?? 0);
            }
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (this)
        {
            if (_hasNext)
            {
                (_others ??= new()).Enqueue(envelope);
            }
            else
            {
                (_next, _hasNext) = (envelope, true);
            }
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (this)
        {
            envelope = _next;
            if (!_hasNext)
            {
                return false;
            }

            _next = default;
            _hasNext = _others?.TryDequeue(out _next) == true;
            _others = _hasNext ? _others : null;
            return true;
        }
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
