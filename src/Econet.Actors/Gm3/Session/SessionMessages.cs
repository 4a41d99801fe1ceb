using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session tells itself, and what its device tells it.</summary>
internal static class SessionMessages
{
    public sealed record TickOver : ILocalMessage
    {
        public static readonly TickOver Instance = new();
    }

    public sealed record NothingStored : ILocalMessage
    {
        public static readonly NothingStored Instance = new();
    }

    /// <summary>Tell the parameters what there is: they have started anew.</summary>
    public sealed record Introduce : ILocalMessage
    {
        public static readonly Introduce Instance = new();
    }

    /// <summary>The moment has come that the session has something to do at.</summary>
    public sealed record TimeIsUp : ILocalMessage
    {
        public static readonly TimeIsUp Instance = new();
    }

    /// <summary>A status on its way past those who add to it; the protocol, last, sends it to the requester.</summary>
    public sealed record StatusDraft(DeviceStatus Status, IActorRef Requester) : ILocalMessage;
}
