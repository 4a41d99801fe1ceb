using Akka.Actor;
using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>A write on its way to the device.</summary>
internal sealed class QueuedWrite(ParameterMessages.Write write, IActorRef requester, Moment queuedAt)
{
    public ParameterMessages.Write Write { get; private set; } = write;

    public IActorRef Requester { get; } = requester;

    public Moment QueuedAt { get; } = queuedAt;

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>The device may hold the value already, so it is read before it is written.</summary>
    public bool ReadFirst { get; set; } = write.Recovered || write.ReadFirst || write.Bits is not null;

    /// <summary>It was sent, perhaps by a gateway that has ended since.</summary>
    public bool MayHaveArrived => Attempts > 0 || Write.Recovered;

    /// <summary>The device holds this word now: of a write of some bits the others stay as they are.</summary>
    public void Hold(Value word)
    {
        if (Write.Bits is { } bits && !MayHaveArrived)
        {
            Write = Write with { Value = Value.Of(word.Type, bits.In(word.ToInteger())) };
        }
    }

    /// <summary>How often the device said that it took the value, while the line was in doubt: the answer may have been that to another write.</summary>
    public int DoubtfulAcceptances { get; set; }

    /// <summary>How often the device said that it does not, while the line was in doubt.</summary>
    public int DoubtfulRefusals { get; set; }

    /// <summary>The device took the value, beyond doubt.</summary>
    public bool Acknowledged { get; set; }

    /// <summary>The device refused the value, beyond doubt.</summary>
    public bool Refused { get; set; }

    /// <summary>Another value than the written one that was read back while the line was in doubt: read again, it counts.</summary>
    public Value DoubtfulHeld { get; set; }
}

/// <summary>The writes that wait for a token, in the order they came; of two for one parameter the later one waits.</summary>
internal sealed class WriteQueue
{
    private readonly List<QueuedWrite> _waiting = [];

    public int Count => _waiting.Count;

    /// <returns>The job whose place was taken, if any.</returns>
    public QueuedWrite? Add(QueuedWrite job)
    {
        var same = _waiting.FindIndex(waiting => waiting.Write.Index == job.Write.Index);
        var superseded = same < 0 ? null : _waiting[same];
        if (same >= 0)
        {
            _waiting.RemoveAt(same);
        }

        _waiting.Add(job);
        return superseded;
    }

    /// <summary>Puts a job back that could not be finished, before all others, unless a later write of its parameter waits.</summary>
    /// <returns>False when a later one waits.</returns>
    public bool PutBack(QueuedWrite job)
    {
        if (_waiting.Exists(waiting => waiting.Write.Index == job.Write.Index))
        {
            return false;
        }

        _waiting.Insert(0, job);
        return true;
    }

    /// <summary>Takes out the first one that can be brought to its device now.</summary>
    public QueuedWrite? Next(Predicate<QueuedWrite> canBe)
    {
        var at = _waiting.FindIndex(canBe);
        if (at < 0)
        {
            return null;
        }

        var job = _waiting[at];
        _waiting.RemoveAt(at);
        return job;
    }

    /// <summary>Takes out the one with this id, unless the device may have it already.</summary>
    public QueuedWrite? TakeUnsent(long id)
    {
        var job = _waiting.Find(waiting => waiting.Write.Id == id && !waiting.MayHaveArrived);
        return job is not null && _waiting.Remove(job) ? job : null;
    }

    /// <summary>Takes out those that have waited for longer than <paramref name="limit"/>.</summary>
    public IReadOnlyList<QueuedWrite> TakeExpired(TimeProvider time, TimeSpan limit)
    {
        var expired = _waiting.Where(job => time.Since(job.QueuedAt) > limit).ToList();
        _waiting.RemoveAll(expired.Contains);
        return expired;
    }
}
