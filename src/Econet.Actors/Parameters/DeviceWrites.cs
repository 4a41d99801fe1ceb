using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The writes of a device for those who ask: hands each to the actor of its parameter, keeps how that says it stands, and tells those who watch.
/// </summary>
internal sealed class DeviceWrites(
    string device, DeviceParameters known, ParameterActors actors, IActorRef store, RunWitness witness, TimeProvider time)
{
    private readonly WriteLedger _ledger = new(time.GetUtcNow());
    private ImmutableArray<WriteJob> _waiting = [];

    public int UnderWay => _ledger.UnderWay;

    /// <inheritdoc cref="WriteLedger.Find"/>
    public ImmutableArray<WriteJob> Find(long? id) => _ledger.Find(id);

    /// <returns>Why there can be no such write: the device does not answer, or has no such parameter; else null.</returns>
    public RequestFailed? Begin(WriteParameter write, IActorRef requester)
    {
        if (_ledger.Of(write.Request) is { } made)
        {
            Repeat(made, write, requester);
            return null;
        }

        if (known.Silence is { } silence)
        {
            return silence;
        }

        if (!known.TryResolve(write.Key, out var place, out var failure))
        {
            return failure;
        }

        // What a disk that can't be read yet holds must not undo this one.
        witness.Settle(UnderWayIds());
        actors.Tell(place, For(write, _ledger.Begin(known.Table.State(place).Definition.Index), requester));
        return null;
    }

    public void Withdraw(WithdrawWrite withdraw)
    {
        if (known.Table.Directory.TryResolve(withdraw.Key, out var place))
        {
            actors.Tell(place, new ParameterMessages.WithdrawRequest(withdraw.Request));
        }
    }

    /// <summary>A write is this far.</summary>
    public void Put(WriteJob job)
    {
        _ledger.Put(job);
        known.Watchers.Tell(new WriteChanged(device, job));
    }

    /// <summary>Takes what was stored; what is under way goes on once the parameters are known.</summary>
    /// <param name="isAll">It is all that the disk holds.</param>
    public void Adopt(IEnumerable<WriteJob> stored, bool isAll)
    {
        var (found, superseded) = _ledger.Adopt(stored);
        if (isAll)
        {
            witness.Settle(UnderWayIds());
        }

        _waiting = found;
        foreach (var job in superseded)
        {
            End(job);
        }

        if (known.Table.Count > 0)
        {
            GoOn();
        }
    }

    /// <summary>The parameters are known now.</summary>
    public void GoOn()
    {
        foreach (var jobs in _waiting.ToLookup(job => job.Index))
        {
            if (known.Table.Directory.PlaceOf(jobs.Key) is >= 0 and var place)
            {
                actors.Tell(place, new ParameterMessages.RestoreWrites([.. jobs]));
                continue;
            }

            foreach (var job in jobs.Where(job => !job.HasEnded))
            {
                End(job with { Status = WriteStatus.Expired, Error = EconetError.NotFound, Message = "The device has no such parameter any more" });
            }
        }

        _waiting = [];
    }

    /// <summary>The device is another one than before: what was under way for the former one can't end.</summary>
    public void AbandonAll()
    {
        foreach (var job in _ledger.Find(null).Where(job => !job.HasEnded))
        {
            End(job with { Status = WriteStatus.Expired, Error = EconetError.Unavailable, Message = "The device's parameters have changed" });
        }
    }

    private static ParameterMessages.WriteFor For(WriteParameter write, long id, IActorRef requester) => new(
        id, write.Value, write.Origin ?? "", write.AnswerWhenAccepted, requester, write.Request, write.CorrelationId);

    /// <summary>The request was made before: whoever makes it again gets its answer.</summary>
    private void Repeat(WriteJob made, WriteParameter write, IActorRef requester)
    {
        if (!made.HasEnded && known.Table.Directory.PlaceOf(made.Index) is >= 0 and var place)
        {
            actors.Tell(place, For(write, made.Id, requester));
            return;
        }

        var answers = new WriteAnswers(made.Index, made.Key, time);
        requester.Tell(
            write.AnswerWhenAccepted ? answers.Success(made)
            : made.HasEnded ? answers.Of(made)
            : answers.Failure(EconetError.Unavailable, "It is not known yet how the write ended", made.OldValue));
    }

    private IEnumerable<long> UnderWayIds() => _ledger.Find(null).Where(job => !job.HasEnded).Select(job => job.Id);

    private void End(WriteJob job)
    {
        witness.Remove(job.Id);
        var ended = job with { EndedAt = time.GetUtcNow() };
        Put(ended);
        store.Tell(new StoreMessages.SaveWrite(ended));
    }
}
