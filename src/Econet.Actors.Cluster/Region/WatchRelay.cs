using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Cluster.Region;

/// <summary>
/// Hands the events of a device to a watcher on this node, and tells it that they end when the node that they come from is gone, or one of them
/// was lost on the way. So a watcher has no more to know of a cluster than of a device that starts again.
/// </summary>
internal sealed class WatchRelay : UntypedActor, IWithTimers
{
    /// <summary>A device that has not begun to tell by then was lost on its way here, or the question was.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _device;
    private readonly IActorRef _watcher;
    private IActorRef _source = ActorRefs.Nobody;
    private long _last;

    public WatchRelay(string device, IActorRef watcher) => (_device, _watcher) = (device, watcher);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string device, IActorRef watcher) => Akka.Actor.Props.Create(() => new WatchRelay(device, watcher));

    protected override void PreStart()
    {
        Context.Watch(_watcher);
        Timers.StartSingleTimer(nameof(Patience), Silence.Instance, Patience);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchEnded ended:
                End(ended.Reason);
                break;
            case DeviceEvent happened when _source.IsNobody():
                _source = Context.Watch(Sender);
                Timers.CancelAll();
                HandOn(happened);
                break;
            case DeviceEvent when !Sender.Equals(_source):
                break;
            case DeviceEvent happened when happened is SnapshotTaken || happened.Sequence == _last + 1:
                HandOn(happened);
                break;
            case DeviceEvent:
                End("Events were lost between the nodes");
                break;
            case Terminated { ActorRef: var gone } when gone.Equals(_watcher):
                Context.Stop(Self);
                break;
            case Terminated:
                End("The device moves to another node");
                break;
            case Silence:
                End("The device does not answer");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void HandOn(DeviceEvent happened)
    {
        _last = happened.Sequence;
        _watcher.Tell(happened, Sender);
    }

    private void End(string reason)
    {
        _watcher.Tell(new WatchEnded(_device, reason), Self);
        Context.Stop(Self);
    }

    private sealed record Silence : ILocalMessage
    {
        public static readonly Silence Instance = new();
    }
}
