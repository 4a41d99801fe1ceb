using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>Those who are notified of every event of the device, in one order.</summary>
internal sealed class Watchers
{
    private readonly HashSet<IActorRef> _watchers = [];
    private long _sequence;

    /// <param name="now">Everything that is known: what follows is newer.</param>
    public void Add(IActorRef watcher, SnapshotTaken now)
    {
        _watchers.Add(watcher);
        watcher.Tell(now with { Sequence = _sequence });
    }

    public void Remove(IActorRef watcher) => _watchers.Remove(watcher);

    public void Tell(DeviceEvent happened)
    {
        var told = happened with { Sequence = ++_sequence };
        foreach (var watcher in _watchers)
        {
            watcher.Tell(told);
        }
    }

    /// <summary>The sequence ends here; whoever wants to go on begins with a new snapshot.</summary>
    public void End(string device, string reason)
    {
        Tell(new WatchEnded(device, reason));
        _watchers.Clear();
    }
}
