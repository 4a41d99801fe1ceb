namespace Econet.Gateway.History;

/// <summary>How many hours of a series came in, were left as they are because something is known of them, and are older than is kept.</summary>
internal readonly record struct FilledHours(long Added, long Known, long Old)
{
    public static FilledHours operator +(FilledHours one, FilledHours other) => new(one.Added + other.Added, one.Known + other.Known, one.Old + other.Old);
}

/// <summary>
/// Puts what others recorded into hours of which nothing is known. What is known stays as it is, so doing it again changes nothing. It goes where the past is kept in
/// steps: from <paramref name="to"/> on, every change is kept as the gateway saw it.
/// </summary>
/// <param name="minutesFrom">From here on steps of 5 minutes are kept.</param>
/// <param name="from">From here on anything is kept.</param>
/// <param name="to">The beginning of an hour.</param>
internal sealed class Filling(long minutesFrom, long from, long to)
{
    private Dictionary<SeriesKey, (long Id, Series Series)>? _series;

    /// <param name="file">Null where there is none yet, so that nothing is known.</param>
    /// <param name="signal">What others recorded of <paramref name="week"/>.</param>
    /// <param name="week">Its beginning.</param>
    /// <param name="change">False to count only.</param>
    public FilledHours Fill(HistoryFile? file, Series series, Signal signal, long week, bool change)
    {
        var hours = new Buckets(Moments.Hour);
        hours.Add(signal, week, week + Moments.Week);
        _series ??= file?.Series() ?? [];
        var known = _series.TryGetValue(series.Id, out var found) ? Known(file!, series, found.Id, week) : [];
        SortedSet<long> added = [.. hours.Rollups.Keys.Where(hour => hour >= from && hour < to && !known.Contains(hour))];
        if (change && added.Count > 0)
        {
            Write(file!, series, signal, week, added, hours);
        }

        var old = hours.Rollups.Keys.Count(hour => hour < from);
        return new FilledHours(added.Count, hours.Rollups.Count - added.Count - old, old);
    }

    private static HashSet<long> Known(HistoryFile file, Series series, long id, long week) => series.Kind == RecordedKind.State
        ? [.. Days(week).SelectMany(day => KnownOfState(ChangesOf(file, id, day), day))]
        : [.. file.Rollups(Tier.Hours, week / BlockId.Length(Tier.Hours), id).Select(rollup => rollup.Key)];

    private static IEnumerable<long> KnownOfState(Signal changes, long day)
    {
        var hours = new Buckets(Moments.Hour);
        hours.Add(changes, day, day + Moments.Day);
        return hours.Rollups.Keys;
    }

    private void Write(HistoryFile file, Series series, Signal signal, long week, SortedSet<long> added, Buckets hours)
    {
        var id = file.Register(series, _series!);
        if (series.Kind == RecordedKind.State)
        {
            foreach (var day in Days(week).Where(day => added.GetViewBetween(day, day + Moments.Day - 1).Count > 0))
            {
                var before = ChangesOf(file, id, day);
                file.Put(Tier.Changes, day / Moments.Day, id, SampleCodec.Write(day, series.Digits,
                [
                    .. Hours(day).SelectMany(hour => (added.Contains(hour) ? signal : before).Between(hour, hour + Moments.Hour))
                        .Select(stretch => new Sample(stretch.Start, stretch.Value)),
                ]));
            }

            return;
        }

        Merge(file, series, id, Tier.Hours, week, hours.Rollups.Where(hour => added.Contains(hour.Key)));
        var minutes = new Buckets(BlockId.Step(Tier.Minutes));
        minutes.Add(signal, week, week + Moments.Week);
        foreach (var day in minutes.Rollups.Where(step => added.Contains(Moments.Floor(step.Key, Moments.Hour))).GroupBy(step => Moments.Floor(step.Key, Moments.Day)))
        {
            if (day.Key >= Moments.Floor(minutesFrom, Moments.Day))
            {
                Merge(file, series, id, Tier.Minutes, day.Key, day);
            }
        }
    }

    private static void Merge(HistoryFile file, Series series, long id, Tier tier, long start, IEnumerable<KeyValuePair<long, Rollup>> added)
    {
        var chunk = start / BlockId.Length(tier);
        var rollups = new SortedDictionary<long, Rollup>(file.Rollups(tier, chunk, id).ToDictionary());
        foreach (var (at, rollup) in added)
        {
            rollups[at] = rollup;
        }

        file.Put(tier, chunk, id, RollupCodec.Write(chunk * BlockId.Length(tier), BlockId.Step(tier), series.Digits, [.. rollups]));
    }

    private static Signal ChangesOf(HistoryFile file, long id, long day) => Compaction.ChangesOf(file, id, day / Moments.Day);

    private static IEnumerable<long> Days(long week) => Enumerable.Range(0, 7).Select(day => week + (day * Moments.Day));

    private static IEnumerable<long> Hours(long day) => Enumerable.Range(0, 24).Select(hour => day + (hour * Moments.Hour));
}
