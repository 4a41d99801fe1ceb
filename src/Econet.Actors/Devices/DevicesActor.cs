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
internal sealed class DevicesActor : UntypedActor
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
