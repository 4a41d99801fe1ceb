using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Parameters;
using static Econet.Actors.Devices.DeviceMessages;

namespace Econet.Actors.Devices;

/// <summary>The key under which the region of devices is registered: ask for an <c>IRequiredActor&lt;EconetDevices&gt;</c>.</summary>
public sealed class EconetDevices
{
    private EconetDevices()
    {
    }
}

/// <summary>The region where there is no cluster: one child for each device, named by its id.</summary>
internal sealed class DevicesActor : GuardedActor
{
    public DevicesActor(ImmutableArray<DeviceRegistration> devices, TimeProvider time)
    {
        foreach (var device in devices)
        {
            Context.ActorOf(device.Props(time), device.Id);
        }
    }

    public static Props Props(ImmutableArray<DeviceRegistration> devices, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new DevicesActor(devices, time));

    // A device only hands messages on, so one that it failed at leaves nothing behind; a restart would stop all its parts at once, and a token
    // that one of them holds would be lost with those that give it back. One that can't even be made would fail for ever.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        error => error is ActorInitializationException ? Directive.Stop : Directive.Resume);

    protected override void Failed(object message, EconetException error) => Sender.Tell(new Status.Failure(error));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ToDevice { Device: var id, Message: var inner }:
                var device = Context.Child(id);
                if (device.IsNobody())
                {
                    Sender.Tell(new Status.Failure(new EconetException(EconetError.NotFound, $"Device '{id}' not found")));
                }
                else
                {
                    device.Forward(inner);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
