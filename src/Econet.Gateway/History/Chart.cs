namespace Econet.Gateway.History;

/// <summary>What one step of a number is shown by.</summary>
internal enum Aggregate
{
    /// <summary>Weighted by time.</summary>
    Mean,
    Min,
    Max,
    Last,

    /// <summary>By how much a counter has grown.</summary>
    Increase,
}

/// <summary>One line of a chart: a number for each moment of the chart, not a number for a gap.</summary>
internal sealed record ChartLine(Series Series, Aggregate Aggregate, double[] Values);

/// <summary>Several series over one axis of time.</summary>
/// <param name="Step">Milliseconds between two moments; 0 where each change has its own.</param>
/// <param name="Moments">Ascending, in milliseconds since 1970.</param>
internal sealed record Chart(long From, long To, long Step, long[] Moments, IReadOnlyList<ChartLine> Lines);

/// <summary>Puts charts together.</summary>
internal sealed class Charts(HistoryReader reader)
{
    /// <summary>For longer, every change is not tried where a number of points is asked for.</summary>
    private const long LongestRaw = 2 * Moments.Hour;

    private static readonly long[] UsualSteps =
    [
        10 * Moments.Second, 30 * Moments.Second, Moments.Minute, 2 * Moments.Minute, 5 * Moments.Minute, 10 * Moments.Minute, 15 * Moments.Minute,
        30 * Moments.Minute, Moments.Hour, 2 * Moments.Hour, 3 * Moments.Hour, 6 * Moments.Hour, 12 * Moments.Hour, Moments.Day, 2 * Moments.Day, Moments.Week,
    ];

    /// <summary>Every change, if there are so few; else the shortest of the usual steps with which there are no more points.</summary>
    public Chart Fitting(IReadOnlyList<Series> series, long from, long to, int points, IReadOnlyList<Aggregate> aggregates)
    {
        if (to - from <= LongestRaw || series.All(one => one.Kind == RecordedKind.State))
        {
            var raw = Raw(series, from, to);
            if (raw.Moments.Length <= points)
            {
                return raw;
            }
        }

        return Stepped(series, from, to, UsualSteps.FirstOrDefault(step => (to - from) / step <= points, UsualSteps[^1]), aggregates);
    }

    /// <summary>Every change of each series; the others hold their values meanwhile.</summary>
    public Chart Raw(IReadOnlyList<Series> series, long from, long to)
    {
        var signals = reader.Signals(series, from, to);
        long[] moments =
        [
            .. signals.SelectMany(signal => signal.Between(from, to)).SelectMany(stretch => (long[])[stretch.Start, stretch.End]).Distinct().Order(),
        ];
        return new Chart(from, to, 0, moments, [.. series.Zip(signals, (one, signal) => new ChartLine(one, Aggregate.Last, Held(signal, moments, to)))]);
    }

    /// <param name="step">Milliseconds.</param>
    public Chart Stepped(IReadOnlyList<Series> series, long from, long to, long step, IReadOnlyList<Aggregate> aggregates)
    {
        var first = Moments.Floor(from, step);
        var moments = new long[(to - first + step - 1) / step];
        for (var i = 0; i < moments.Length; i++)
        {
            moments[i] = first + (i * step);
        }

        // One step before, for a counter to have grown since.
        var rollups = reader.Rollups(series, first - step, to, step);
        return new Chart(from, to, step, moments, [.. series.Zip(rollups).SelectMany(pair =>
            For(pair.First.Kind, aggregates).Select(aggregate => new ChartLine(pair.First, aggregate, Column(pair.Second, moments, step, aggregate))))]);
    }

    private static IEnumerable<Aggregate> For(RecordedKind kind, IReadOnlyList<Aggregate> aggregates) => kind switch
    {
        RecordedKind.State => [Aggregate.Last],
        RecordedKind.Counter => aggregates.Contains(Aggregate.Increase) ? [Aggregate.Increase] : [Aggregate.Last],
        _ => aggregates.Where(aggregate => aggregate != Aggregate.Increase).DefaultIfEmpty(Aggregate.Mean),
    };

    private static double[] Held(Signal signal, long[] moments, long to)
    {
        var values = new double[moments.Length];
        var place = 0;
        foreach (var stretch in signal.Between(moments is [var first, ..] ? first : to, to))
        {
            for (; place < moments.Length && moments[place] < stretch.End; place++)
            {
                values[place] = stretch.Value;
            }

            if (place == moments.Length - 1)
            {
                // The last moment ends what held before it.
                values[place] = stretch.Value;
            }
        }

        return values;
    }

    private static double[] Column(IReadOnlyDictionary<long, Rollup> rollups, long[] moments, long step, Aggregate aggregate)
    {
        var values = new double[moments.Length];
        Rollup? before = rollups.TryGetValue(moments is [var first, ..] ? first - step : 0, out var known) ? known : null;
        for (var i = 0; i < moments.Length; i++)
        {
            if (!rollups.TryGetValue(moments[i], out var rollup))
            {
                values[i] = double.NaN;
                continue;
            }

            values[i] = aggregate switch
            {
                Aggregate.Mean => rollup.Mean,
                Aggregate.Min => rollup.Min,
                Aggregate.Max => rollup.Max,
                Aggregate.Increase => Counting.Increase(before?.Last, rollup),
                _ => rollup.Last,
            };
            before = rollup;
        }

        return values;
    }
}
