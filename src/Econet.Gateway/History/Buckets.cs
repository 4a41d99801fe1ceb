namespace Econet.Gateway.History;

/// <summary>Rollups of one value by steps of one length, which begin at multiples of it since 1970. What is added later is later in time.</summary>
/// <param name="step">Milliseconds.</param>
internal sealed class Buckets(long step)
{
    private readonly SortedDictionary<long, Rollup> _rollups = [];

    public long Step => step;

    /// <summary>By the beginning of their steps; only those in which something was known.</summary>
    public IReadOnlyDictionary<long, Rollup> Rollups => _rollups;

    /// <summary>Adds a signal from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public void Add(Signal signal, long from, long to)
    {
        foreach (var stretch in signal.Between(from, to))
        {
            if (stretch.IsGap)
            {
                continue;
            }

            for (var begin = stretch.Start; begin < stretch.End;)
            {
                var end = Math.Min(stretch.End, Moments.Floor(begin, step) + step);
                Add(begin, Rollup.Of(stretch with { Start = begin, End = end }));
                begin = end;
            }
        }
    }

    /// <summary>Adds a rollup of a time that begins at <paramref name="start"/> and is within one step.</summary>
    public void Add(long start, Rollup rollup)
    {
        if (!rollup.IsGap)
        {
            var key = Moments.Floor(start, step);
            _rollups[key] = _rollups.GetValueOrDefault(key).And(rollup);
        }
    }
}
