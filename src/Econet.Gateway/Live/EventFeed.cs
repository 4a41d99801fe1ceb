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
    private readonly Dictionary<string, (Task<FeedState> State, long At)> _shared = [];
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
        Demand = new FeedDemand(time);
    }

    /// <summary>Whose events are to be brought here.</summary>
    public FeedDemand Demand { get; }

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
            var numbered = FeedEvents.Of(happened, view, _ring.Last + 1, _time.GetTimestamp());
            _ring.Append(numbered);
            if (numbered.Kind == FeedKind.Snapshot)
            {
                _snapshots.GetValueOrDefault(happened.Device)?.Supersede();
                _snapshots[happened.Device] = numbered;
                _shared.Clear();
            }
        }
    }

    /// <summary>The device was removed; clients are notified.</summary>
    public void Remove(string device)
    {
        lock (_gate)
        {
            Drop(device);
            _ring.Append(FeedEvents.Removed(device, _ring.Last + 1, _time.GetTimestamp()));
        }
    }

    /// <summary>Nobody wants the device's events any more. Those that come again begin with a snapshot, also for a client that goes on from before.</summary>
    public void LetGo(string device)
    {
        lock (_gate)
        {
            Drop(device);
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
            DropStates();
        }

        Demand.Tick();
        Wake();
    }

    /// <param name="since">The number of the last event that the client has; null when it has none.</param>
    /// <exception cref="EconetException">There are too many clients.</exception>
    public FeedReader Subscribe(EventFilter filter, long? since)
    {
        lock (_gate)
        {
            if (Demand.Clients == MaxClients)
            {
                throw new EconetException($"{MaxClients} clients of events are connected, which is the limit");
            }

            Demand.Come(filter);
            return new FeedReader(this, filter, since is { } last && _ring.CanFollow(last) ? last : null, _beats, _time);
        }
    }

    /// <summary>A client is gone.</summary>
    internal void Leave(EventFilter filter) => Demand.Leave(filter, _econet.Devices);

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

    /// <summary>How the devices that a client wants are at one number of the feed, at most a second old.</summary>
    internal Task<FeedState> StateAsync(EventFilter filter)
    {
        string[] devices = [.. _econet.Devices.Where(filter.IsOf)];
        var key = string.Join('\n', devices);
        lock (_gate)
        {
            DropStates();
            if (!_shared.TryGetValue(key, out var shared))
            {
                _shared[key] = shared = (TakeStateAsync(devices), _time.GetTimestamp());
            }

            return shared.State;
        }
    }

    private async Task<FeedState> TakeStateAsync(string[] devices)
    {
        await Task.Yield();
        using var late = new CancellationTokenSource(Patience, _time);
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

    /// <summary>Of all these devices some 400 kB each are kept: no longer than somebody may ask for them.</summary>
    private void DropStates()
    {
        foreach (var (key, (state, at)) in _shared.ToList())
        {
            if (_time.GetElapsedTime(at) > SnapshotLife || (state.IsCompletedSuccessfully && !_ring.CanFollow(state.Result.Sequence)))
            {
                _shared.Remove(key);
            }
        }
    }

    private void Drop(string device)
    {
        _views.Remove(device);
        _snapshots.Remove(device, out var snapshot);
        snapshot?.Supersede();
        _shared.Clear();
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
