using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>
/// One parameter: the one owner of its value, quality, times and limits, and of its writes that are under way. What becomes of them it tells its
/// parent.
/// </summary>
internal sealed class ParameterActor(ParameterMemory memory, ParameterContext shared)
    : GuardedActor, IRequiresMessageQueue<ISmallMessageQueueSemantics>
{
    private ParameterWrites Writes => memory.Writes ??= new ParameterWrites(memory.State.Definition, memory.Key, shared, Log);

    public static Props Props(ParameterMemory memory, ParameterContext shared) => Akka.Actor.Props.CreateBy(new Producer(memory, shared)).WithDispatcher(DeviceActor.Dispatcher);

    protected override void OnReceive(object message)
    {
        if (memory.Confirmations.Take() is { } confirmation)
        {
            Read(new ParameterMessages.ReadingAt(confirmation.Of.Value, confirmation.Of.MaxAge, confirmation.At, confirmation.InDoubt, Certain: false));
        }

        switch (message)
        {
            case ParameterMessages.ReadingAt reading:
                Read(reading);
                break;
            case ParameterMessages.CheckAge:
                CheckAges();
                break;
            case ParameterMessages.Wake:
                LookUp();
                break;
            case ParameterMessages.Limits limits:
                Set(memory.State with { Min = limits.Min, Max = limits.Max, AreLimitsKnown = limits.Known });
                break;
            case ParameterMessages.RestoreValue restored:
                Set(memory.State.Restore(restored.Value, restored.ReadAt, restored.ChangedAt));
                break;
            case ParameterMessages.TellAll:
                // The parent that has restarted does not know whether the vocabulary has changed since.
                LookUp();
                Sender.Tell(new ParameterMessages.Known(memory.State, memory.Writes?.Open ?? [], memory.Confirmations));
                break;
            default:
                ReceiveWrite(message);
                break;
        }
    }

    protected override void Failed(object message, RequestFailed failure)
    {
        if (message is ParameterMessages.WriteFor { Requester: { } requester })
        {
            requester.Tell(new WriteAnswers(memory.State.Definition.Index, memory.Key, shared.Time).Failure(
                failure.Error, failure.Message, memory.State.Value));
        }
    }

    // Nothing ends with a restart: the next incarnation has the same memory.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostStop() => memory.Writes?.Abandon();

    private void ReceiveWrite(object message)
    {
        switch (message)
        {
            case ParameterMessages.WriteFor write:
                LookUp();
                Writes.Accept(write, memory.State);
                break;
            case ParameterMessages.WithdrawRequest withdraw:
                memory.Writes?.Withdraw(withdraw.Request);
                break;
            case ParameterMessages.RestoreWrites restored:
                Writes.Restore(restored.Jobs, isWord: !memory.State.Meaning.Bits.IsEmpty);
                break;
            case StoreMessages.WriteSaved saved:
                memory.Writes?.Begin(saved);
                break;
            case ParameterMessages.WriteProgress progress:
                memory.Writes?.Advance(progress);
                break;
            case ParameterMessages.WriteEnded ended when memory.Writes?.IsOpen(ended.Id) == true:
                if (!ended.Held.IsNone)
                {
                    Set(memory.State.Confirm(ended.Held, ended.At, memory.State.MaxAge));
                }

                memory.Writes.End(ended);
                break;
            case ParameterMessages.WriteEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Read(ParameterMessages.ReadingAt reading)
    {
        var before = memory.State;
        Set(before.Read(reading.Value, reading.At, reading.MaxAge, reading.InDoubt, shared.Time, reading.Certain));
        if (memory.State.WantsSecondReading(before))
        {
            Log.Debug("{Key} read as {Reading} after {Value}: asking again", memory.Key, reading.Value, memory.State.Value);
            AskAgain();
        }
    }

    private void CheckAges()
    {
        if (memory.State.IsOverdue(shared.Time))
        {
            Set(memory.State.Expire());
        }

        if (memory.State.IsDueAgain(shared.Time))
        {
            AskAgain();
        }
    }

    private void AskAgain() => shared.Driver.Tell(new ParameterMessages.Refresh(memory.State.Definition.Index));

    /// <summary>The vocabulary may be another one than before: its files were read again.</summary>
    private void LookUp()
    {
        var meaning = memory.State.Definition.MeaningIn(shared.Vocabulary());
        if (!ReferenceEquals(meaning, memory.State.Meaning))
        {
            Set(memory.State with { Meaning = meaning });
        }
    }

    private void Set(ParameterState state)
    {
        memory.State = state;
        shared.Parent.Tell(new ParameterMessages.StateChanged(state));
    }

    /// <summary>Smaller and faster than an expression that is taken apart for each of thousands of actors.</summary>
    private sealed class Producer(ParameterMemory memory, ParameterContext shared) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ParameterActor);

        public ActorBase Produce() => new ParameterActor(memory, shared);

        public void Release(ActorBase actor)
        {
        }
    }
}
