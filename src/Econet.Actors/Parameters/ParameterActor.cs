using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Vocabulary;
using Econet.Values;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>What the parameters of a device share.</summary>
/// <param name="Round">The nearest value the device can hold; null where it holds all.</param>
/// <param name="Vocabulary">The vocabulary in force.</param>
internal sealed record ParameterContext(
    IActorRef Driver, IActorRef Store, WriteBudget Budget, TimeProvider Time, Func<ParameterDefinition, Value, Value>? Round,
    Func<SystemVocabulary> Vocabulary);

/// <summary>One parameter: its definition, its cached value, its write budget, and the writes of it that are under way.</summary>
internal sealed class ParameterActor : GuardedActor
{
    /// <summary>A write that waited for longer than this over a restart is not sent any more: its time has passed.</summary>
    private static readonly TimeSpan RecoveryWindow = TimeSpan.FromMinutes(5);

    private readonly int _place;
    private readonly string _key;
    private readonly ParameterContext _shared;
    private readonly Dictionary<long, UnderWay> _writes = [];
    private readonly List<Spent> _spent = [];
    private SystemVocabulary _vocabulary;
    private ParameterState _state;
    private bool _limitsKnown;

    public ParameterActor(int place, string key, ParameterDefinition definition, ParameterContext shared)
    {
        _place = place;
        _key = key;
        _shared = shared;
        _vocabulary = shared.Vocabulary();
        _state = ParameterState.Of(definition, definition.MeaningIn(_vocabulary));
        _limitsKnown = definition is { Min: not Limit.HeldBy, Max: not Limit.HeldBy };
    }

    public static Props Props(int place, string key, ParameterDefinition definition, ParameterContext shared) =>
        Akka.Actor.Props.Create(() => new ParameterActor(place, key, definition, shared));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReadingAt reading:
                Read(reading);
                break;
            case Expire expire:
                if (_state.LastWord == expire.LastWord)
                {
                    Set(_state.Expire());
                }

