using Akka.Actor;
using Akka.Event;
using Econet.Actors.Vocabulary;
using Econet.Values;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>What the parameters of a device share.</summary>
/// <param name="Round">The nearest value the device can hold; null where it holds all.</param>
internal sealed record ParameterContext(
    IActorRef Driver,
    IActorRef Store,
    RunWitness Witness,
    WritePolicy Policy,
    TimeProvider Time,
    Func<ParameterDefinition, Value, Value>? Round);

/// <summary>A write that has not ended.</summary>
/// <param name="Requester">Nobody once it was answered.</param>
internal sealed record OpenWrite(WriteJob Job, IActorRef Requester)
{
    public bool AnswerWhenAccepted { get; init; }

    /// <summary>What its requester calls it; empty when he will not withdraw it.</summary>
    public Guid Request { get; init; }

    /// <summary>The device may hold the value already, and is asked before it is sent.</summary>
    public bool ReadFirst { get; init; }

    /// <summary>What to answer when it would have to be sent all the same, for which the budget is spent.</summary>
    public WriteResult? Refusal { get; init; }

    /// <summary>The bits that alone are written; null for the whole value.</summary>
    public WordChange? Bits { get; init; }

    /// <summary>It was handed to the driver.</summary>
    public bool HasBegun { get; init; }

    /// <summary>It was under way before the start, and may have been sent then.</summary>
    public bool IsRecovered { get; init; }
}

/// <summary>
/// The writes of one parameter: checks and records them, hands them to the driver, and tells how they end. It is there from the first write on.
/// What the parameter holds is the table's to know, and comes with each request.
/// </summary>
internal sealed class ParameterActor(ParameterDefinition definition, string key, ParameterContext shared) : GuardedActor
{
    private readonly Dictionary<long, OpenWrite> _open = [];
    private readonly SpentBudget _spent = new(shared.Policy.Budget, shared.Time);
    private readonly WriteAnswers _answers = new(definition.Index, key, shared.Time);

