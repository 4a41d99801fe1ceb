using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Econet.Actors.Parameters;

/// <summary>
/// An unbounded mailbox for actors of which there are thousands and which are seldom told anything: it holds nothing until they are. Akka's own takes
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
    private readonly Queue<Envelope> _messages = new();

    public bool HasMessages => Count > 0;

    public int Count
    {
        get
        {
            lock (_messages)
            {
                return _messages.Count;
            }
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_messages)
        {
            _messages.Enqueue(envelope);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_messages)
        {
            return _messages.TryDequeue(out envelope);
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
