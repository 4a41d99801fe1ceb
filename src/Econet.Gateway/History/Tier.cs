namespace Econet.Gateway.History;

/// <summary>How much detail a block of the file has.</summary>
internal enum Tier : long
{
    /// <summary>Samples of a window, as they were recorded; the chunk is the window's number.</summary>
    Raw,

    /// <summary>All changes of a state in a day.</summary>
    Changes,

    /// <summary>Rollups of 5 minutes of a day.</summary>
    Minutes,

    /// <summary>Rollups of the hours of a week.</summary>
    Hours,
}

/// <summary>
/// The number of a block in the file: of blocks of one detail those of one time lie together, so that what is written or deleted at once is in one place.
/// </summary>
internal static class BlockId
{
    private const int SeriesBits = 20;
    private const int ChunkBits = 40;

    /// <summary>What of a number is that of the series.</summary>
    public const long SeriesMask = (1L << SeriesBits) - 1;

    public static long Of(BlockPlace place) => First(place.Tier, place.Chunk) | place.Series;

    /// <summary>The lowest number that a block of a chunk can have.</summary>
    public static long First(Tier tier, long chunk) => ((long)tier << (SeriesBits + ChunkBits)) | (chunk << SeriesBits);

    /// <summary>The chunk of a block.</summary>
    public static long Chunk(long id) => (id >> SeriesBits) & ((1L << ChunkBits) - 1);

    /// <summary>The length of a step, in milliseconds; of blocks of rollups.</summary>
    public static long Step(Tier tier) => tier == Tier.Hours ? Moments.Hour : 5 * Moments.Minute;

    /// <summary>The length of a chunk, in milliseconds; of blocks that don't belong to a window.</summary>
    public static long Length(Tier tier) => tier == Tier.Hours ? Moments.Week : Moments.Day;
}
