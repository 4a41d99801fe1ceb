using Econet.Actors.Storage;

namespace Econet.Gateway.History;

/// <summary>
/// Reads series from the file and from what is not written yet. Each part of the time is taken from the least detail that is enough, and from what there
/// is where that is gone. While the file can't be read, only what is in memory is known. For several threads.
/// </summary>
internal sealed class HistoryReader(string path, Recorder recorder)
{
    /// <summary>The file was found to be damaged; its writer sets it aside.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>All series that are, or were, recorded.</summary>
    public IReadOnlyList<Series> Series()
    {
        var now = recorder.Series;
        return [.. now.Concat(With(file => file.Series().Values.Select(found => found.Series).ToList()) ?? []).DistinctBy(series => series.Id)];
    }

    /// <summary>From this hour on every change is kept, as the gateway saw it.</summary>
    public long RawFrom
    {
        get
        {
            var unwritten = recorder.Unwritten([]);
            return With(file => new HistorySource(file, unwritten, 0, 0))?.RawFrom ?? new HistorySource(null, unwritten, 0, 0).RawFrom;
        }
    }

    /// <summary>Every change of series over a time. Where changes are not kept any more it has the means of what is.</summary>
    public IReadOnlyList<Signal> Signals(IReadOnlyList<Series> series, long from, long to) => Read(series, from, to, (one, source) => source.Signal(one));

    /// <summary>Rollups of series by steps.</summary>
    public IReadOnlyList<IReadOnlyDictionary<long, Rollup>> Rollups(IReadOnlyList<Series> series, long from, long to, long step) =>
        Read(series, from, to, (one, source) => source.Rollups(one, step).Rollups);

    private List<T> Read<T>(IReadOnlyList<Series> series, long from, long to, Func<Series, HistorySource, T> read)
    {
        // Memory first: what is written meanwhile is then in both, and not in neither.
        var unwritten = recorder.Unwritten([.. series.Select(one => one.Id)]);
        return With(file => Of(new HistorySource(file, unwritten, from, to))) ?? Of(new HistorySource(null, unwritten, from, to));

        List<T> Of(HistorySource source) => [.. series.Select(one => read(one, source))];
    }

    /// <returns>Null when there is no file, or it can't be read: its writer reports that.</returns>
    private T? With<T>(Func<HistoryFile, T> read)
        where T : class
    {
        try
        {
            using var file = HistoryFile.OpenToRead(path);
            if (file is null)
            {
                return null;
            }

            // One state of the file, even if it is written meanwhile.
            file.Execute("BEGIN");
            return read(file);
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            IsDamaged |= StoreTrouble.IsDamage(e);
            return null;
        }
    }
}
