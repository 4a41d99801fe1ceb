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
    private readonly Dictionary<string, Dictionary<SeriesKey, long>> _numbers = [];

    /// <param name="session">Null where there is nothing yet, so that nothing is known.</param>
    /// <param name="signal">What others recorded of <paramref name="week"/>.</param>
    /// <param name="week">Its beginning.</param>
    /// <param name="change">False to count only; else this is to be done in a transaction.</param>
    public FilledHours Fill(IHistorySession? session, Series series, Signal signal, long week, bool change)
    {
        if (change)
        {
            session!.Hold(series.Device);
        }

        var hours = new Buckets(Moments.Hour);
        hours.Add(signal, week, week + Moments.Week);
        var known = Find(session, series) is { } found ? Known(session!, series, found, week) : [];
        SortedSet<long> added = [.. hours.Rollups.Keys.Where(hour => hour >= from && hour < to && !known.Contains(hour))];
        if (change && added.Count > 0)
        {
            Write(session!, series, signal, week, added, hours);
        }

        var old = hours.Rollups.Keys.Count(hour => hour < from);
        return new FilledHours(added.Count, hours.Rollups.Count - added.Count - old, old);
    }

    private long? Find(IHistorySession? session, Series series)
    {
        if (!_numbers.TryGetValue(series.Device, out var ofDevice))
        {
            _numbers[series.Device] = ofDevice = session?.Series(series.Device).ToDictionary(one => one.Key, one => one.Value.Id) ?? [];
        }

        return ofDevice.TryGetValue(series.Id, out var found) ? found : null;
    }

    private static HashSet<long> Known(IHistorySession session, Series series, long id, long week)
    {
        if (series.Kind != RecordedKind.State)
        {
            var chunk = week / BlockId.Length(Tier.Hours);
            return [.. session.Blocks(Tier.Hours, [id], [chunk]).Rollups(Tier.Hours, chunk, id).Select(rollup => rollup.Key)];
        }

        var (hours, changes) = (new Buckets(Moments.Hour), ChangesOf(session, id, week));
        foreach (var day in Days(week))
        {
            hours.Add(changes.ChangesOfDay(day / Moments.Day, id), day, day + Moments.Day);
        }

        return [.. hours.Rollups.Keys];
    }

    private void Write(IHistorySession session, Series series, Signal signal, long week, SortedSet<long> added, Buckets hours)
    {
        var id = _numbers[series.Device][series.Id] = session.Register(series);
        if (series.Kind == RecordedKind.State)
        {
            var changes = ChangesOf(session, id, week);
            session.Put([.. Days(week).Where(day => added.GetViewBetween(day, day + Moments.Day - 1).Count > 0).Select(day =>
            {
                var before = changes.ChangesOfDay(day / Moments.Day, id);
                return new Block(new BlockPlace(Tier.Changes, day / Moments.Day, id), SampleCodec.Write(day, series.Digits,
                [
                    .. Hours(day).SelectMany(hour => (added.Contains(hour) ? signal : before).Between(hour, hour + Moments.Hour))
                        .Select(stretch => new Sample(stretch.Start, stretch.Value)),
                ]));
            })]);
            return;
        }

        Merge(session, new KnownSeries(id, series), Tier.Hours, hours.Rollups.Where(hour => added.Contains(hour.Key)));
        var minutes = new Buckets(BlockId.Step(Tier.Minutes));
        minutes.Add(signal, week, week + Moments.Week);
        Merge(session, new KnownSeries(id, series), Tier.Minutes, minutes.Rollups.Where(
            step => step.Key >= Moments.Floor(minutesFrom, Moments.Day) && added.Contains(Moments.Floor(step.Key, Moments.Hour))));
    }

    private static void Merge(IHistorySession session, KnownSeries series, Tier tier, IEnumerable<KeyValuePair<long, Rollup>> added)
    {
        var chunks = added.GroupBy(step => step.Key / BlockId.Length(tier)).ToList();
        var before = session.Blocks(tier, [series.Id], [.. chunks.Select(chunk => chunk.Key)]);
        session.Put([.. chunks.Select(chunk => before.With(tier, chunk.Key, series, chunk))]);
    }

    private static IReadOnlyDictionary<BlockPlace, byte[]> ChangesOf(IHistorySession session, long id, long week) =>
        session.Blocks(Tier.Changes, [id], [.. Days(week).Select(day => day / Moments.Day)]);

    private static IEnumerable<long> Days(long week) => Enumerable.Range(0, 7).Select(day => week + (day * Moments.Day));

    private static IEnumerable<long> Hours(long day) => Enumerable.Range(0, 24).Select(hour => day + (hour * Moments.Hour));
}
