using System.Text;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3;

/// <summary>
/// A device that answers what is addressed to it: who it is, its parameters, writes. The controller is one, and so is the panel for what
/// it is asked, and the thermostat.
/// </summary>
internal sealed class SimulatedDevice
{
    private const byte Refused = (byte)Command.Error;

    private readonly ushort _address;
    private readonly TimeSpan _latency;
    private readonly byte _accepted;
    private readonly EventLoop _loop;
    private readonly SimulatedBus _bus;
    private readonly Participant _participant;

    public SimulatedDevice(ushort address, ParameterSpace space, TimeSpan latency, byte accepted, EventLoop loop, SimulatedBus bus)
    {
        (_address, Space, _latency, _accepted, _loop, _bus) = (address, space, latency, accepted, loop, bus);
        _participant = new Participant(null, Hear);
        bus.Attach(_participant);
    }

    public ParameterSpace Space { get; }

    public Participant Participant => _participant;

    /// <summary>What it says of itself.</summary>
    public required Settings Settings { get; init; }

    /// <summary>Texts of its IDENTIFY answer.</summary>
    public required IReadOnlyList<string> Identity { get; init; }

    public bool IsMute { get; set; }

    /// <summary>Refuses a write that would be taken otherwise, by wire index.</summary>
    public Func<int, bool>? RefusesWrite { get; set; }

    /// <summary>Told of every write: request, wire index, value, whether it was accepted.</summary>
    public Action<Frame, int, Value, bool>? Written { get; set; }

    /// <summary>Answers SERVICE requests and the like; null for what it does not know.</summary>
    public Func<Frame, (Command Command, byte[] Data)?>? AnswersOther { get; set; }

    /// <summary>Told of every frame heard, whoever it is for.</summary>
    public Action<Frame>? Overhears { get; set; }

    private void Hear(Frame frame)
    {
        Overhears?.Invoke(frame);
        if (frame.Destination != _address || IsMute || Answer(frame) is not { } answer)
            return;

        var reply = new Frame(frame.Source, _address, answer.Command, answer.Data);
        _loop.After(_latency, () => _bus.Transmit(_participant, reply));
    }

    private (Command Command, byte[] Data)? Answer(Frame request) => request.Command switch
    {
        Command.GetSettings => (Command.GetSettingsAnswer, Settings.ToArray()),
        Command.Identify => (Command.IdentifyAnswer, Encoding.UTF8.GetBytes(string.Concat(Identity.Select(text => text + '\0')))),
        Command.ModifyParam => (Command.ModifyParamAnswer, [Write(request) ? _accepted : Refused]),
        Command.GetParamsStruct or Command.GetParamsStructWithRange or Command.GetParams =>
            Space.Answer(request) ?? (Command.Error, []),
        _ => AnswersOther?.Invoke(request),
    };

    private bool Write(Frame request)
    {
        if (!Modify.TryParse(request.Data.Span, out var modify))
            return false;

        Value value = default;
        var accepted = RefusesWrite?.Invoke(modify.WireIndex) != true && Space.TryWrite(modify, out value);
        Written?.Invoke(request, modify.WireIndex, value, accepted);
        return accepted;
    }
}
