using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Brings writes to the devices and reads them back. An answer to a write does not say to which: while the line is in doubt it may be the late
/// one to an earlier write, so then only what is read back counts, or what the device says twice.
/// </summary>
internal sealed class WriteWork(
    Func<int, DeviceSpace?> spaceOf, ValueReader reader, IBusWorkSink sink, Gm3Options options, TimeProvider time)
{
    /// <summary>As often as this does a device say the same before it is believed while the line is in doubt.</summary>
    private const int EnoughAnswers = 2;

    private readonly WriteQueue _queue = new();

    public int Waiting => _queue.Count;

    public void Queue(QueuedWrite write)
    {
        if (spaceOf(write.Write.Index) is null)
        {
            sink.Ended(write, WriteStatus.Expired, default, time.Now(), "The parameter is not known on the bus");
        }
        else if (_queue.Add(write) is { } superseded)
        {
            sink.Ended(superseded, WriteStatus.Superseded, default, time.Now(), null);
        }
    }

    /// <summary>Ends this write unless it was sent.</summary>
    public void Withdraw(long id)
    {
        if (_queue.TakeUnsent(id) is { } withdrawn)
        {
            sink.Ended(withdrawn, WriteStatus.Withdrawn, default, time.Now(), null);
        }
    }

    /// <summary>Ends the writes that have waited too long.</summary>
    public void ExpireOld()
    {
        foreach (var write in _queue.TakeExpired(time, options.WriteTimeout))
        {
            var doubt = write.MayHaveArrived
                ? "The write was sent but could not be read back in time: the device may hold the value"
                : "The write could not be sent in time";
            sink.Ended(write, WriteStatus.Expired, default, time.Now(), doubt);
        }
    }

    /// <summary>Ends all that wait: nobody will bring them to the device any more.</summary>
    public void Abandon(string reason, EconetError? error)
    {
        while (_queue.Next(_ => true) is { } write)
        {
            var all = write.MayHaveArrived ? $"{reason}. It was sent before: the device may hold the value" : reason;
            sink.Ended(write, WriteStatus.Expired, default, time.Now(), all, error);
        }
    }

    public BusStep? Next()
    {
        if (_queue.Next(job => spaceOf(job.Write.Index) is { IsReady: true }) is not { } job)
        {
            return null;
        }

        var space = spaceOf(job.Write.Index)!;
        return job.ReadFirst ? new BusStep.ReadBack(space, job) : new BusStep.Write(space, job);
    }

    /// <summary>A write goes out now.</summary>
    public void Sending(QueuedWrite job)
    {
        job.Attempts++;
        sink.Progressed(job, WriteStatus.Sent);
    }

    /// <summary>The device said whether it takes the value.</summary>
    /// <returns>What to do next about it; null when it has ended.</returns>
    public BusStep? Answered(BusStep.Write step, ProtocolMessages.Answered answered)
    {
        var job = step.Job;
        var accepted = Modify.IsAccepted(answered.Answer);
        if (!answered.InDoubt)
        {
            (job.Acknowledged, job.Refused) = (accepted, !accepted);
        }
        else if (accepted)
        {
            job.Acknowledged = ++job.DoubtfulAcceptances >= EnoughAnswers;
        }
        else
        {
            job.Refused = ++job.DoubtfulRefusals >= EnoughAnswers;
        }

        if (job.Refused)
        {
            sink.Ended(job, WriteStatus.Refused, default, answered.At, "The controller refused the write");
            return null;
        }

        if (accepted)
        {
            sink.Progressed(job, WriteStatus.Acknowledged);
        }

        return new BusStep.ReadBack(step.Space, job);
    }

    /// <summary>The device said what it holds.</summary>
    /// <returns>What to do next about it; null when it has ended, or waits.</returns>
    /// <param name="isStuck">The device does not tell what it holds: it is not to be asked again and again while others wait for the token.</param>
    public BusStep? ReadBack(BusStep.ReadBack step, ProtocolMessages.Answered answered, out bool isStuck)
    {
        var (space, job) = (step.Space, step.Job);
        var first = space.Parameters.WireIndex(job.Write.Index);
        isStuck = !reader.TryRead(space, answered.Answer, new ParameterSelection(1, first), out var values);
        if (isStuck)
        {
            Interrupted(step);
            return null;
        }

        var held = values[0].Value;
        // The value that was sent is its own evidence, another one is not.
        var isSure = (held == job.Write.Value && job.MayHaveArrived) || !answered.InDoubt || job.DoubtfulHeld == held;
        if (isSure)
        {
            job.Hold(held);
        }

        if (isSure && space.Plan.Meaning(first).IsDone(job.Write.Value, held))
        {
            space.Plan.Note(first, values, answered.At.Ticks, byOthers: false, inDoubt: false);
            space.RefreshLimitedBy(first);
            sink.Ended(
                job, WriteStatus.Verified, held, answered.At,
                held != job.Write.Value ? $"The controller holds {held}: in automatic mode it chooses the season itself"
                : job.MayHaveArrived ? null
                : "The device already holds the value");
            return null;
        }

        if (!isSure)
        {
            job.DoubtfulHeld = held;
            return step;
        }

        job.DoubtfulHeld = default;
        if (job.Acknowledged)
        {
            sink.Ended(job, WriteStatus.Mismatch, held, answered.At, null);
        }
        else if (job.Attempts >= options.Attempts)
        {
            sink.Ended(job, WriteStatus.Expired, held, answered.At, $"The device did not accept the write and holds {held}");
        }
        else if (!job.Write.MaySend)
        {
            var why = job.Write.Recovered
                ? $"It was under way when the gateway ended. The device holds {held}, and it is not sent again: something newer may have been written since"
                : $"The device holds {held}, and the write must not be sent";
            sink.Ended(job, WriteStatus.Expired, held, answered.At, why);
        }
        else if (job.Attempts == 0 && job.Write.Before is { } before && !before.Any(value => space.Plan.Meaning(first).IsDone(value, held)))
        {
            sink.Ended(
                job, WriteStatus.Overridden, held, answered.At,
                $"The device holds {held}: somebody has changed it since the write was accepted, so it is not sent");
        }
        else
        {
            job.ReadFirst = false;
            return new BusStep.Write(space, job);
        }

        return null;
    }

    /// <summary>No answer to a write. It may have been taken anyway: it is read back, before anything is said of it or sent again.</summary>
    public static BusStep.ReadBack Unanswered(BusStep.Write step) => new(step.Space, step.Job);

    /// <summary>The token, or the line, is gone: a write in flight waits for the next, and is read back first.</summary>
    public void Interrupted(BusStep? step)
    {
        var job = step switch
        {
            BusStep.Write write => write.Job,
            BusStep.ReadBack readBack => readBack.Job,
            _ => null,
        };
        if (job is not null)
        {
            job.ReadFirst = true;
            if (!_queue.PutBack(job))
            {
                sink.Ended(job, WriteStatus.Superseded, default, time.Now(), null);
            }
        }
    }
}
