using Akka.Actor;
using Econet.Actors.Devices;

namespace Econet.Actors.Hosting;

/// <summary>All devices are children of one actor.</summary>
internal sealed class LocalRegion : IDeviceRegion
{
    public TimeSpan? Repeat => null;

    public IActorRef Start(ActorSystem system, EconetSetup setup, TimeProvider time)
    {
        var region = system.ActorOf(DevicesActor.Props(setup, time), "econet");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "leave-buses", () => LeavingBuses.LeaveAsync(region));
        return region;
    }
}
