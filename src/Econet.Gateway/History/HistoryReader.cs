using Econet.Actors.Messages;

namespace Econet.Gateway.History;

/// <summary>
/// Reads series from where they are kept and from what is not written yet. Each part of the time is taken from the least detail that is enough, and from what there
/// is where that is gone. For several threads.
/// </summary>
/// <remarks>
/// While a file can't be read, only what is in memory is known. While the database of a cluster can't be, that is told with an <see cref="EconetException"/>: in this
/// node's memory there are the last minutes of some devices at best.
/// </remarks>
internal sealed class HistoryReader(IHistoryStore store, Recorder recorder)
{
    /// <summary>The store was found to be damaged; its writer sets it aside.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>All series that are, or were, recorded of a device, or of all.</summary>
    public IReadOnlyList<Series> Series(string? device)
    {
        var now = recorder.Series.Where(series => device is null || series.Device == device);
        return [.. now.Concat(With(session => session.Series(device).Values.Select(found => found.Series).ToList()) ?? []).DistinctBy(series => series.Id)];
    }

    /// <summary>From this hour on every change of a device is kept, as the gateway saw it; null when none is.</summary>
    public long? RawFrom(string device)
    {
        var unwritten = recorder.Unwritten(device, []);
        return (With(session => new HistorySource(session, device, unwritten, 0, 0)) ?? new HistorySource(null, device, unwritten, 0, 0)).RawFrom
            is var from and < long.MaxValue / 2 ? from : null;
    }

    /// <summary>Every change of series over a time. Where changes are not kept any more it has the means of what is.</summary>
    public IReadOnlyList<Signal> Signals(IReadOnlyList<Series> series, long from, long to) => Read(series, from, to, (one, source) => source.Signal(one));

    /// <summary>Rollups of series by steps.</summary>
    public IReadOnlyList<IReadOnlyDictionary<long, Rollup>> Rollups(IReadOnlyList<Series> series, long from, long to, long step) =>
        Read(series, from, to, (one, source) => source.Rollups(one, step).Rollups);

    private List<T> Read<T>(IReadOnlyList<Series> series, long from, long to, Func<Series, HistorySource, T> read)
    {
        // Memory first: what is written meanwhile is then in both, and not in neither.
        var unwritten = series.GroupBy(one => one.Device).ToDictionary(one => one.Key, one => recorder.Unwritten(one.Key, [.. one.Select(its => its.Id)]));
        return With(session => Of(session)) ?? Of(null);

        List<T> Of(IHistorySession? session)
        {
            var sources = unwritten.ToDictionary(one => one.Key, one => new HistorySource(session, one.Key, one.Value, from, to));
            return [.. series.Select(one => read(one, sources[one.Device]))];
        }
    }

    /// <returns>Null when there is nothing, or a file can't be read: its writer reports that.</returns>
    private T? With<T>(Func<IHistorySession, T> read)
        where T : class
    {
        try
        {
            using var session = store.OpenToRead();
            return session is null ? null : read(session);
        }
        catch (Exception e) when (store.IsTrouble(e))
        {
            IsDamaged |= store.IsDamage(e);
            return store.IsAlone ? null : throw new EconetException(EconetError.Unavailable, $"The history can't be read: {store.Describe(e)}");
        }
    }
}
