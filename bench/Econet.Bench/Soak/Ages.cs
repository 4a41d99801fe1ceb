namespace Econet.Bench.Soak;

/// <summary>Ages of samples, in tenths of a second, so that any number of them takes the same memory.</summary>
internal sealed class Ages
{
    private const int Buckets = 36_000;

    private readonly long[] _counts = new long[Buckets];

    public long Count { get; private set; }

    public TimeSpan Worst { get; private set; }

    public void Add(TimeSpan age)
    {
        _counts[Math.Min(Buckets - 1, (int)(age.TotalSeconds * 10))]++;
        Count++;
        Worst = age > Worst ? age : Worst;
    }

    /// <summary>The age that a share of the samples does not exceed.</summary>
    public TimeSpan Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
                return TimeSpan.FromSeconds(i / 10.0);
        }

        return Worst;
    }

    public override string ToString() =>
        $"p50 {Percentile(0.5).TotalSeconds:F1} s, p99 {Percentile(0.99).TotalSeconds:F1} s, worst {Worst.TotalSeconds:F1} s";
}
