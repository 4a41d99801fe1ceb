using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// What the actors of all devices have in common: whoever asks gets an answer. A request that a device has no part for, or that it fails
/// at, is answered with a failure at once, and nobody waits for a device that will never answer.
/// </summary>
internal abstract class DeviceActor : GuardedActor
{
    /// <summary>The dispatcher of devices and their parameters.</summary>
    public const string Dispatcher = "econet.device-dispatcher";

    /// <summary>What such a device is, as messages call it: "A NEA SMART system".</summary>
    protected abstract string Kind { get; }

    /// <summary>To be called once all parts of the device are there.</summary>
    protected static void WatchParts()
    {
        foreach (var part in Context.GetChildren())
        {
            Context.Watch(part);
        }
    }

    // The other parts know the one that has ended, and not one that would take its place: the whole device begins anew.
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not Terminated { ActorRef: var part })
        {
            return base.AroundReceive(receive, message);
        }

        Context.Parent.Tell(new DeviceMessages.PartEnded(part.Path.Name));
        return true;
    }

    protected override void Unhandled(object message)
    {
        if (message is not RequestFailed)
        {
            Refuse(new RequestFailed(EconetError.NotFound, $"{Kind} does not answer {message.GetType().Name}"));
        }

        base.Unhandled(message);
    }

    protected override void Failed(object message, RequestFailed failure) => Refuse(failure);

    /// <summary>Tells the one who asks. A part of the device asks nothing, it tells.</summary>
    protected void Refuse(RequestFailed failure)
    {
        if (!Sender.IsNobody() && !Equals(Sender.Path.Parent, Self.Path))
        {
            Sender.Tell(failure);
        }
    }
}
