using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>
/// The events of all devices in one sequence. Clients pull from one ring, each at its own pace: none of them costs more than its place
/// in it, and none slows the others or the devices.
/// </summary>
internal sealed class EventFeed
{
    public const int Capacity = 100_000;

    /// <summary>More clients than a house has by far; what bounds memory and sockets when one of them goes wild.</summary>
    public const int MaxClients = 1000;

    /// <summary>Clients that come within this time share a snapshot: all of them come at once when a network is back.</summary>
    private static readonly TimeSpan SnapshotLife = TimeSpan.FromSeconds(1);

    /// <summary>A device that does not report its state within this time, or reports more than its events do, is shown as last known.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IEconet _econet;
    private readonly TimeProvider _time;
    private readonly EventRing _ring;
    private readonly Dictionary<string, DeviceView> _views = [];
    private readonly Dictionary<string, FeedEvent> _snapshots = [];
    private TaskCompletionSource _news = NewSignal();
    private (Task<FeedState> State, long At)? _shared;
    private int _clients;
    private volatile int _beats;

    public EventFeed(IEconet econet, TimeProvider time)
        : this(econet, time, Capacity, FirstNumber())
    {
    }

    /// <param name="start">The number before the first event's.</param>
    internal EventFeed(IEconet econet, TimeProvider time, int capacity, long start)
    {
        _econet = econet;
        _time = time;
        _ring = new EventRing(capacity, start);
    }

    /// <summary>How many heartbeats clients should have got.</summary>
    public int Beats => _beats;

    /// <summary>Adds an event; <see cref="Wake"/> notifies the clients.</summary>
    public void Publish(DeviceEvent happened)
    {
        lock (_gate)
        {
            if (!_views.TryGetValue(happened.Device, out var view))
            {
                _views[happened.Device] = view = new DeviceView();
            }

            view.Apply(happened);
            var numbered = Number(happened, view);
            _ring.Append(numbered);
            if (numbered.Kind == FeedKind.Snapshot)
            {
                _snapshots.GetValueOrDefault(happened.Device)?.Supersede();
                _snapshots[happened.Device] = numbered;
                _shared = null;
            }
        }
    }

    /// <summary>The device was removed; clients that know it are notified.</summary>
    public void Remove(string device)
    {
        lock (_gate)
        {
            if (!_views.Remove(device))
            {
                return;
            }

            _snapshots.Remove(device, out var snapshot);
            snapshot?.Supersede();
            _ring.Append(new FeedEvent(_ring.Last + 1, FeedKind.Removed, device, _time.GetTimestamp(), FeedJson.Removed(device)));
            _shared = null;
        }
    }

