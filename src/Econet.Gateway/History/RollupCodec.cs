namespace Econet.Gateway.History;

/// <summary>
/// Rollups of a chunk of time as bytes, column by column, for numbers of one kind are alike. Smallest, largest and last number are told as their distance from
/// the mean, which is 0 for what does not change.
/// </summary>
internal static class RollupCodec
{
    private const byte Version = 1;

    /// <param name="start">Where the chunk begins, at the beginning of a step.</param>
    /// <param name="step">Milliseconds.</param>
    /// <param name="digits">Digits after the decimal point that are kept.</param>
    /// <param name="rollups">By the beginning of their steps, ascending.</param>
    public static byte[] Write(long start, long step, int digits, IReadOnlyList<KeyValuePair<long, Rollup>> rollups)
    {
        var to = new BlockWriter();
        to.Byte(Version);
        to.Byte((byte)digits);
        to.Unsigned((ulong)rollups.Count);
        var next = start;
        foreach (var (at, _) in rollups)
        {
            to.Unsigned((ulong)((at - next) / step));
            next = at + step;
        }

        foreach (var (_, rollup) in rollups)
        {
            to.Unsigned((ulong)(step - rollup.Known));
        }

        var (mean, low, high, last) = (0L, 0L, 0L, 0L);
        foreach (var (_, rollup) in rollups)
        {
            mean = to.Number(rollup.Mean, digits, mean);
        }

        foreach (var (_, rollup) in rollups)
        {
            low = to.Number(rollup.Mean - rollup.Min, digits, low);
        }

        foreach (var (_, rollup) in rollups)
        {
            high = to.Number(rollup.Max - rollup.Mean, digits, high);
        }

        foreach (var (_, rollup) in rollups)
        {
            last = to.Number(rollup.Last - rollup.Mean, digits, last);
        }

        return to.ToBlock();
    }

    /// <exception cref="InvalidDataException">These are no rollups.</exception>
    public static IReadOnlyList<KeyValuePair<long, Rollup>> Read(long start, long step, byte[] block)
    {
        var from = new BlockReader(block);
        from.Expect(Version);
        var digits = from.Byte();
        var count = from.Count();
        var (starts, known, mean, low, high) = (new long[count], new long[count], new double[count], new double[count], new double[count]);
        var next = start;
        for (var i = 0; i < count; i++)
        {
            starts[i] = next + ((long)from.Unsigned() * step);
            next = starts[i] + step;
        }

        for (var i = 0; i < count; i++)
        {
            known[i] = step - (long)from.Unsigned();
        }

        Column(mean);
        Column(low);
        Column(high);
        var rollups = new KeyValuePair<long, Rollup>[count];
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            rollups[i] = new(starts[i], new Rollup(
                known[i], mean[i] * known[i], mean[i] - low[i], mean[i] + high[i], mean[i] + from.Number(digits, ref last)));
        }

        return rollups;

        void Column(double[] column)
        {
            var number = 0L;
            for (var i = 0; i < count; i++)
            {
                column[i] = from.Number(digits, ref number);
            }
        }
    }
}