    public static Props Props(ParameterDefinition definition, string key, ParameterContext shared) =>
        Akka.Actor.Props.Create(() => new ParameterActor(definition, key, shared));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WriteFor write:
                Accept(write);
                break;
            case WithdrawRequest withdraw:
                Withdraw(withdraw.Request);
                break;
            case RestoreWrites restored:
                Restore(restored);
                break;
            case WriteSaved saved when _open.TryGetValue(saved.Id, out var write) && !write.HasBegun:
                Begin(saved, write);
                break;
            case WriteProgress progress when _open.TryGetValue(progress.Id, out var write):
                Advance(progress, write);
                break;
            case WriteEnded ended when _open.TryGetValue(ended.Id, out var write):
                End(ended, write);
                break;
            case WriteSaved or WriteProgress or WriteEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void Failed(object message, EconetException error)
    {
        if (message is WriteFor { Requester: { } requester })
        {
            requester.Tell(_answers.Failure(error.Error, error.Message, default));
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var write in _open.Values.Where(write => !write.HasBegun))
        {
            // Nobody would have it sent any more. The driver goes on with the others, and the next incarnation hears how they end.
            var lost = Ended(write.Job, WriteStatus.Expired, "It was lost in an internal error, and was not sent");
            Context.Parent.Tell(new JobChanged(lost));
            shared.Store.Tell(new SaveWrite(lost));
        }

        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new Reborn(definition.Index));
    }

    protected override void PostStop()
    {
        foreach (var write in _open.Values)
        {
            write.Requester.Tell(_answers.Failure(
                EconetError.Unavailable, "The parameter is no more, or the gateway stops; read the value to see how the write ended",
                write.Job.OldValue));
        }
    }

    private void Accept(WriteFor write)
    {
        var (known, time) = (write.Known, shared.Time);
        if (definition.Writable && !write.AreLimitsKnown)
        {
            write.Requester.Tell(_answers.Failure(EconetError.Unavailable, "The limits of the parameter are not known yet", known.Value));
            return;
        }

        if (!WriteInput.TryRead(known, key, write.Input, out var input, out var message, out var error))
        {
            write.Requester.Tell(_answers.Failure(error, message, known.Value));
            return;
        }

        // What is known was read before the request came. Only the device can say that it holds the value now; until then nothing is sent.
        var asked = input.Value;
        var value = shared.Round?.Invoke(definition, asked) ?? asked;
        var readFirst = input.Bits is not null || known.Value == value || _open.Values.Any(other => other.Job.Value == value);
        var refusal = definition.NonVolatile && _spent.Spend(write.Id, write.Origin) is { } wait
            ? _answers.Refusal(shared.Policy.Budget, wait, _spent.Describe(), known.Value)
            : null;
        if (refusal is not null && !readFirst)
        {
            write.Requester.Tell(refusal);
            return;
        }

        var job = new WriteJob(write.Id, key, definition.Index, value, known.Value, write.Origin, time.GetUtcNow())
        {
            Message = value == asked ? null : $"{asked} was rounded to {value}, the nearest value that the device can hold",
            IsDurable = shared.Policy.KeepsWrites,
        };
        Log.Info("Write {Id} of {Key} ({Index}): {OldValue} to {NewValue}", job.Id, key, job.Index, job.OldValue, value);
        _open[job.Id] = new OpenWrite(job, write.Requester)
        {
            AnswerWhenAccepted = write.AnswerWhenAccepted, Request = write.Request, ReadFirst = readFirst, Refusal = refusal, Bits = input.Bits,
        };
        Context.Parent.Tell(new JobChanged(job));
        shared.Store.Tell(new SaveWrite(job));
    }

    /// <summary>It is recorded, or nobody wants that, or it can't be: now it may begin, and be called accepted, or not.</summary>
    private void Begin(WriteSaved saved, OpenWrite write)
    {
        if (saved.Keeping == Keeping.DiskFails && write.AnswerWhenAccepted && !shared.Policy.AcceptWithoutDisk)
        {
            _spent.GiveBack(saved.Id);
            var message = $"The write would not survive a restart, and was not made: {saved.Problem}";
            var job = Ended(write.Job, WriteStatus.Expired, message);
            shared.Store.Tell(new SaveWrite(job));
            Tell(job, write.Requester, _answers.Failure(EconetError.NotDurable, message, job.OldValue) with { Job = job });
            return;
        }

        // From now on nothing older may be sent by anybody; a record of it on the disk may not come to know of this one.
        foreach (var older in _open.Keys.Where(id => id != saved.Id))
        {
            shared.Witness.Remove(older);
        }

        if (saved.Keeping == Keeping.OnDisk)
        {
            shared.Witness.Add(saved.Id);
        }
        else if (write.Job.IsDurable)
        {
            write = write with { Job = write.Job with { IsDurable = false } };
            Context.Parent.Tell(new JobChanged(write.Job));
        }

        if (write.AnswerWhenAccepted)
        {
            write.Requester.Tell(_answers.Success(write.Job));
            write = write with { Requester = ActorRefs.Nobody };
        }

        _open[saved.Id] = write with { HasBegun = true };
        shared.Driver.Tell(new Write(
            saved.Id, definition.Index, write.Job.Value, MaySend: write.Refusal is null, ReadFirst: write.ReadFirst, Bits: write.Bits));
    }

    /// <summary>The driver knows whether one that it has was sent.</summary>
    private void Withdraw(Guid request)
    {
        if (request == Guid.Empty || _open.Values.FirstOrDefault(write => write.Request == request) is not { } withdrawn)
        {
            return;
        }

        if (withdrawn.HasBegun)
        {
            shared.Driver.Tell(new Withdraw(withdrawn.Job.Id));
        }
        else
        {
            End(new WriteEnded(withdrawn.Job.Id, WriteStatus.Withdrawn, default, shared.Time.Now()), withdrawn);
        }
    }

    private void Advance(WriteProgress progress, OpenWrite write)
    {
        var sentAt = write.Job.SentAt;
        if (progress.Status == WriteStatus.Sent)
        {
            sentAt = progress.At ?? shared.Time.GetUtcNow();
            shared.Witness.Sent(progress.Id);
        }

        var value = progress.Value.IsNone ? write.Job.Value : progress.Value;
        var job = write.Job with { Status = progress.Status, SentAt = sentAt, Value = value };
        _open[progress.Id] = write with { Job = job };
        Context.Parent.Tell(new JobChanged(job));
    }

    private void End(WriteEnded ended, OpenWrite write)
    {
        shared.Witness.Remove(ended.Id);
        if (!ended.Held.IsNone)
        {
            Context.Parent.Tell(new Confirmed(definition.Index, ended.Held, ended.At));
        }

        if (write.Job.SentAt is null && !write.IsRecovered)
        {
            // One from before a restart may have been sent then.
            _spent.GiveBack(ended.Id);
        }

        // The device holds another value, so it would have had to be sent.
        var refusal = ended.Outcome == WriteStatus.Expired && !ended.Held.IsNone ? write.Refusal : null;
        var job = Ended(write.Job, ended.Outcome, refusal?.Message ?? ended.Reason);
        Log.Info("Write {Id} of {Key} ({Index}) ended: {Outcome}", job.Id, key, job.Index, ended.Outcome);
        shared.Store.Tell(new SaveWrite(job));
        Tell(job, write.Requester, refusal is not null ? refusal with { Job = job } : _answers.Of(ended, job));
    }

    private void Tell(WriteJob job, IActorRef requester, WriteResult result)
    {
        _open.Remove(job.Id);
        Context.Parent.Tell(new JobChanged(job));
        requester.Tell(result);
    }

    private void Restore(RestoreWrites restored)
    {
        if (definition.NonVolatile)
        {
            _spent.Restore(restored.Jobs);
        }

        foreach (var found in WriteRecovery.Of(restored.Jobs, shared.Witness, shared.Time.GetUtcNow()))
        {
            var write = new OpenWrite(found.Job, ActorRefs.Nobody) { HasBegun = true, IsRecovered = true };
            _open[found.Job.Id] = write;
            if (restored.AreWithDriver)
            {
                continue;
            }

            if (found.IsSuperseded)
            {
                End(new WriteEnded(found.Job.Id, WriteStatus.Superseded, default, shared.Time.Now()), write);
                continue;
            }

            Log.Info("Write {Id} of {Key} was under way when the gateway ended: reading what became of it", found.Job.Id, key);
            // Of a word only some bits may have been asked for, and the others have become others meanwhile: it is not sent a second time.
            shared.Driver.Tell(new Write(
                found.Job.Id, definition.Index, found.Job.Value, Recovered: true, MaySend: found.MaySend && !restored.IsWord)
            {
                WasSent = found.WasSent, Before = found.Before,
            });
        }
    }

    private WriteJob Ended(WriteJob job, WriteStatus outcome, string? reason) => job with
    {
        Status = outcome,
        EndedAt = shared.Time.GetUtcNow(),
        Message = job.Message is not null && reason is not null ? $"{job.Message}. {reason}" : reason ?? job.Message,
    };
}
