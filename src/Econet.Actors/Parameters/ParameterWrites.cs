using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>The writes of one parameter: checks and records them, hands them to the driver, and tells how they end. Its actor's alone.</summary>
internal sealed class ParameterWrites(ParameterDefinition definition, string key, ParameterContext shared, ILoggingAdapter log)
{
    private readonly Dictionary<long, OpenWrite> _open = [];
    private readonly SpentBudget _spent = new(shared.Policy.Budget, shared.Time);
    private readonly WriteAnswers _answers = new(definition.Index, key, shared.Time);

    /// <summary>Those that have not ended.</summary>
    public ImmutableArray<WriteJob> Open => [.. _open.Values.Select(write => write.Job)];

    public bool IsOpen(long id) => _open.ContainsKey(id);

    /// <summary>Somebody wants the parameter written.</summary>
    /// <param name="known">What is known of it now.</param>
    public void Accept(ParameterMessages.WriteFor write, ParameterState known)
    {
        if (OpenOf(write.Request) is { } begun)
        {
            Join(begun, write);
            return;
        }

        if (definition.Writable && !known.AreLimitsKnown)
        {
            write.Requester.Tell(_answers.Failure(EconetError.Unavailable, "The limits of the parameter are not known yet", known.Value));
            return;
        }

        if (!WriteInput.TryRead(known, key, write.Input, out var input, out var failure))
        {
            write.Requester.Tell(_answers.Failure(failure.Error, failure.Message, known.Value));
            return;
        }

        // What is known was read before the request came. Only the device can say that it holds the value now; until then nothing is sent.
        var asked = input.Value;
        var value = shared.Round?.Invoke(definition, asked) ?? asked;
        var readFirst = input.Bits is not null || known.Value == value || _open.Values.Any(other => other.Job.Value == value);
        var refusal = Spend(write, known);
        if (refusal is not null && !readFirst)
        {
            write.Requester.Tell(refusal);
            return;
        }

        var job = new WriteJob(write.Id, key, definition.Index, value, known.Value, write.Origin, shared.Time.GetUtcNow())
        {
            Message = value == asked ? null : $"{asked} was rounded to {value}, the nearest value that the device can hold",
            IsDurable = shared.Policy.KeepsWrites, Request = write.Request, CorrelationId = write.CorrelationId,
        };
        log.Info("Write {Id} of {Key} ({Index}): {OldValue} to {NewValue}", job.Id, key, job.Index, job.OldValue, value);
        _open[job.Id] = new OpenWrite(job, [write.Requester])
        {
            AnswerWhenAccepted = write.AnswerWhenAccepted, ReadFirst = readFirst, Refusal = refusal, Bits = input.Bits,
        };
        shared.Parent.Tell(new ParameterMessages.JobChanged(job));
        shared.Store.Tell(new StoreMessages.SaveWrite(job));
    }

    /// <summary>It is recorded, or nobody wants that, or it can't be: now it may begin, and be called accepted, or not.</summary>
    public void Begin(StoreMessages.WriteSaved saved)
    {
        if (!_open.TryGetValue(saved.Id, out var write) || write.HasBegun)
        {
            return;
        }

        if (saved.Keeping == StoreMessages.Keeping.DiskFails && !shared.Policy.MayMake(write.AnswerWhenAccepted))
        {
            RefuseUnrecorded(write, saved.Problem);
            return;
        }

        if (saved.Keeping == StoreMessages.Keeping.OnDisk)
        {
            shared.Witness.Add(saved.Id);
        }
        else if (write.Job.IsDurable)
        {
            write = write with { Job = write.Job with { IsDurable = false } };
            shared.Parent.Tell(new ParameterMessages.JobChanged(write.Job));
        }

        // From now on nothing older may be sent by anybody; a record of it on the disk may not come to know of this one.
        foreach (var older in _open.Keys.Where(id => id != saved.Id))
        {
            shared.Witness.Remove(older);
        }

        if (write.AnswerWhenAccepted)
        {
            Tell(write.Requesters, _answers.Success(write.Job));
            write = write with { Requesters = [] };
        }

        _open[saved.Id] = write with { HasBegun = true };
        shared.Driver.Tell(new ParameterMessages.Write(
            saved.Id, definition.Index, write.Job.Value, MaySend: write.Refusal is null, ReadFirst: write.ReadFirst, Bits: write.Bits));
    }

    /// <summary>The driver knows whether one that it has was sent.</summary>
    public void Withdraw(Guid request)
    {
        if (OpenOf(request) is not { } withdrawn)
        {
            return;
        }

        if (withdrawn.HasBegun)
        {
            shared.Driver.Tell(new ParameterMessages.Withdraw(withdrawn.Job.Id));
        }
        else
        {
            End(new ParameterMessages.WriteEnded(withdrawn.Job.Id, WriteStatus.Withdrawn, default, shared.Time.Now()));
        }
    }

    /// <summary>The driver has come this far.</summary>
    public void Advance(ParameterMessages.WriteProgress progress)
    {
        if (!_open.TryGetValue(progress.Id, out var write))
        {
            return;
        }

        var sentAt = write.Job.SentAt;
        if (progress.Status == WriteStatus.Sent)
        {
            sentAt = progress.At ?? shared.Time.GetUtcNow();
            shared.Witness.Sent(progress.Id);
        }

        var value = progress.Value.IsNone ? write.Job.Value : progress.Value;
        var job = write.Job with { Status = progress.Status, SentAt = sentAt, Value = value };
        _open[progress.Id] = write with { Job = job };
        shared.Parent.Tell(new ParameterMessages.JobChanged(job));
    }

