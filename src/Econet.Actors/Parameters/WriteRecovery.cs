using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>A write that was under way when the gateway ended.</summary>
/// <param name="Ends">It ends so, without a word to the device; null when the device is asked what it holds.</param>
/// <param name="Reason">Why it ends so, where there is more to say.</param>
/// <param name="MaySend">It may be sent, if the device holds one of <paramref name="Before"/>; else it is only read what became of it.</param>
/// <param name="WasSent">It was sent, and may have reached the device.</param>
/// <param name="Before">
/// What the device may hold when nobody but us has written it since the write was accepted. Null for one that was never sent and that nobody knew the value
/// before: it is made whatever the device holds, as it would have been had the gateway gone on.
/// </param>
internal sealed record RecoveredWrite(
    WriteJob Job, WriteStatus? Ends, string? Reason, bool MaySend, bool WasSent, ImmutableArray<Value>? Before);

/// <summary>
/// What may become of writes that were under way when the gateway ended. One is sent only with proof that nothing newer was written: the
/// witness says that it was still to be made, the device holds what it held before where that is known, and it is young.
/// </summary>
internal static class WriteRecovery
{
    /// <summary>A write that was accepted longer ago is not sent any more: its time has passed.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <param name="jobs">Those of one parameter, by their ids.</param>
    public static IEnumerable<RecoveredWrite> Of(IReadOnlyList<WriteJob> jobs, RunWitness witness, DateTimeOffset now)
    {
        // The witness knows no older ones any more, but for a moment, and none that have not begun.
        var last = jobs.LastOrDefault(job => !job.HasEnded && witness.IsToBeMade(job.Id, out _));
        for (var i = 0; i < jobs.Count; i++)
        {
            var job = jobs[i];
            if (job.HasEnded)
            {
                continue;
            }

            // A clock that was set back tells nothing of a write's age.
            var isYoung = now >= job.CreatedAt && now - job.CreatedAt < Window;
            _ = witness.IsToBeMade(job.Id, out var wasSent);
            WriteStatus? ends = last is not null && job.Id > last.Id ? WriteStatus.Expired
                : job != last && jobs.Skip(i + 1).Any(MayHaveArrived) ? WriteStatus.Superseded
                : null;
            wasSent |= job.SentAt is not null;
            yield return new RecoveredWrite(
                job,
                ends,
                ends == WriteStatus.Expired ? "It had not begun when the gateway ended, and nobody was told that it was accepted" : null,
                job == last && isYoung,
                wasSent,
                job.OldValue.IsNone && !wasSent ? null : Before(job, jobs.Take(i)));
        }
    }

    private static bool MayHaveArrived(WriteJob job) => !job.HasEnded || job.SentAt is not null || job.Status == WriteStatus.Verified;

    /// <summary>What it held when the write was accepted, and what writes before it made it hold since.</summary>
    private static ImmutableArray<Value> Before(WriteJob job, IEnumerable<WriteJob> earlier) =>
    [
        .. earlier.Where(other => other.EndedAt is not { } ended || ended >= job.CreatedAt).Select(other => other.Value).Append(job.OldValue)
            .Where(value => !value.IsNone).Distinct(),
    ];
}
