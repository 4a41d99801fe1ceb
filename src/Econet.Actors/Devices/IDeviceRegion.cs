using Akka.Actor;

namespace Econet.Actors.Devices;

/// <summary>Where the devices of an actor system live: in it alone, or in a cluster.</summary>
internal interface IDeviceRegion
{
    /// <summary>How long a request waits before it is sent once more, for what it was sent to may be gone; null where nothing can be lost.</summary>
    TimeSpan? Repeat { get; }

    /// <summary>Starts the actor that takes what is sent to devices, and has them leave their buses when the system stops.</summary>
    IActorRef Start(ActorSystem system, EconetSetup setup, TimeProvider time);
}
