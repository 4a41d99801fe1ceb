namespace Econet.Gateway.History;

/// <summary>
/// What is done to the history when windows are written: complete days become rollups, and what is older than is kept is deleted. Each of it is to be done in a transaction.
/// </summary>
internal static class Compaction
{
    /// <summary>The blocks of so many series are in memory at once.</summary>
    private const int SeriesAtOnce = 50;

    /// <summary>Writes windows.</summary>
    public static void Write(IHistorySession session, IReadOnlyList<Window> windows, IReadOnlyDictionary<SeriesKey, Series> series)
    {
        // In one order for all, so that two that write don't wait for each other.
        foreach (var ofDevice in windows.GroupBy(window => window.Device).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            session.Hold(ofDevice.Key);
            foreach (var window in ofDevice)
            {
                var id = session.Write(window);
                session.Put([.. window.Samples.Select(recorded => new Block(
                    new BlockPlace(Tier.Raw, id, session.Register(series[recorded.Key])), SampleCodec.Write(window.Start, series[recorded.Key].Digits, recorded.Value)))]);
            }
        }
    }

    /// <summary>Makes rollups of the days of a device that ended before <paramref name="now"/>.</summary>
    public static void Roll(IHistorySession session, string device, long now)
    {
        session.Hold(device);
        var windows = session.Windows(device);
        var days = windows.Where(window => !window.IsRolled && window.IsOver(now)).Select(window => window.Day).Distinct().Order().ToList();
        if (days.Count == 0)
        {
            return;
        }

        var series = session.Series(device).Values.ToList();
        foreach (var day in days)
        {
            WrittenWindow[] ofDay = [.. windows.Where(window => window.Day == day)];
            foreach (var some in series.Chunk(SeriesAtOnce))
            {
                Roll(session, some, ofDay, day);
            }

            session.MarkRolled(device, ofDay);
        }
    }

    /// <summary>Deletes what is older than is kept of a device.</summary>
    public static void Prune(IHistorySession session, string device, long now, HistoryOptions options)
    {
        session.Hold(device);
        var windows = session.Windows(device);
        // A clock that is years ahead for an hour must not cost years.
        var before = session.PresentOf(device) ?? windows.Select(window => window.End).DefaultIfEmpty(now).Max();
        var present = Math.Min(now, before + Moments.Day);
        // By whole days: a day of which a part is gone would be taken for one that is known.
        session.Delete(device, [.. windows.Where(window => window.IsRolled && window.IsOver(present - Length(options.Raw)))]);
        session.DeleteBefore(device, Tier.Minutes, ChunkAt(Tier.Minutes, present - Length(options.Detail)));
        session.DeleteBefore(device, Tier.Changes, ChunkAt(Tier.Changes, present - Length(options.Hours)));
        session.DeleteBefore(device, Tier.Hours, ChunkAt(Tier.Hours, present - Length(options.Hours)));
        session.NoteTidied(device, present, now);

        static long Length(TimeSpan time) => (long)time.TotalMilliseconds;

        static long ChunkAt(Tier tier, long moment) => Math.Max(0, moment / BlockId.Length(tier));
    }

    /// <summary>Adds a day of some series to the rollups. What they have of a time of which nothing was recorded stays.</summary>
    private static void Roll(IHistorySession session, KnownSeries[] series, WrittenWindow[] windows, long day)
    {
        var raw = session.Blocks(Tier.Raw, [.. series.Select(one => one.Id)], [.. windows.Select(window => window.Id)]);
        var signals = new List<(KnownSeries Series, Signal Signal)>();
        foreach (var one in series)
        {
            var signal = new Signal();
            foreach (var window in windows)
            {
                signal.Add(window.Start, window.End, window.Continues, raw.Samples(window, one.Id));
            }

            if (signal.Samples.Count > 0)
            {
                signals.Add((one, signal));
            }
        }

        var (start, end) = (day * Moments.Day, (day + 1) * Moments.Day);
        var states = signals.Where(one => one.Series.Series.Kind == RecordedKind.State).ToList();
        var changes = Before(Tier.Changes, day, states);
        session.Put([.. states.Select(one => new Block(
            new BlockPlace(Tier.Changes, day, one.Series.Id),
            SampleCodec.Write(start, one.Series.Series.Digits, Changes(one.Signal, changes.ChangesOfDay(day, one.Series.Id), start, end))))]);

        var numbers = signals.Where(one => one.Series.Series.Kind != RecordedKind.State).ToList();
        foreach (var tier in (Tier[])[Tier.Minutes, Tier.Hours])
        {
            var chunk = start / BlockId.Length(tier);
            var before = Before(tier, chunk, numbers);
            session.Put([.. numbers.Select(one =>
            {
                var buckets = new Buckets(BlockId.Step(tier));
                buckets.Add(one.Signal, start, end);
                return before.With(tier, chunk, one.Series, buckets.Rollups);
            })]);
        }

        IReadOnlyDictionary<BlockPlace, byte[]> Before(Tier tier, long chunk, List<(KnownSeries Series, Signal Signal)> of) =>
            session.Blocks(tier, [.. of.Select(one => one.Series.Id)], [chunk]);
    }

    private static List<Sample> Changes(Signal signal, Signal before, long start, long end) =>
    [
        .. signal.Between(start, end).SelectMany(stretch => stretch.IsGap ? before.Between(stretch.Start, stretch.End) : [stretch])
            .Select(stretch => new Sample(stretch.Start, stretch.Value)),
    ];
}
