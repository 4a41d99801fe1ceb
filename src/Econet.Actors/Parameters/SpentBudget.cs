using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>What the write budget of one parameter was spent on. Ages are the monotonic clock's: the wall clock may be set.</summary>
internal sealed class SpentBudget(WriteBudget budget, TimeProvider time)
{
    private readonly List<Spent> _spent = [];

    /// <returns>Null when the budget allows the write, and counts it from now on; else how long to wait for the next.</returns>
    public TimeSpan? Spend(long id, string origin)
    {
        _spent.RemoveAll(spent => WriteBudget.IsForgotten(time.Since(spent.At)));
        var wait = budget.Wait([.. _spent.Select(spent => time.Since(spent.At))]);
        if (wait is null)
        {
            _spent.Add(new Spent(id, time.Now(), origin));
        }

        return wait;
    }

    /// <summary>What was never sent wore nothing.</summary>
    public void GiveBack(long id) => _spent.RemoveAll(spent => spent.Id == id);

    /// <summary>Counts stored writes, each once. A time in the future is of a clock that was ahead, and says nothing.</summary>
    public void Restore(IEnumerable<WriteJob> jobs)
    {
        var now = time.Now();
        // One that ended without having been sent wore nothing; one that was under way may have been.
        foreach (var job in jobs.Where(job => (job.SentAt is not null || !job.HasEnded) && _spent.All(spent => spent.Id != job.Id)))
        {
            var age = now.Time - (job.SentAt ?? job.CreatedAt);
            if (age >= TimeSpan.Zero)
            {
                _spent.Add(new Spent(job.Id, time.Later(now, -age), job.Origin));
            }
        }
    }

    /// <summary>Who spent how much of it in the last day, for people.</summary>
    public string Describe() => string.Join(
        ", ", _spent.GroupBy(spent => spent.Origin).OrderByDescending(g => g.Count()).Select(g => $"{g.Key} {g.Count()}"));

    private sealed record Spent(long Id, Moment At, string Origin);
}
