namespace Econet.Gateway.History;

/// <summary>
/// What is done to the file when windows are written: complete days become rollups, and what is older than is kept, or more than there is room for, is deleted.
/// </summary>
internal static class Compaction
{
    /// <summary>What is deleted at once where there is too little room: a day of raw values or detail, a week of hours.</summary>
    private const int DaysAtOnce = 1;

    /// <summary>Writes windows.</summary>
    public static void Write(HistoryFile file, IReadOnlyList<Window> windows, IReadOnlyDictionary<SeriesKey, Series> series)
    {
        var known = file.Series();
        foreach (var window in windows)
        {
            file.Execute("INSERT INTO windows (start, end, continues, rolled) VALUES ($1, $2, $3, 0)", window.Start, window.End, window.Continues ? 1 : 0);
            var id = (long)file.Scalar("SELECT last_insert_rowid()")!;
            foreach (var (key, samples) in window.Samples)
            {
                file.Put(Tier.Raw, id, file.Register(series[key], known), SampleCodec.Write(window.Start, series[key].Digits, samples));
            }
        }
    }

    /// <summary>Makes rollups of the days that ended before <paramref name="now"/>.</summary>
    public static void Roll(HistoryFile file, long now)
    {
        var windows = file.Windows();
        var days = windows.Where(window => !window.IsRolled && (window.Day + 1) * Moments.Day <= now).Select(window => window.Day).Distinct().Order().ToList();
        if (days.Count == 0)
        {
            return;
        }

        var series = file.Series().Values;
        foreach (var day in days)
        {
            WrittenWindow[] ofDay = [.. windows.Where(window => window.Day == day)];
            foreach (var (id, one) in series)
            {
                var signal = new Signal();
                foreach (var window in ofDay)
                {
                    signal.Add(window.Start, window.End, window.Continues, file.Samples(window, id));
                }

                Roll(file, id, one, signal, day);
            }

            file.Execute("UPDATE windows SET rolled = 1 WHERE start >= $1 AND start < $2", day * Moments.Day, (day + 1) * Moments.Day);
        }
    }

    /// <summary>What a state was in a day that is rolled up.</summary>
    public static Signal ChangesOf(HistoryFile file, long id, long day)
    {
        var signal = new Signal();
        signal.Add(day * Moments.Day, (day + 1) * Moments.Day, continues: true, file.Changes(day, id));
        return signal;
    }

    /// <summary>Deletes what is older than is kept; then, until there is room, the oldest of what has the most detail.</summary>
    public static void Prune(HistoryFile file, long now, HistoryOptions options)
    {
        var windows = file.Windows();
        // By whole days: a day of which a part is gone would be taken for one that is known.
        foreach (var window in windows.Where(window => window.IsRolled && (window.Day + 1) * Moments.Day <= now - Length(options.Raw)))
        {
            file.Delete(window);
        }

        file.DeleteBefore(Tier.Minutes, ChunkAt(Tier.Minutes, now - Length(options.Detail)));
        file.DeleteBefore(Tier.Changes, ChunkAt(Tier.Changes, now - Length(options.Hours)));
        file.DeleteBefore(Tier.Hours, ChunkAt(Tier.Hours, now - Length(options.Hours)));
        while (file.Bytes() > options.MostBytes && DeleteOldest(file))
        {
        }

        file.Execute("PRAGMA incremental_vacuum");

        static long Length(TimeSpan time) => (long)time.TotalMilliseconds;

        static long ChunkAt(Tier tier, long moment) => Math.Max(0, moment / BlockId.Length(tier));
    }

    /// <returns>False when there is nothing left that may go.</returns>
    private static bool DeleteOldest(HistoryFile file)
    {
        if (file.Windows() is { Count: > 1 } windows && windows.Min(window => window.Day) is var day && windows.Max(window => window.Day) > day)
        {
            windows.FindAll(window => window.Day == day).ForEach(file.Delete);
            return true;
        }

        foreach (var tier in (Tier[])[Tier.Minutes, Tier.Hours, Tier.Changes])
        {
            if (file.FirstChunk(tier) is { } first)
            {
                return file.DeleteBefore(tier, first + DaysAtOnce) > 0;
            }
        }

        return false;
    }

    /// <summary>Adds a day of one series to the rollups. What they have of a time that the signal does not know stays.</summary>
    private static void Roll(HistoryFile file, long id, Series series, Signal signal, long day)
    {
        var (start, end) = (day * Moments.Day, (day + 1) * Moments.Day);
        if (signal.Samples.Count == 0)
        {
            return;
        }

        if (series.Kind == RecordedKind.State)
        {
            file.Put(Tier.Changes, day, id, SampleCodec.Write(start, series.Digits, Changes(signal, ChangesOf(file, id, day), start, end)));
            return;
        }

        foreach (var tier in (Tier[])[Tier.Minutes, Tier.Hours])
        {
            var buckets = new Buckets(BlockId.Step(tier));
            buckets.Add(signal, start, end);
            var chunk = start / BlockId.Length(tier);
            var rollups = new SortedDictionary<long, Rollup>(file.Rollups(tier, chunk, id).ToDictionary());
            foreach (var (at, rollup) in buckets.Rollups)
            {
                rollups[at] = rollup;
            }

            file.Put(tier, chunk, id, RollupCodec.Write(chunk * BlockId.Length(tier), buckets.Step, series.Digits, [.. rollups]));
        }
    }

    private static List<Sample> Changes(Signal signal, Signal before, long start, long end) =>
    [
        .. signal.Between(start, end).SelectMany(stretch => stretch.IsGap ? before.Between(stretch.Start, stretch.End) : [stretch])
            .Select(stretch => new Sample(stretch.Start, stretch.Value)),
    ];
}
