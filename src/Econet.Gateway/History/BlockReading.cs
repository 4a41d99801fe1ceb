namespace Econet.Gateway.History;

/// <summary>What blocks hold. One that is damaged costs its own time only.</summary>
internal static class BlockReading
{
    /// <summary>What was recorded of a series in a window.</summary>
    public static IReadOnlyList<Sample> Samples(this IReadOnlyDictionary<BlockPlace, byte[]> blocks, WrittenWindow window, long series) =>
        blocks.Read(new BlockPlace(Tier.Raw, window.Id, series), block => SampleCodec.Read(window.Start, block));

    /// <summary>What a state was in a day.</summary>
    public static IReadOnlyList<Sample> Changes(this IReadOnlyDictionary<BlockPlace, byte[]> blocks, long day, long series) =>
        blocks.Read(new BlockPlace(Tier.Changes, day, series), block => SampleCodec.Read(day * Moments.Day, block));

    /// <summary>The same as a signal of the day.</summary>
    public static Signal ChangesOfDay(this IReadOnlyDictionary<BlockPlace, byte[]> blocks, long day, long series)
    {
        var signal = new Signal();
        signal.Add(day * Moments.Day, (day + 1) * Moments.Day, continues: true, blocks.Changes(day, series));
        return signal;
    }

    /// <summary>Rollups of a series by the beginning of their steps, ascending.</summary>
    public static IReadOnlyList<KeyValuePair<long, Rollup>> Rollups(this IReadOnlyDictionary<BlockPlace, byte[]> blocks, Tier tier, long chunk, long series) =>
        blocks.Read(new BlockPlace(tier, chunk, series), block => RollupCodec.Read(chunk * BlockId.Length(tier), BlockId.Step(tier), block));

    /// <summary>Rollups of a chunk with others added, or in their place.</summary>
    public static Block With(
        this IReadOnlyDictionary<BlockPlace, byte[]> blocks, Tier tier, long chunk, KnownSeries series, IEnumerable<KeyValuePair<long, Rollup>> added)
    {
        var rollups = new SortedDictionary<long, Rollup>(blocks.Rollups(tier, chunk, series.Id).ToDictionary());
        foreach (var (at, rollup) in added)
        {
            rollups[at] = rollup;
        }

        return new Block(
            new BlockPlace(tier, chunk, series.Id), RollupCodec.Write(chunk * BlockId.Length(tier), BlockId.Step(tier), series.Series.Digits, [.. rollups]));
    }

    private static IReadOnlyList<T> Read<T>(this IReadOnlyDictionary<BlockPlace, byte[]> blocks, BlockPlace place, Func<byte[], IReadOnlyList<T>> read)
    {
        try
        {
            return blocks.TryGetValue(place, out var block) ? read(block) : [];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
