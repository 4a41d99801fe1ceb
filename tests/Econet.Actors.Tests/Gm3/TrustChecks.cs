using Econet.Actors.Messages;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Holds what a device is said to hold, and what is said to have become of writes, against what it really held.</summary>
internal sealed class TrustChecks(VirtualTime time, DeviceHistory history)
{
    /// <summary>Ages are looked at every second, and an answer is on its way for a while.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5);

    /// <summary>From the moment when the device looked at what it holds to the one when the gateway has read it.</summary>
    private static readonly TimeSpan Transit = TimeSpan.FromMilliseconds(300);

    /// <summary>A write ends after 30 s, or with the work that was begun for it.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _start = time.GetUtcNow() - TimeSpan.FromTicks(time.GetTimestamp());
    private readonly Dictionary<long, WriteJob> _jobs = [];

    /// <summary>When the gateway that runs now was started.</summary>
    public DateTimeOffset StartedAt { get; set; }

    public int ValuesChecked { get; private set; }

    public IEnumerable<WriteJob> Jobs => _jobs.Values;

    public void Check(DeviceSnapshot snapshot)
    {
        foreach (var parameter in snapshot.Parameters)
        {
            Check(parameter);
        }
    }

    /// <summary>One value, as it is served now.</summary>
    public void Check(ParameterValue served)
    {
        ValuesChecked++;
        var now = time.GetTimestamp();
        var oldest = now - (history.MaxAge(served.Index) + Slack).Ticks;
        if (served.Quality == Quality.Good && !history.Held(served.Index, held => held == served.Value, oldest, now))
        {
            Assert.Fail($"{Tell(served)} was not held within {history.MaxAge(served.Index)}: {history.Tell(served.Index)}");
        }

        if (served.Quality == Quality.Absent && !history.Held(served.Index, held => held.SaysNone, oldest, now))
        {
            Assert.Fail($"{Tell(served)} was not so within {history.MaxAge(served.Index)}: {history.Tell(served.Index)}");
        }

        if (served.ReadAt is { } readAt && !history.Held(
            served.Index, held => served.Value.IsNone ? held.SaysNone : held == served.Value, (readAt - _start - Transit).Ticks, (readAt - _start).Ticks))
        {
            Assert.Fail($"{Tell(served)} was not held then: {history.Tell(served.Index)}");
        }
    }

    /// <summary>A write that its requester was told of.</summary>
    public void Check(WriteResult result, bool accepted)
    {
        if (result.Job is { } job)
        {
            Check(job);
        }

        if (result.Success)
        {
            Assert.NotNull(result.Job);
            Assert.True(result.Job.Status == WriteStatus.Verified || (accepted && result.Job.Status == WriteStatus.Queued), $"{result}");
        }
        else if (result.Job is { HasEnded: true } failed)
        {
            var expected = failed.Status switch
            {
                WriteStatus.Refused => EconetError.Refused,
                WriteStatus.Mismatch => EconetError.Mismatch,
                WriteStatus.Superseded => EconetError.Superseded,
                _ => EconetError.TimedOut,
            };
            Assert.Equal(expected, result.Error);
            Assert.NotEqual(WriteStatus.Verified, failed.Status);
        }
    }

    /// <summary>All writes as the gateway tells them; none that was ever told may be missing, or end twice.</summary>
    public void Check(IReadOnlyList<WriteJob> told)
    {
        var byId = told.ToDictionary(job => job.Id);
        foreach (var known in _jobs.Values)
        {
            Assert.True(byId.ContainsKey(known.Id), $"{known} is lost");
        }

        // Which one took whose place is known only when all are.
        foreach (var job in told)
        {
            _jobs.TryAdd(job.Id, job with { Status = WriteStatus.Queued, EndedAt = null });
        }

        foreach (var job in told)
        {
            Check(job);
        }
    }

