using System.Threading.Channels;
using Akka.Actor;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>Hands the events of a device to somebody who is no actor.</summary>
internal sealed class WatcherActor(ChannelWriter<DeviceEvent> events) : UntypedActor
{
    /// <summary>Events that may wait for their reader.</summary>
    public const int Backlog = 16_384;

    private bool _hasBegun;

    public static Props Props(ChannelWriter<DeviceEvent> events) => Akka.Actor.Props.Create(() => new WatcherActor(events));

    protected override void PostStop() => events.TryComplete();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchEnded ended:
                // One that ends before it has begun did not work out; else the reader may begin again.
                End(_hasBegun ? null : new EconetException(ended.Reason));
                break;
            case DeviceEvent happened:
                _hasBegun = true;
                if (!events.TryWrite(happened))
                {
                    End(new EconetException($"The events are read too slowly: {Backlog} wait"));
                }

                break;
            case Status.Failure failed:
                End(failed.Cause);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void End(Exception? reason)
    {
        events.TryComplete(reason);
        Context.Stop(Self);
    }
}
