namespace Econet.Gateway.Live;

/// <summary>One client's way through the feed.</summary>
/// <param name="since">The number of the last event that the client has; null begins with a snapshot.</param>
/// <param name="beats">The heartbeats of the feed up to now.</param>
internal sealed class FeedReader(EventFeed feed, EventFilter filter, long? since, int beats, TimeProvider time) : IDisposable
{
    /// <summary>So many events are taken at once: about as much as a client is sent in one piece.</summary>
    private const int Batch = 128;

    private readonly List<FeedEvent> _events = new(Batch);
    private long? _last = since;
    private long? _told = since;
    private int _beats = beats;
    private bool _hasCaughtUp;

    /// <summary>What the last <see cref="NextAsync"/> brought; nothing when it is time for a heartbeat.</summary>
    public List<FeedItem> Items { get; } = new(Batch);

    /// <summary>
    /// Of a heartbeat: the number up to which the client has everything it wants, if that of its last event is lower.
    /// </summary>
    public long? Position { get; private set; }

    /// <summary>
    /// Brings the next <see cref="Items"/>: first a snapshot of each device, unless the client goes on from where it was; then events as
    /// they come.
    /// </summary>
    /// <exception cref="TooSlowException">The client is too far behind.</exception>
    public async ValueTask NextAsync(CancellationToken cancellation)
    {
        Items.Clear();
        var last = _last ?? await BeginAsync(cancellation);
        while (Items.Count == 0)
        {
            if (Take(ref last))
            {
                continue;
            }

            _hasCaughtUp = true;
            if (feed.Beats is var now && now != _beats)
            {
                _beats = now;
                Position = last > _told ? last : null;
                break;
            }

            await feed.WaitAsync(last, _beats).WaitAsync(cancellation);
        }

        _last = last;
        _told = Items.Count > 0 ? Items[^1].Sequence : Position ?? _told;
    }

    public void Dispose() => feed.Leave(filter);

    /// <returns>The number of the feed at which the snapshots were taken.</returns>
    private async Task<long> BeginAsync(CancellationToken cancellation)
    {
        var state = await feed.StateAsync(filter).WaitAsync(cancellation);
        foreach (var device in state.Devices)
        {
            Items.Add(new FeedItem(FeedKind.Snapshot, null, device.Fields(filter)));
        }

        if (Items.Count > 0)
        {
            // Only the last one: whoever was cut off before it has not got everything, and can't go on from here.
            Items[^1] = Items[^1] with { Sequence = state.Sequence };
        }

        return state.Sequence;
    }

    /// <summary>Takes what follows, and goes on to its end; false when nothing does.</summary>
    private bool Take(ref long last)
    {
        _events.Clear();
        if (!feed.TryRead(last, Batch, _events))
        {
            throw new TooSlowException();
        }

        if (_events.Count == 0)
        {
            return false;
        }

        foreach (var happened in _events)
        {
            if (filter.Passes(happened))
            {
                Add(happened);
            }
        }

        // Whoever resumes from long ago, or took long for the snapshot, may be behind; whoever had caught up may not.
        if (Items.Count > 0 && _hasCaughtUp && time.GetElapsedTime(_events[0].At) > Pace.Limit)
        {
            throw new TooSlowException();
        }

        last = _events[^1].Sequence;
        return true;
    }

    private void Add(FeedEvent happened)
    {
        if (happened.Kind != FeedKind.Snapshot)
        {
            Items.Add(new FeedItem(happened.Kind, happened.Sequence, happened.Fields));
        }
        else if (happened.Snapshot is { } snapshot)
        {
            Items.Add(new FeedItem(FeedKind.Snapshot, happened.Sequence, snapshot.Fields(filter)));
        }
    }
}
