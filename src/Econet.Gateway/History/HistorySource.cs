namespace Econet.Gateway.History;

/// <summary>What there is of a time of a device, in one state of where it is kept, and in memory.</summary>
internal sealed class HistorySource
{
    private static readonly IReadOnlyDictionary<BlockPlace, byte[]> NoBlocks = new Dictionary<BlockPlace, byte[]>();

    private readonly IHistorySession? _session;
    private readonly long _from;
    private readonly long _to;
    private readonly IReadOnlyDictionary<SeriesKey, KnownSeries> _numbers;
    private readonly List<Piece> _pieces;

    /// <param name="session">Null where there is nothing.</param>
    /// <param name="unwritten">What was not written, or not all, when this was asked, the oldest first; it may be written by now.</param>
    public HistorySource(IHistorySession? session, string device, IReadOnlyList<UnwrittenWindow> unwritten, long from, long to)
    {
        (_session, _from, _to) = (session, from, to);
        _numbers = session?.Series(device) ?? new Dictionary<SeriesKey, KnownSeries>();
        var written = session?.Windows(device) ?? [];
        // What a node of a cluster has in memory may be of a time before another one had the device, and wrote.
        _pieces =
        [
            .. written.Select(window => new Piece(window.Epoch, window.Start, window.End, window.Continues, window, null))
                .Concat(unwritten.Select(window => new Piece(window.Epoch, window.Start, window.End, window.Continues, null, window)))
                .OrderBy(piece => piece.Epoch),
        ];
        RawFrom = Moments.Floor(_pieces.Select(piece => piece.Start).Append(long.MaxValue).Min(), Moments.Hour);
        UnrolledFrom = Moments.Floor(_pieces.Where(piece => piece.Written is not { IsRolled: true }).Select(piece => piece.Start).Append(long.MaxValue).Min(), Moments.Hour);
    }

    /// <summary>From this hour on there is every change: it was recorded, and no day of it was deleted.</summary>
    public long RawFrom { get; }

    /// <summary>From this hour on there are no rollups of what was recorded.</summary>
    public long UnrolledFrom { get; }

    /// <summary>Every change, and before that the means of rollups.</summary>
    public Signal Signal(Series series)
    {
        var signal = new Signal();
        if (_from < RawFrom)
        {
            var end = Math.Min(_to, RawFrom);
            if (series.Kind == RecordedKind.State)
            {
                AddChanges(signal, series, end);
            }
            else
            {
                foreach (var (start, rollup, step) in Finest(series, _from, end))
                {
                    signal.Add(start, start + step, continues: true, [new Sample(start, rollup.Mean)]);
                }
            }
        }

        AddRaw(signal, series, Math.Max(_from, RawFrom));
        return signal;
    }

    /// <param name="step">Milliseconds.</param>
    public Buckets Rollups(Series series, long step)
    {
        var buckets = new Buckets(step);
        if (series.Kind == RecordedKind.State)
        {
            buckets.Add(Signal(series), Moments.Floor(_from, step), _to);
            return buckets;
        }

        var exact = step % BlockId.Step(Tier.Minutes) == 0 ? UnrolledFrom : RawFrom;
        var from = Moments.Floor(_from, step);
        if (from < exact)
        {
            var end = Math.Min(_to, exact);
            AddRollups(buckets, step % BlockId.Step(Tier.Hours) == 0 ? Steps(series, Tier.Hours, from, end) : Finest(series, from, end));
        }

        if (exact < _to)
        {
            var signal = new Signal();
            AddRaw(signal, series, Math.Max(from, exact));
            buckets.Add(signal, Math.Max(from, exact), _to);
        }

        return buckets;
    }

    private void AddRaw(Signal signal, Series series, long from)
    {
        var day = Moments.Floor(from, Moments.Day);
        var pieces = _pieces.FindAll(piece => piece.End > day && piece.Start < _to);
        var (id, blocks) = (IdOf(series), NoBlocks);
        if (id is { } known && pieces.Select(piece => piece.Written?.Id).OfType<long>().ToList() is { Count: > 0 } windows)
        {
            blocks = _session!.Blocks(Tier.Raw, [known], windows);
        }

        foreach (var piece in pieces)
        {
            signal.Add(piece.Start, piece.End, piece.Continues, piece switch
            {
                { Unwritten: { } unwritten } => unwritten.Samples[series.Id],
                { Written: { } written } when id is { } number => blocks.Samples(written, number),
                _ => [],
            });
        }
    }

    private void AddChanges(Signal signal, Series series, long end)
    {
        if (IdOf(series) is { } id)
        {
            var blocks = Blocks(Tier.Changes, id, _from, end);
            foreach (var day in blocks.Keys.Select(place => place.Chunk).Order())
            {
                signal.Add(day * Moments.Day, (day + 1) * Moments.Day, continues: true, blocks.Changes(day, id));
            }
        }
    }

    private static void AddRollups(Buckets buckets, IEnumerable<(long Start, Rollup Rollup, long Length)> steps)
    {
        foreach (var (start, rollup, length) in steps)
        {
            // A step that is longer than those that are asked for counts for each of them.
            for (var at = start; at < start + length; at += Math.Min(length, buckets.Step))
            {
                buckets.Add(at, rollup with
                {
                    Known = rollup.Known * Math.Min(length, buckets.Step) / length, Area = rollup.Area * Math.Min(length, buckets.Step) / length,
                });
            }
        }
    }

    /// <summary>Each hour in the least detail that there is of it: of one series more may be kept than of another.</summary>
    private IEnumerable<(long Start, Rollup Rollup, long Length)> Finest(Series series, long from, long to)
    {
        var minutes = Steps(series, Tier.Minutes, Moments.Floor(from, Moments.Hour), Moments.Floor(to, Moments.Hour) + Moments.Hour).ToLookup(step => Moments.Floor(step.Start, Moments.Hour));
        foreach (var hour in Steps(series, Tier.Hours, from, to))
        {
            foreach (var step in minutes.Contains(hour.Start) ? minutes[hour.Start] : [hour])
            {
                if (step.Start + step.Length > from && step.Start < to)
                {
                    yield return step;
                }
            }
        }
    }

    private IEnumerable<(long Start, Rollup Rollup, long Length)> Steps(Series series, Tier tier, long from, long to)
    {
        if (IdOf(series) is not { } id || from >= to)
        {
            yield break;
        }

        var blocks = Blocks(tier, id, from, to);
        foreach (var chunk in blocks.Keys.Select(place => place.Chunk).Order())
        {
            foreach (var (start, rollup) in blocks.Rollups(tier, chunk, id))
            {
                if (start + BlockId.Step(tier) > from && start < to)
                {
                    yield return (start, rollup, BlockId.Step(tier));
                }
            }
        }
    }

    private IReadOnlyDictionary<BlockPlace, byte[]> Blocks(Tier tier, long series, long from, long to)
    {
        var length = BlockId.Length(tier);
        if (_session!.FirstChunk(tier, series) is not { } earliest)
        {
            return NoBlocks;
        }

        var first = Math.Max(from / length, earliest);
        var count = ((to + length - 1) / length) - first;
        return count > 0 ? _session.Blocks(tier, [series], [.. Enumerable.Range(0, (int)count).Select(i => first + i)]) : NoBlocks;
    }

    private long? IdOf(Series series) => _numbers.TryGetValue(series.Id, out var found) ? found.Id : null;

    private sealed record Piece(long Epoch, long Start, long End, bool Continues, WrittenWindow? Written, UnwrittenWindow? Unwritten);
}
