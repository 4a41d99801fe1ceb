using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Parameters;

/// <summary>A write that has not ended.</summary>
/// <param name="Requesters">Whoever waits for its end; those who asked more than once among them.</param>
internal sealed record OpenWrite(WriteJob Job, ImmutableHashSet<IActorRef> Requesters)
{
    public bool AnswerWhenAccepted { get; init; }

    /// <summary>The device may hold the value already, and is asked before it is sent.</summary>
    public bool ReadFirst { get; init; }

    /// <summary>What to answer when it would have to be sent anyway, for which the budget is spent.</summary>
    public WriteResult? Refusal { get; init; }

    /// <summary>The bits that alone are written; null for the whole value.</summary>
    public WordChange? Bits { get; init; }

    /// <summary>It was handed to the driver.</summary>
    public bool HasBegun { get; init; }

    /// <summary>It was under way before the start, and may have been sent then.</summary>
    public bool IsRecovered { get; init; }
}