    private void Check(WriteJob job)
    {
        if (_jobs.TryGetValue(job.Id, out var known))
        {
            Assert.Equal((known.Index, known.Value, known.CreatedAt), (job.Index, job.Value, job.CreatedAt));
            if (known.HasEnded)
            {
                Assert.True(!job.HasEnded || job.Status == known.Status, $"{known} came to be {job}");
                return;
            }
        }

        _jobs[job.Id] = job;
        if (job.HasEnded)
        {
            CheckEnd(job);
        }
        else
        {
            var since = job.CreatedAt > StartedAt ? job.CreatedAt : StartedAt;
            Assert.True(time.GetUtcNow() - since < LongestWrite, $"{job} does not end");
        }
    }

    private void CheckEnd(WriteJob job)
    {
        var (created, ended) = ((job.CreatedAt - _start).Ticks, (job.EndedAt!.Value - _start).Ticks);
        var read = Math.Max(created, ended - Transit.Ticks);
        switch (job.Status)
        {
            case WriteStatus.Verified:
                MustHave(job, history.Held(job.Index, held => held == job.Value, read, ended));
                break;
            case WriteStatus.Refused:
                MustHave(job, Received(job, accepted: false));
                break;
            case WriteStatus.Mismatch:
                MustHave(job, Received(job, accepted: true) && history.Held(job.Index, held => held != job.Value, read, ended));
                break;
            case WriteStatus.Superseded:
                MustHave(job, _jobs.Values.Any(later => later.Id > job.Id && later.Index == job.Index && later.CreatedAt <= job.EndedAt));
                break;
            case WriteStatus.Expired when job.Message!.Contains("did not accept the write", StringComparison.Ordinal):
                MustHave(job, history.Held(job.Index, held => held != job.Value, read, ended));
                break;
            case WriteStatus.Expired when job.Message!.Contains("not sent again", StringComparison.Ordinal):
                MustHave(job, history.Held(job.Index, held => held != job.Value, read, ended));
                break;
            case WriteStatus.Overridden:
                MustHave(job, history.Held(job.Index, held => held != job.Value && held != job.OldValue, read, ended));
                break;
            case WriteStatus.Expired when job.Message!.Contains("could not be sent", StringComparison.Ordinal):
                MustHave(job, !Received(job, accepted: true) || OthersWroteTheSame(job));
                break;
            case WriteStatus.Expired when job.Message!.Contains("the next attempt is at", StringComparison.Ordinal):
                // Left alone: the message says whether the device may hold the value.
                MustHave(job, !Received(job, accepted: true) || OthersWroteTheSame(job)
                    || job.Message!.Contains("the device may hold the value", StringComparison.Ordinal));
                break;
            case WriteStatus.Expired:
                MustHave(job, job.Message!.Contains("could not be read back", StringComparison.Ordinal));
                break;
        }
    }

    // The value of a refused one is not known.
    private bool Received(WriteJob job, bool accepted) => history.Writes.Any(write =>
        write.Index == job.Index && (write.Value == job.Value || write.Value.IsNone) && write.Accepted == accepted
        && write.At >= job.CreatedAt - _start && write.At <= job.EndedAt - _start);

    private bool OthersWroteTheSame(WriteJob job) =>
        _jobs.Values.Any(other => other.Id != job.Id && other.Index == job.Index && other.Value == job.Value);

    private void MustHave(WriteJob job, bool happened)
    {
        if (!happened)
        {
            var writes = history.Writes.Where(w => w.Index == job.Index).TakeLast(4).Select(w => $"{w.Value} {(w.Accepted ? "taken" : "refused")} at {w.At.TotalSeconds:F1}");
            Assert.Fail($"{job} did not end so: {history.Tell(job.Index)}; writes {string.Join(", ", writes)}");
        }
    }

    private string Tell(ParameterValue served) =>
        $"At {time.GetTimestamp() / (double)TimeSpan.TicksPerSecond:F1} s {served.Key}@{served.Index} = {served.Value} {served.Quality}, "
        + $"read at {(served.ReadAt - _start)?.TotalSeconds:F1} s,";
}
