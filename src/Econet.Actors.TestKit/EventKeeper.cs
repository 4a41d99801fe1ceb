using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.TestKit;

/// <summary>Keeps what the device tells, and starts again whenever that ends.</summary>
internal sealed class EventKeeper(List<DeviceEvent> kept) : UntypedActor
{
    private readonly IActorRef _devices = ActorRegistry.For(Context.System).Get<EconetDevices>();

    protected override void PreStart() => Watch();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchEnded:
                Watch();
                break;
            case DeviceEvent happened:
                kept.Add(happened);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Watch() => _devices.Tell(new ToDevice("house", new WatchDevice(Self)));
}