    /// <summary>Wakes the clients that wait: there are events, or it is time for a heartbeat.</summary>
    public void Wake()
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            news = _news;
            _news = NewSignal();
        }

        news.TrySetResult();
    }

    /// <summary>Makes all clients' streams show that they live.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            _beats++;
        }

        Wake();
    }

    /// <param name="since">The number of the last event that the client has; null when it has none.</param>
    /// <exception cref="EconetException">There are too many clients.</exception>
    public FeedReader Subscribe(EventFilter filter, long? since)
    {
        lock (_gate)
        {
            if (_clients == MaxClients)
            {
                throw new EconetException($"{MaxClients} clients of events are connected, which is the limit");
            }

            _clients++;
            return new FeedReader(this, filter, since is { } last && _ring.CanFollow(last) ? last : null, _beats, _time);
        }
    }

    /// <summary>A client is gone.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _clients--;
        }
    }

    /// <summary>Up to <paramref name="most"/> events that follow; false when they have left the ring already.</summary>
    internal bool TryRead(long after, int most, List<FeedEvent> into)
    {
        lock (_gate)
        {
            if (!_ring.CanFollow(after))
            {
                return false;
            }

            _ring.CopyAfter(after, most, into);
            return true;
        }
    }

    /// <summary>Ends when there is an event after this one, or a heartbeat after this one.</summary>
    internal Task WaitAsync(long after, int beats)
    {
        lock (_gate)
        {
            return _ring.Last > after || _beats != beats ? Task.CompletedTask : _news.Task;
        }
    }

    /// <summary>How the devices are at one number of the feed, at most a second old.</summary>
    internal Task<FeedState> StateAsync()
    {
        lock (_gate)
        {
            if (_shared is not { } shared || _time.GetElapsedTime(shared.At) > SnapshotLife
                || (shared.State.IsCompletedSuccessfully && !_ring.CanFollow(shared.State.Result.Sequence)))
            {
                _shared = shared = (TakeStateAsync(), _time.GetTimestamp());
            }

            return shared.State;
        }
    }

    private async Task<FeedState> TakeStateAsync()
    {
        await Task.Yield();
        using var late = new CancellationTokenSource(Patience, _time);
        var devices = _econet.Devices;
        var fresh = await Task.WhenAll(devices.Select(id => AskAsync(id, late.Token)));
        try
        {
            // What the devices have said may still be on its way into the feed.
            while (NewsUnless(IsToldUpTo) is { } news)
            {
                await news.WaitAsync(late.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Then it is told as far as it has come.
        }

        lock (_gate)
        {
            return new FeedState(
                _ring.Last,
                [.. devices.Zip(fresh, (id, taken) => _views.GetValueOrDefault(id)?.Now(taken)).OfType<DeviceSnapshot>().Select(s => new FeedSnapshot(s))]);
        }

        // A device that was removed meanwhile tells no more.
        bool IsToldUpTo() => fresh.OfType<SnapshotTaken>().All(taken =>
            _views.GetValueOrDefault(taken.Device) is { } view ? view.Sequence >= taken.Sequence : !_econet.Devices.Contains(taken.Device));
    }

    /// <summary>What to wait for; null when there is nothing to wait for.</summary>
    private Task? NewsUnless(Func<bool> done)
    {
        lock (_gate)
        {
            return done() ? null : _news.Task;
        }
    }

    /// <summary>The device's present state, with the number of its last event; null when it does not answer.</summary>
    private async Task<SnapshotTaken?> AskAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await foreach (var first in _econet.Device(id).EventsAsync(cancellation))
            {
                return first as SnapshotTaken;
            }
        }
        catch (Exception failed) when (failed is EconetException or OperationCanceledException)
        {
            // The feed has told how it was last.
        }

        return null;
    }

    private FeedEvent Number(DeviceEvent happened, DeviceView view)
    {
        var (sequence, device, now) = (_ring.Last + 1, happened.Device, _time.GetTimestamp());
        return happened switch
        {
            ParameterChanged c => new FeedEvent(
                sequence, FeedKind.Change, device, now, FeedJson.Change(c), view.NamesOf(c.Index, c.Key), c.Quality),
            WriteChanged w => new FeedEvent(
                sequence, FeedKind.Write, device, now, FeedJson.Write(device, w.Job), view.NamesOf(w.Job.Index, w.Job.Key)),
            AlarmChanged a => new FeedEvent(sequence, FeedKind.Alarm, device, now, FeedJson.Alarm(device, a.Alarm)),
            HealthChanged h => new FeedEvent(sequence, FeedKind.Health, device, now, FeedJson.Health(h)),
            SnapshotTaken s => new FeedEvent(sequence, FeedKind.Snapshot, device, now, default) { Snapshot = new FeedSnapshot(s.Snapshot) },
            _ => throw new NotSupportedException($"The feed does not know {happened.GetType().Name}"),
        };
    }

    /// <summary>
    /// Random, so that a number of a former run is one that this run never had, and its client gets a snapshot. A number made from the
    /// clock would not do: on machines without a battery the clock begins at the same time with every boot. JavaScript has all
    /// numbers up to 2^53.
    /// </summary>
    private static long FirstNumber() => Random.Shared.NextInt64(1L << 40, 1L << 52);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The devices after all events up to <paramref name="Sequence"/>, and nothing after it.</summary>
internal sealed record FeedState(long Sequence, IReadOnlyList<FeedSnapshot> Devices);
