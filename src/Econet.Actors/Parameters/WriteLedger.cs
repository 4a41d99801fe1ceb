using System.Collections.Immutable;

namespace Econet.Actors.Parameters;

/// <summary>The writes of a device: the last ones, how they stand, and the next one's number.</summary>
/// <param name="start">Ids begin here: from the clock, so that a disk that comes back later holds none of them.</param>
internal sealed class WriteLedger(DateTimeOffset start)
{
    /// <summary>Ended writes that can still be asked for.</summary>
    private const int MostKept = 1_000;

    private readonly SortedDictionary<long, WriteJob> _jobs = [];
    private long _last = start.ToUnixTimeMilliseconds();

    public long NextId() => ++_last;

    public int UnderWay => _jobs.Values.Count(job => !job.HasEnded);

    public void Restore(IEnumerable<WriteJob> jobs)
    {
        foreach (var job in jobs)
        {
            Put(job);
        }
    }

    public void Put(WriteJob job)
    {
        _last = Math.Max(_last, job.Id);
        _jobs[job.Id] = job;
        if (_jobs.Count > MostKept && _jobs.Values.FirstOrDefault(j => j.HasEnded) is { } oldest)
        {
            _jobs.Remove(oldest.Id);
        }
    }

    /// <summary>Newest first; the one with this id alone when one is named.</summary>
    public ImmutableArray<WriteJob> Find(long? id) => id is { } one
        ? _jobs.TryGetValue(one, out var job) ? [job] : []
        : [.. _jobs.Values.Reverse()];

    public ILookup<int, WriteJob> ByIndex() => _jobs.Values.ToLookup(job => job.Index);
}
