namespace Econet.Gateway.History;

/// <summary>A place that the history is kept in: a file of this gateway, or the database that the nodes of a cluster share.</summary>
internal interface IHistoryStore
{
    /// <summary>When is written.</summary>
    HistoryPace Pace { get; }

    /// <summary>Whether readers are answered from memory while the place can't be read: everything that is newer is there then. Where others write, too, it is not.</summary>
    bool IsAlone { get; }

    /// <summary>Opens it to write, and makes what is missing. It fails with what <see cref="IsTrouble"/> knows, as everything that is done with it.</summary>
    IHistorySession Open();

    /// <summary>Opens one state of it to read; null when there is nothing yet.</summary>
    IHistorySession? OpenToRead();

    /// <summary>Opens what is to be handed on to somebody else.</summary>
    IHandingOn OpenToHandOn();

    /// <summary>Whether it is the fault of the place, so that life goes on without it.</summary>
    bool IsTrouble(Exception failure);

    /// <summary>Whether what is in it can't be used any more, so that it is to be begun anew.</summary>
    bool IsDamage(Exception failure);

    /// <summary>For people.</summary>
    string Describe(Exception trouble);

    /// <summary>Puts aside what is damaged, so that it is begun anew.</summary>
    /// <returns>For people.</returns>
    string SetAside(DateTimeOffset now);
}

/// <summary>When is written.</summary>
/// <param name="Beat">How often the clock is looked at, and whether it is time.</param>
/// <param name="Flush">How often what is in memory is written.</param>
/// <param name="Window">For how long is written into one window; zero for one window for each writing.</param>
/// <param name="Retry">Before a place that failed is tried again.</param>
internal sealed record HistoryPace(TimeSpan Beat, TimeSpan Flush, TimeSpan Window, TimeSpan Retry);

/// <summary>
/// The history, open for one user. What it fails with is what its <see cref="IHistoryStore"/> knows; after that it is to be closed.
/// </summary>
internal interface IHistorySession : IDisposable
{
    /// <summary>What was opened is not there any more: it is to be opened again.</summary>
    bool IsGone { get; }

    /// <summary>All series of a device, or of all, and their numbers.</summary>
    IReadOnlyDictionary<SeriesKey, KnownSeries> Series(string? device);

    /// <summary>The number of a series, which gets one where it has none.</summary>
    long Register(Series series);

    /// <summary>The windows of a device that are kept, in the order in which they hide each other: of two that hold the same time the later one counts.</summary>
    IReadOnlyList<WrittenWindow> Windows(string device);

    /// <summary>Writes a window without what is in it; one that was written before becomes as it is now.</summary>
    /// <returns>Its number.</returns>
    long Write(Window window);

    /// <summary>What these windows hold is part of the rollups.</summary>
    void MarkRolled(string device, IReadOnlyCollection<WrittenWindow> windows);

    /// <summary>Deletes windows, and what was recorded in them.</summary>
    void Delete(string device, IReadOnlyCollection<WrittenWindow> windows);

    /// <summary>Those blocks that there are of some series and some chunks.</summary>
    IReadOnlyDictionary<BlockPlace, byte[]> Blocks(Tier tier, IReadOnlyCollection<long> series, IReadOnlyCollection<long> chunks);

    /// <summary>Writes blocks, or others in their place.</summary>
    void Put(IReadOnlyCollection<Block> blocks);

    /// <summary>Of the chunks with this detail the first one that there may be of a series; null when there is none.</summary>
    long? FirstChunk(Tier tier, long series);

    /// <summary>Deletes what there is of a device with this detail before a chunk.</summary>
    void DeleteBefore(string device, Tier tier, long chunk);

    /// <summary>Until the end of the transaction nobody else writes what there is of a device.</summary>
    void Hold(string device);

    /// <summary>The devices that nobody has tidied up in the hour before <paramref name="now"/>, or all where nobody else could.</summary>
    IReadOnlyList<string> Untidy(long now);

    /// <summary>What was taken for the present when the device was tidied up last; null before.</summary>
    long? PresentOf(string device);

    /// <summary>The device was tidied up.</summary>
    /// <param name="present">What was taken for the present.</param>
    /// <param name="now">What the clock says.</param>
    void NoteTidied(string device, long present, long now);

    /// <summary>Deletes the oldest of what has the most detail until there is room; nothing where somebody else sees to that.</summary>
    void Fit(long mostBytes);

    /// <summary>Does something as one: all of it, or nothing.</summary>
    void Transact(Action change);
}

/// <summary>Windows that somebody else is to get, too, each at least once.</summary>
internal interface IHandingOn : IDisposable
{
    /// <summary>Hands on the next window.</summary>
    /// <param name="send">What it fails with is what this fails with, and the window comes again.</param>
    /// <returns>False when there is none.</returns>
    Task<bool> NextAsync(Func<IHistorySession, string, WrittenWindow, Task> send);
}

/// <summary>A series, and its number.</summary>
internal readonly record struct KnownSeries(long Id, Series Series);

/// <summary>Where a block is.</summary>
/// <param name="Chunk">Of changes as they were recorded the number of their window, else its place in time.</param>
internal readonly record struct BlockPlace(Tier Tier, long Chunk, long Series);

/// <summary>What there is of a series in one chunk.</summary>
internal readonly record struct Block(BlockPlace Place, byte[] Data);

/// <summary>A window that is written.</summary>
/// <param name="Id">Tells it from others.</param>
/// <param name="Epoch">Which of the times that was in which its gateway had the device; 0 without a cluster.</param>
/// <param name="IsRolled">What it holds is part of the rollups.</param>
internal sealed record WrittenWindow(long Id, long Epoch, long Start, long End, bool Continues, bool IsRolled)
{
    public long Day => Start / Moments.Day;

    /// <summary>The day of its device is over.</summary>
    public bool IsOver(long now) => (Day + 1) * Moments.Day <= now;
}
