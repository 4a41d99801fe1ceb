namespace Econet.Gateway.History;

/// <summary>What there is of a time in one state of the file, and in memory.</summary>
internal sealed class HistorySource
{
    private readonly HistoryFile? _file;
    private readonly IReadOnlyList<UnwrittenWindow> _unwritten;
    private readonly long _from;
    private readonly long _to;
    private readonly Dictionary<SeriesKey, (long Id, Series Series)> _numbers;
    private readonly List<WrittenWindow> _windows;

    /// <param name="file">Null where there is none.</param>
    /// <param name="unwritten">What was not written when this was asked, the oldest first; it may be in the file by now.</param>
    public HistorySource(HistoryFile? file, IReadOnlyList<UnwrittenWindow> unwritten, long from, long to)
    {
        (_file, _unwritten, _from, _to) = (file, unwritten, from, to);
        _numbers = file?.Series() ?? [];
        _windows = file?.Windows() ?? [];
        RawFrom = _windows.Select(window => window.Day).Concat(unwritten.Select(window => window.Start / Moments.Day)).Append(long.MaxValue / Moments.Day).Min()
            * Moments.Day;
        UnrolledFrom = _windows.Where(window => !window.IsRolled).Select(window => window.Day)
            .Concat(unwritten.Select(window => window.Start / Moments.Day)).Append(long.MaxValue / Moments.Day).Min() * Moments.Day;
    }

    /// <summary>From here on there is every change.</summary>
    public long RawFrom { get; }

    /// <summary>From here on there are no rollups.</summary>
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
                var minutes = MinutesFrom();
                AddMeans(signal, series, Tier.Hours, _from, Math.Min(end, minutes));
                AddMeans(signal, series, Tier.Minutes, Math.Max(_from, minutes), end);
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
            var minutes = step % BlockId.Step(Tier.Hours) == 0 ? end : Math.Min(end, MinutesFrom());
            AddRollups(buckets, series, Tier.Hours, from, minutes);
            AddRollups(buckets, series, Tier.Minutes, Math.Max(from, minutes), end);
        }

        if (exact < _to)
        {
            var signal = new Signal();
            AddRaw(signal, series, Math.Max(from, exact));
            buckets.Add(signal, Math.Max(from, exact), _to);
        }

        return buckets;
    }

    /// <summary>From here on there are steps of 5 minutes.</summary>
    private long MinutesFrom() => _file?.FirstChunk(Tier.Minutes) * BlockId.Length(Tier.Minutes) ?? long.MaxValue;

    private void AddRaw(Signal signal, Series series, long from)
    {
        var day = Moments.Floor(from, Moments.Day);
        var id = IdOf(series);
        foreach (var window in _windows)
        {
            if (window.End > day && window.Start < _to)
            {
                signal.Add(window.Start, window.End, window.Continues, id is { } number ? _file!.Samples(window, number) : []);
            }
        }

        foreach (var window in _unwritten)
        {
            if (window.End > day && window.Start < _to)
            {
                signal.Add(window.Start, window.End, window.Continues, window.Samples[series.Id]);
            }
        }
    }

    private void AddChanges(Signal signal, Series series, long end)
    {
        if (IdOf(series) is { } id)
        {
            for (var day = _from / Moments.Day; day * Moments.Day < end; day++)
            {
                if (_file!.Changes(day, id) is { Count: > 0 } changes)
                {
                    signal.Add(day * Moments.Day, (day + 1) * Moments.Day, continues: true, changes);
                }
            }
        }
    }

    private void AddMeans(Signal signal, Series series, Tier tier, long from, long to)
    {
        foreach (var (start, rollup) in Blocks(series, tier, from, to))
        {
            signal.Add(start, start + BlockId.Step(tier), continues: true, [new Sample(start, rollup.Mean)]);
        }
    }

    private void AddRollups(Buckets buckets, Series series, Tier tier, long from, long to)
    {
        var length = BlockId.Step(tier);
        foreach (var (start, rollup) in Blocks(series, tier, from, to))
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

    private IEnumerable<KeyValuePair<long, Rollup>> Blocks(Series series, Tier tier, long from, long to)
    {
        if (IdOf(series) is not { } id || from >= to)
        {
            yield break;
        }

        var length = BlockId.Length(tier);
        for (var chunk = from / length; chunk * length < to; chunk++)
        {
            foreach (var rollup in _file!.Rollups(tier, chunk, id))
            {
                if (rollup.Key + BlockId.Step(tier) > from && rollup.Key < to)
                {
                    yield return rollup;
                }
            }
        }
    }

    private long? IdOf(Series series) => _numbers.TryGetValue(series.Id, out var found) ? found.Id : null;
}
