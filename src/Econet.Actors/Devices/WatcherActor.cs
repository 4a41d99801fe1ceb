using System.Threading.Channels;
using Akka.Actor;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>Hands the events of a device to somebody who is no actor.</summary>
internal sealed class WatcherActor(ChannelWriter<DeviceEvent> events) : UntypedActor
{
    /// <summary>Events that may wait for their reader.</summary>
    public const int Backlog = 16_384;

    private readonly ITimedScheduler? _timed = Context.System.Scheduler as ITimedScheduler;
    private bool _hasBegun;

    public static Props Props(ChannelWriter<DeviceEvent> events) => Akka.Actor.Props.Create(() => new WatcherActor(events));

    /// <summary>Where events wait for their reader, who goes on at the present moment where the host runs in virtual time.</summary>
    public static Channel<DeviceEvent> NewChannel(ActorSystem system) => Channel.CreateBounded<DeviceEvent>(
        new BoundedChannelOptions(Backlog) { AllowSynchronousContinuations = system.Scheduler is ITimedScheduler });

    protected override void PostStop() => Run(() => events.TryComplete());

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
                var self = Self;
                Run(() =>
                {
                    if (!events.TryWrite(happened))
                    {
                        self.Tell(new RequestFailed(EconetError.Unavailable, $"The events are read too slowly: {Backlog} are waiting"));
                    }
                });
                break;
            case RequestFailed failed:
                End(failed.ToException());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void End(Exception? reason)
    {
        Run(() => events.TryComplete(reason));
        Context.Stop(Self);
    }

    // The reader's code must not run inside an actor.
    private void Run(Action tell)
    {
        if (_timed is null)
        {
            tell();
        }
        else
        {
            _timed.Post(tell);
        }
    }
}