    /// <summary>One has ended so; it is open.</summary>
    public void End(ParameterMessages.WriteEnded ended)
    {
        var write = _open[ended.Id];
        if (write.Job.SentAt is null && !write.IsRecovered)
        {
            // One from before a restart may have been sent then.
            _spent.GiveBack(ended.Id);
        }

        // The device holds another value, so it would have had to be sent.
        var refusal = ended.Outcome == WriteStatus.Expired && !ended.Held.IsNone ? write.Refusal : null;
        var job = Ended(write.Job, ended.Outcome, refusal?.Message ?? ended.Reason, refusal?.Error ?? ended.Error) with { RetryAt = refusal?.RetryAt };
        log.Info("Write {Id} of {Key} ({Index}) ended: {Outcome}", job.Id, key, job.Index, ended.Outcome);
        End(job, write.Requesters, refusal is not null ? refusal with { Job = job } : _answers.Of(ended, job));
    }

    /// <summary>Goes on with stored writes that are not known yet, and counts what they spent.</summary>
    /// <param name="isWord">The parameter is made up of bits that mean different things.</param>
    public void Restore(ImmutableArray<WriteJob> jobs, bool isWord)
    {
        if (definition.NonVolatile)
        {
            _spent.Restore(jobs);
        }

        foreach (var found in WriteRecovery.Of(jobs, shared.Witness, shared.Time.GetUtcNow()).Where(found => !IsOpen(found.Job.Id)))
        {
            _open[found.Job.Id] = new OpenWrite(found.Job, []) { HasBegun = true, IsRecovered = true };
            if (found.Ends is { } outcome)
            {
                End(new ParameterMessages.WriteEnded(found.Job.Id, outcome, default, shared.Time.Now(), found.Reason));
                continue;
            }

            log.Info("Write {Id} of {Key} was under way when the gateway ended: reading what became of it", found.Job.Id, key);
            // Of a word only some bits may have been asked for, and the others have become others meanwhile: it is not sent a second time.
            shared.Driver.Tell(new ParameterMessages.Write(
                found.Job.Id, definition.Index, found.Job.Value, Recovered: true, MaySend: found.MaySend && !isWord)
            {
                WasSent = found.WasSent, Before = found.Before,
            });
        }
    }

    /// <summary>Nobody will hear how they end: the parameter is no more, or the gateway stops.</summary>
    public void Abandon()
    {
        foreach (var write in _open.Values)
        {
            Tell(write.Requesters, _answers.Failure(
                EconetError.Unavailable, "The parameter no longer exists, or the gateway is stopping; read the value to see how the write ended",
                write.Job.OldValue));
        }
    }

    /// <returns>Null when the budget allows the write, and counts it from now on; else what to answer.</returns>
    private WriteResult? Spend(ParameterMessages.WriteFor write, ParameterState known) =>
        !definition.NonVolatile ? null
        : shared.Policy.Budget.IsClosed ? _answers.Closed(known.Value)
        : _spent.Spend(write.Id, write.Origin) is { } wait ? _answers.Spent(shared.Policy.Budget, wait, _spent.Describe(), known.Value)
        : null;

    private OpenWrite? OpenOf(Guid request) =>
        request == Guid.Empty ? null : _open.Values.FirstOrDefault(write => write.Job.Request == request);

    /// <summary>The request came once more: it gets the answer of the first, and makes no write of its own.</summary>
    private void Join(OpenWrite begun, ParameterMessages.WriteFor again)
    {
        if (again.AnswerWhenAccepted && begun.HasBegun)
        {
            again.Requester.Tell(_answers.Success(begun.Job));
        }
        else
        {
            _open[begun.Job.Id] = begun with { Requesters = begun.Requesters.Add(again.Requester) };
        }
    }

    private static void Tell(ImmutableHashSet<IActorRef> requesters, WriteResult result)
    {
        foreach (var requester in requesters)
        {
            requester.Tell(result);
        }
    }

    private void RefuseUnrecorded(OpenWrite write, string? problem)
    {
        _spent.GiveBack(write.Job.Id);
        var message = $"The write would not survive a restart, and was not made: {problem}";
        var job = Ended(write.Job, WriteStatus.Expired, message, EconetError.NotDurable);
        End(job, write.Requesters, _answers.Failure(EconetError.NotDurable, message, job.OldValue) with { Job = job });
    }

    private void End(WriteJob job, ImmutableHashSet<IActorRef> requesters, WriteResult result)
    {
        shared.Witness.Remove(job.Id);
        _open.Remove(job.Id);
        shared.Store.Tell(new StoreMessages.SaveWrite(job));
        shared.Parent.Tell(new ParameterMessages.JobChanged(job));
        Tell(requesters, result);
    }

    private WriteJob Ended(WriteJob job, WriteStatus outcome, string? reason, EconetError? error) => job with
    {
        Status = outcome,
        Error = WriteAnswers.ErrorOf(outcome, error),
        EndedAt = shared.Time.GetUtcNow(),
        Message = job.Message is not null && reason is not null ? $"{job.Message}. {reason}" : reason ?? job.Message,
    };
}
