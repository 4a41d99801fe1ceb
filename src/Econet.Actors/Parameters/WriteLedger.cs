using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>The writes of a device: the last ones, how they stand, and the next one's number.</summary>
/// <param name="start">Ids begin here: from the clock, so that a disk that comes back later holds none of them.</param>
internal sealed class WriteLedger(DateTimeOffset start)
{
    /// <summary>Ended writes that can still be asked for.</summary>
    private const int MostKept = 1_000;

    private readonly SortedDictionary<long, WriteJob> _jobs = [];

    /// <summary>The indices of the parameters that somebody wanted written in this run.</summary>
    private readonly HashSet<int> _wanted = [];

    private long _last = start.ToUnixTimeMilliseconds();

    public int UnderWay { get; private set; }

    /// <summary>The number of a write that somebody wants now.</summary>
    public long Begin(int index)
    {
        _wanted.Add(index);
        return ++_last;
    }

    public void Put(WriteJob job)
    {
        _last = Math.Max(_last, job.Id);
        UnderWay += (job.HasEnded ? 0 : 1) - (_jobs.TryGetValue(job.Id, out var before) && !before.HasEnded ? 1 : 0);
        _jobs[job.Id] = job;
        if (_jobs.Count > MostKept && _jobs.Values.FirstOrDefault(j => j.HasEnded) is { } oldest)
        {
            _jobs.Remove(oldest.Id);
        }
    }

    /// <summary>
    /// Takes what was stored. Writes that are known already are of this run, and further than they were when they were saved; what is read only
    /// after somebody wanted a parameter written must not undo that.
    /// </summary>
    /// <returns>Those that were not known, oldest first, and of those under way the ones that are superseded.</returns>
    public (ImmutableArray<WriteJob> Found, ImmutableArray<WriteJob> Superseded) Adopt(IEnumerable<WriteJob> stored)
    {
        var written = _jobs.Values.Select(job => job.Index).Concat(_wanted).ToHashSet();
        var unknown = stored.Where(job => !_jobs.ContainsKey(job.Id)).OrderBy(job => job.Id)
            .ToLookup(job => !job.HasEnded && written.Contains(job.Index));
        foreach (var job in unknown[false])
        {
            Put(job);
        }

        return (
            [.. unknown[false]],
            [
                .. unknown[true].Select(job => job with
                {
                    Status = WriteStatus.Superseded, Message = "A later write of the same parameter replaced this one",
                }),
            ]);
    }

    /// <summary>Newest first; the one with this id alone when one is named.</summary>
    public ImmutableArray<WriteJob> Find(long? id) => id is { } one
        ? _jobs.TryGetValue(one, out var job) ? [job] : []
        : [.. _jobs.Values.Reverse()];

    /// <summary>The write that this request has become; null when it has become none, or one too long ago.</summary>
    public WriteJob? Of(Guid request) => request == Guid.Empty ? null : _jobs.Values.LastOrDefault(job => job.Request == request);

    /// <summary>Those of one parameter, oldest first.</summary>
    public ImmutableArray<WriteJob> Of(int index) => [.. _jobs.Values.Where(job => job.Index == index)];
}
