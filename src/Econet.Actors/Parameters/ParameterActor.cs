using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Gm3;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Parameters;

/// <summary>One parameter: its definition, its cached value, and the writes of it that are under way.</summary>
internal sealed class ParameterActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _place;
    private readonly string _key;
    private readonly IActorRef _driver;
    private readonly TimeProvider _time;
    private readonly Dictionary<long, PendingWrite> _writes = [];
    private long _lastWrite;
    private ParameterState _state;

    public ParameterActor(int place, string key, ParameterDefinition definition, IActorRef driver, TimeProvider time)
    {
        _place = place;
        _key = key;
        _driver = driver;
        _time = time;
        _state = ParameterState.Of(definition);
    }

    public static Props Props(int place, string key, ParameterDefinition definition, IActorRef driver, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ParameterActor(place, key, definition, driver, time));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReadingAt reading:
                Set(_state.Read(reading.Value, reading.At));
                break;
            case Expire:
                Set(_state.Expire());
                break;
            case Limits limits:
                Set(_state with { Min = limits.Min, Max = limits.Max });
                break;
            case WriteFor write:
                Write(write);
                break;
            case WriteEnded ended:
                End(ended);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var write in _writes.Values)
        {
            write.Requester.Tell(Failed(EconetError.TimedOut, "The write was lost in an internal error; read the value to see how it ended"));
        }

        base.PreRestart(reason, message);
    }

    private void Set(ParameterState state)
    {
        _state = state;
        Context.Parent.Tell(new StateChanged(_place, state));
    }

    private void Write(WriteFor write)
    {
        if (!ValueInput.TryConvert(_state.Definition, write.Input, _state.Min, _state.Max, out var value, out var error))
        {
            write.Requester.Tell(Failed(EconetError.BadValue, error));
            return;
        }

        _log.Info("Write of {Key} ({Index}): {OldValue} to {NewValue}", _key, _state.Definition.Index, _state.Value, value);
        _writes[++_lastWrite] = new PendingWrite(_state.Value, write.Requester);
        _driver.Tell(new Write(_lastWrite, _state.Definition.Index, value));
    }

    private void End(WriteEnded ended)
    {
        if (!_writes.Remove(ended.Id, out var write))
        {
            return;
        }

        if (!ended.Held.IsNone)
        {
            Set(_state.Read(ended.Held, ended.At));
        }

        var result = ended.Outcome switch
        {
            WriteOutcome.Verified => new WriteResult(
                _key, _state.Definition.Index, write.OldValue, ended.Held, _time.GetUtcNow()),
            WriteOutcome.Refused => Failed(EconetError.Refused, ended.Reason ?? "The controller refused the write"),
            WriteOutcome.Mismatch => Failed(EconetError.Mismatch, ended.Reason ?? $"The controller took the write and holds {ended.Held}"),
            WriteOutcome.Superseded => Failed(EconetError.Superseded, "A later write of the same parameter took its place"),
            _ => Failed(EconetError.TimedOut, ended.Reason ?? "The controller did not answer in time"),
        };
        _log.Info("Write of {Key} ({Index}) ended: {Outcome}", _key, _state.Definition.Index, ended.Outcome);
        write.Requester.Tell(result);
    }

    private WriteResult Failed(EconetError error, string message) =>
        new(_key, _state.Definition.Index, _state.Value, default, _time.GetUtcNow(), error, message);

    private sealed record PendingWrite(Value OldValue, IActorRef Requester);

    /// <summary>A reading for this parameter alone.</summary>
    internal sealed record ReadingAt(Value Value, Moment At);
}
