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
        var waiting = unwritten.Select(window => window.Start).Append(long.MaxValue).Min();
        RawFrom = Moments.Floor(_windows.Select(window => window.Start).Append(waiting).Min(), Moments.Hour);
        UnrolledFrom = Moments.Floor(_windows.Where(window => !window.IsRolled).Select(window => window.Start).Append(waiting).Min(), Moments.Hour);
    }

    /// <summary>From this hour on there is every change: the gateway has recorded it, and no day of it was deleted.</summary>
    public long RawFrom { get; }

    /// <summary>From this hour on there are no rollups of what the gateway has recorded.</summary>
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
        var minutesFrom = MinutesFrom();
        foreach (var step in Steps(series, Tier.Hours, from, Math.Min(to, minutesFrom)))
        {
            yield return step;
        }

        for (var day = Moments.Floor(Math.Max(from, minutesFrom), Moments.Day); day < to; day += Moments.Day)
        {
            var minutes = Steps(series, Tier.Minutes, day, day + Moments.Day).ToLookup(step => Moments.Floor(step.Start, Moments.Hour));
            foreach (var hour in Steps(series, Tier.Hours, Math.Max(day, from), Math.Min(day + Moments.Day, to)))
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
    }

    private IEnumerable<(long Start, Rollup Rollup, long Length)> Steps(Series series, Tier tier, long from, long to)
    {
        if (IdOf(series) is not { } id || from >= to)
        {
            yield break;
        }

        var length = BlockId.Length(tier);
        for (var chunk = from / length; chunk * length < to; chunk++)
        {
            foreach (var (start, rollup) in _file!.Rollups(tier, chunk, id))
            {
                if (start + BlockId.Step(tier) > from && start < to)
                {
                    yield return (start, rollup, BlockId.Step(tier));
                }
            }
        }
    }

    private long? IdOf(Series series) => _numbers.TryGetValue(series.Id, out var found) ? found.Id : null;
}
