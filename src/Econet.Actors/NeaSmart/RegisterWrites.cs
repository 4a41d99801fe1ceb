using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.NeaSmart;

/// <summary>Users' writes on their way: lays them into the bank, and tells those who asked how far they come.</summary>
internal sealed class RegisterWrites(RegisterBank bank, TimeProvider time)
{
    /// <summary>Those whose writes lie in the bank, by the writes' ids.</summary>
    private readonly Dictionary<long, IActorRef> _writers = [];

    /// <summary>Writes that the base had read before the restart, and had not confirmed; when it read them.</summary>
    private readonly Dictionary<long, DateTimeOffset> _taken = [];

    /// <summary>Writes that were under way before the start, whether the base had read them or not.</summary>
    private readonly HashSet<long> _old = [];

    /// <summary>What was stored came so late that masters were served without it.</summary>
    public bool IsLate { get; set; }

    /// <summary>What was under way before the start.</summary>
    public void Restore(IEnumerable<StoredRegister> registers, IEnumerable<WriteJob> jobs)
    {
        foreach (var register in registers.Where(register => register.TakenWrite != 0))
        {
            _taken[register.TakenWrite] = register.WrittenAt;
        }

        _old.UnionWith(jobs.Where(job => !job.HasEnded).Select(job => job.Id));
    }

    /// <summary>Lays the write into its register, or tells <paramref name="writer"/> why not.</summary>
    public void Take(ParameterMessages.Write write, IActorRef writer)
    {
        var liesInIt = _writers.ContainsKey(write.Id);
        _writers[write.Id] = writer;
        if (liesInIt)
        {
            // The parameters have restarted, and found the write in the store; here it has gone on.
            return;
        }

        if (!TryEncode(write, out var register, out var word))
        {
            End(write, WriteStatus.Refused, "The register can't hold this value");
            return;
        }

        var isTaken = _taken.Remove(write.Id, out var takenAt);
        if (!isTaken && (!write.MaySend || write.WasSent))
        {
            var had = write.WasSent ? "may have read it" : "had not read it";
            End(
                write, WriteStatus.Expired,
                $"The base {had} when the gateway ended. It is no longer offered to the base: the write has expired, or something newer may have been set");
            return;
        }

        // The parameters may have restarted alone: a write of this run that they find then, and that did not come here, is a new one.
        var isOld = write.Recovered && !isTaken && _old.Contains(write.Id);
        if (isOld && IsLate)
        {
            // What the base has written since hides whether it had read it, and what it held before.
            End(
                write, WriteStatus.Expired,
                "The state could not be read at the start, and the base was served without it: the value is no longer offered to it");
            return;
        }

        if (isTaken)
        {
            writer.Tell(new ParameterMessages.WriteProgress(write.Id, WriteStatus.Sent, takenAt));
            writer.Tell(new ParameterMessages.WriteProgress(write.Id, WriteStatus.Acknowledged));
        }

        bank.Offer(register.Address, write.Id, word, isTaken, isOld);
    }

    /// <summary>Tells the one who asked.</summary>
    public void Progress(WriteStep step)
    {
        if (step.Status != WriteStatus.Acknowledged)
        {
            End(step);
        }
        else if (_writers.TryGetValue(step.Id, out var writer))
        {
            writer.Tell(new ParameterMessages.WriteProgress(step.Id, WriteStatus.Sent));
            writer.Tell(new ParameterMessages.WriteProgress(step.Id, WriteStatus.Acknowledged));
        }
    }

    /// <summary>It could not be taken, for a reason that nobody foresaw.</summary>
    public void Fail(ParameterMessages.Write write, IActorRef writer, RequestFailed failure)
    {
        _writers.Remove(write.Id);
        writer.Tell(new ParameterMessages.WriteEnded(write.Id, WriteStatus.Expired, default, time.Now(), failure.Message, failure.Error));
    }

    /// <summary>Nobody knows any more how they end.</summary>
    public void Abandon(string reason)
    {
        bank.Withdraw();
        foreach (var (id, writer) in _writers)
        {
            writer.Tell(new ParameterMessages.WriteEnded(id, WriteStatus.Expired, default, time.Now(), reason));
        }

        _writers.Clear();
    }

    private static bool TryEncode(ParameterMessages.Write write, out Register register, out ushort word)
    {
        word = 0;
        register = null!;
        return write.Index is >= 0 and <= ushort.MaxValue && RegisterMap.TryGet((ushort)write.Index, out register!)
            && write.Value.Type is not (ParameterType.None or ParameterType.String) && register.TryEncode(write.Value.ToDouble(), out word);
    }

    private void End(ParameterMessages.Write write, WriteStatus outcome, string reason) =>
        End(new WriteStep(write.Id, outcome, default, time.Now(), reason));

    private void End(WriteStep step)
    {
        if (_writers.Remove(step.Id, out var writer))
        {
            writer.Tell(new ParameterMessages.WriteEnded(step.Id, step.Status, step.Held, step.At, step.Reason));
        }
    }
}