                break;
            case Limits limits:
                _limitsKnown = limits.Known;
                Set(_state with { Min = limits.Min, Max = limits.Max });
                break;
            case RestoreValue restored:
                Set(_state.Restore(restored.Value, restored.ReadAt, restored.ChangedAt));
                break;
            case RestoreWrites restored:
                Restore(restored);
                break;
            case WriteFor write:
                Write(write);
                break;
            case WithdrawRequest withdraw:
                Withdraw(withdraw.Request);
                break;
            case WriteSaved saved:
                Begin(saved.Id);
                break;
            case WriteProgress progress:
                Advance(progress);
                break;
            case WriteEnded ended:
                End(ended);
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
            requester.Tell(Failed(error.Error, error.Message));
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var write in _writes.Values)
        {
            var job = write.Job with
            {
                Status = WriteStatus.Expired,
                EndedAt = _shared.Time.GetUtcNow(),
                Message = "It was lost in an internal error; read the value to see how it ended",
            };
            Context.Parent.Tell(new JobChanged(job));
            _shared.Store.Tell(new SaveWrite(job));
        }

        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new Reborn(_place));
        _shared.Driver.Tell(new Refresh(_state.Definition.Index));
    }

    protected override void PostStop()
    {
        foreach (var write in _writes.Values)
        {
            write.Requester.Tell(Failed(
                EconetError.Unavailable, "The parameter is no more, or the gateway stops; read the value to see how the write ended"));
        }
    }

    private void Read(ReadingAt reading)
    {
        LookUp();
        var before = _state;
        Set(_state.Read(reading.Value, reading.At, reading.MaxAge, reading.InDoubt, _shared.Time, reading.Certain));
        if (_state.WantsSecondReading(before))
        {
            Log.Debug("{Key} read as {Reading} after {Value}: asking again", _key, reading.Value, _state.Value);
            _shared.Driver.Tell(new Refresh(_state.Definition.Index));
        }
    }

    /// <summary>The vocabulary may be another one than before: its file was read again.</summary>
    private void LookUp()
    {
        var vocabulary = _shared.Vocabulary();
        if (!ReferenceEquals(vocabulary, _vocabulary))
        {
            _vocabulary = vocabulary;
            _state = _state with { Meaning = _state.Definition.MeaningIn(vocabulary) };
        }
    }

    private void Set(ParameterState state)
    {
        _state = state;
        Context.Parent.Tell(new StateChanged(_place, state));
    }

    private void Write(WriteFor write)
    {
        var now = _shared.Time.GetUtcNow();
        if (_state.Definition.Writable && !_limitsKnown)
        {
            write.Requester.Tell(Failed(EconetError.Unavailable, "The limits of the parameter are not known yet"));
            return;
        }

        if (!TryInput(write.Input, out var value, out var bits, out var error))
        {
            write.Requester.Tell(error);
            return;
        }

        var asked = value;
        value = _shared.Round?.Invoke(_state.Definition, asked) ?? asked;
        var job = new WriteJob(write.Id, _key, _state.Definition.Index, value, _state.Value, write.Origin, now)
        {
            Message = value == asked ? null : $"{asked} was rounded to {value}, the nearest value that the device can hold",
        };

        // What is known was read before the request came. Only the device can say that it holds the value now; until then nothing is sent.
        var readFirst = bits is not null || _state.Value == value || _writes.Values.Any(other => other.Job.Value == value);
        var refusal = _state.Definition.NonVolatile ? Spend(write.Id, write.Origin, now) : null;
        if (refusal is not null && !readFirst)
        {
            write.Requester.Tell(refusal);
            return;
        }

        Log.Info("Write {Id} of {Key} ({Index}): {OldValue} to {NewValue}", job.Id, _key, job.Index, job.OldValue, value);
        _writes[job.Id] = new UnderWay(job, write.Requester, write.AnswerWhenAccepted, readFirst, refusal, bits, Request: write.Request);
        Context.Parent.Tell(new JobChanged(job));
        _shared.Store.Tell(new SaveWrite(job));
    }

    /// <summary>What a client gave, by its name or scaled where the vocabulary has one, as a value of the device's.</summary>
    /// <param name="bits">The bits that alone are to become others; null for the whole value.</param>
    /// <param name="failed">What to answer when it is none.</param>
    private bool TryInput(object? input, out Value value, out WordChange? bits, [NotNullWhen(false)] out WriteResult? failed)
    {
        var error = "";
        (value, bits, failed) = (default, null, null);
        LookUp();
        if (input is BitChanges changes && _state.Definition.Writable)
        {
            if (!MeaningInput.TryBits(_state.Meaning, changes, out var change, out error))
            {
                failed = Failed(EconetError.BadValue, error);
                return false;
            }

            if (_state.Value.IsNone)
            {
                failed = Failed(EconetError.Unavailable, $"'{_key}' was not read yet, so its other bits are not known");
                return false;
            }

            (input, bits) = ((decimal)change.In(_state.Value.ToInteger()), change);
        }
        else if (_state.Definition.Writable && !MeaningInput.TryRaw(_state.Meaning, input, _state.Min, _state.Max, out input, out error))
        {
            failed = Failed(EconetError.BadValue, error);
            return false;
        }

        if (!ValueInput.TryConvert(_state.Definition, input, _state.Min, _state.Max, out value, out error))
        {
            failed = Failed(EconetError.BadValue, error);
            return false;
        }

        return true;
    }

    /// <summary>It will survive a crash now, so it may begin, and be called accepted.</summary>
    private void Begin(long id)
    {
        if (!_writes.TryGetValue(id, out var write) || write.HasBegun || write.IsRecovered)
        {
            return;
        }

        if (write.AnswerWhenAccepted)
        {
            write.Requester.Tell(Succeeded(write.Job));
            write = write with { Requester = ActorRefs.Nobody };
        }

        _writes[id] = write with { HasBegun = true };

        _shared.Driver.Tell(new Write(
            id, write.Job.Index, write.Job.Value, MaySend: write.Refusal is null, ReadFirst: write.ReadFirst, Bits: write.Bits));
    }

    /// <summary>The driver knows whether one that it has was sent.</summary>
    private void Withdraw(Guid request)
    {
        if (_writes.Values.FirstOrDefault(write => write.Request == request && request != Guid.Empty) is not { } withdrawn)
        {
            return;
        }

        if (withdrawn.HasBegun)
        {
            _shared.Driver.Tell(new Withdraw(withdrawn.Job.Id));
        }
        else
        {
            End(new WriteEnded(withdrawn.Job.Id, WriteStatus.Withdrawn, default, _shared.Time.Now()));
        }
    }

    private void Advance(WriteProgress progress)
    {
        if (_writes.TryGetValue(progress.Id, out var write))
        {
            var sentAt = progress.Status == WriteStatus.Sent ? progress.At ?? _shared.Time.GetUtcNow() : write.Job.SentAt;
            var value = progress.Value.IsNone ? write.Job.Value : progress.Value;
            Update(write, write.Job with { Status = progress.Status, SentAt = sentAt, Value = value });
        }
    }

    private void End(WriteEnded ended)
    {
        if (!_writes.Remove(ended.Id, out var write))
        {
            return;
        }

        if (!ended.Held.IsNone)
        {
            Set(_state.Confirm(ended.Held, ended.At, _state.MaxAge));
        }

        if (write.Job.SentAt is null && !write.IsRecovered)
        {
            // What was never sent wore nothing. One from before a restart may have been.
            _spent.RemoveAll(spent => spent.Id == ended.Id);
        }

        // The device holds another value, so it would have had to be sent.
        var refusal = ended.Outcome == WriteStatus.Expired && !ended.Held.IsNone ? write.Refusal : null;
        var job = write.Job with
        {
            Status = ended.Outcome,
            EndedAt = _shared.Time.GetUtcNow(),
            Message = Together(write.Job.Message, refusal?.Message ?? ended.Reason),
        };
        Log.Info("Write {Id} of {Key} ({Index}) ended: {Outcome}", job.Id, _key, job.Index, ended.Outcome);
        Context.Parent.Tell(new JobChanged(job));
        _shared.Store.Tell(new SaveWrite(job));
        write.Requester.Tell(refusal is not null ? refusal with { Job = job } : ended.Outcome switch
        {
            WriteStatus.Verified => Succeeded(job) with { NewValue = ended.Held },
            WriteStatus.Refused => Failed(EconetError.Refused, ended.Reason ?? "The controller refused the write", job),
            WriteStatus.Mismatch => Failed(EconetError.Mismatch, ended.Reason ?? $"The controller took the write and holds {ended.Held}", job),
            WriteStatus.Superseded => Failed(EconetError.Superseded, "A later write of the same parameter took its place", job),
            WriteStatus.Withdrawn => Failed(EconetError.Withdrawn, "It was withdrawn before it was sent", job),
            WriteStatus.Overridden => Failed(EconetError.Overridden, ended.Reason ?? $"The device has taken another value since: {ended.Held}", job),
            _ => Failed(ended.Error ?? EconetError.TimedOut, ended.Reason ?? "The controller did not answer in time", job),
        });
    }

    private void Restore(RestoreWrites restored)
    {
        var now = _shared.Time.GetUtcNow();
        if (_state.Definition.NonVolatile)
        {
            // A time in the future is of a clock that was ahead, and says nothing.
            _spent.AddRange(restored.Jobs.Where(SpentBudget)
                .Select(job => (Job: job, Age: now - (job.SentAt ?? job.CreatedAt)))
                .Where(spent => spent.Age >= TimeSpan.Zero)
                .Select(spent => new Spent(spent.Job.Id, _shared.Time.Later(_shared.Time.Now(), -spent.Age), spent.Job.Origin)));
        }

        foreach (var job in restored.Jobs.Where(job => !job.HasEnded))
        {
            // Of a word only some bits may have been asked for, and the others have become others meanwhile: it is not sent a second time.
            Log.Info("Write {Id} of {Key} was under way when the gateway ended: reading what became of it", job.Id, _key);
            _writes[job.Id] = new UnderWay(job, ActorRefs.Nobody, AnswerWhenAccepted: false, IsRecovered: true);
            _shared.Driver.Tell(new Write(job.Id, job.Index, job.Value, Recovered: true, MaySend: IsRecent(now - job.CreatedAt) && _state.Meaning.Bits.IsEmpty));
        }
    }

    // A clock that was set back tells nothing of a write's age.
    private static bool IsRecent(TimeSpan age) => age >= TimeSpan.Zero && age < RecoveryWindow;

    // One that never had to be sent, or that was superseded before, wore nothing.
    private static bool SpentBudget(WriteJob job) => job.SentAt is not null || !job.HasEnded;

    /// <returns>Null when the budget allows the write, and counts it from now on; else what to answer.</returns>
    private WriteResult? Spend(long id, string origin, DateTimeOffset now)
    {
        if (_shared.Budget.IsClosed)
        {
            return Failed(
                EconetError.BudgetSpent, $"{_key} is not written: the device keeps it in memory that every write wears, and the write budget is 0");
        }

        _spent.RemoveAll(spent => WriteBudget.IsForgotten(_shared.Time.Since(spent.At)));
        if (_shared.Budget.Wait([.. _spent.Select(spent => _shared.Time.Since(spent.At))]) is not { } wait)
        {
            _spent.Add(new Spent(id, _shared.Time.Now(), origin));
            return null;
        }

        var next = now + wait;
        var spenders = _spent.GroupBy(s => s.Origin).OrderByDescending(g => g.Count()).Select(g => $"{g.Key} {g.Count()}");
        return Failed(
            EconetError.BudgetSpent,
            string.Create(CultureInfo.InvariantCulture, $"Write budget of {_key} is spent ({_shared.Budget.PerHour} an hour, ")
            + string.Create(CultureInfo.InvariantCulture, $"{_shared.Budget.PerDay} a day; in the last day by {string.Join(", ", spenders)}): ")
            + string.Create(CultureInfo.InvariantCulture, $"the controller keeps it in memory that every write wears; next at {next:u}"))
            with
            {
                RetryAt = next,
            };
    }

    private static string? Together(string? first, string? second) =>
        first is not null && second is not null ? $"{first}. {second}" : first ?? second;

    private void Update(UnderWay write, WriteJob job)
    {
        _writes[job.Id] = write with { Job = job };
        Context.Parent.Tell(new JobChanged(job));
    }

    private WriteResult Succeeded(WriteJob job) => new(
        _key, job.Index, job.OldValue, job.Value, _shared.Time.GetUtcNow()) { Job = job };

    private WriteResult Failed(EconetError error, string message, WriteJob? job = null) => new(
        _key, _state.Definition.Index, _state.Value, default, _shared.Time.GetUtcNow(), error, message) { Job = job };

    private sealed record Spent(long Id, Moment At, string Origin);

    /// <param name="ReadFirst">The device may hold the value already, and is asked before it is sent.</param>
    /// <param name="Refusal">What to answer when it would have to be sent all the same, for which the budget is spent.</param>
    /// <param name="Bits">The bits that alone are written; null for the whole value.</param>
    /// <param name="HasBegun">It was handed to the driver.</param>
    private sealed record UnderWay(
        WriteJob Job,
        IActorRef Requester,
        bool AnswerWhenAccepted,
        bool ReadFirst = false,
        WriteResult? Refusal = null,
        WordChange? Bits = null,
        bool IsRecovered = false,
        bool HasBegun = false,
        Guid Request = default);
}
