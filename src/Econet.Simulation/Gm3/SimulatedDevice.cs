using System.Text;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

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
    private readonly ActiveFaults _faults;
    private readonly Participant _participant;

    public SimulatedDevice(ushort address, ParameterSpace space, TimeSpan latency, byte accepted, EventLoop loop, SimulatedBus bus,
        ActiveFaults faults)
    {
        (_address, Space, _latency, _accepted, _loop, _bus, _faults) = (address, space, latency, accepted, loop, bus, faults);
        _participant = new Participant(null, Hear);
        bus.Attach(_participant);
    }

    public ParameterSpace Space { get; }

    public Participant Participant => _participant;

    /// <summary>What it says of itself.</summary>
    public required Settings Settings { get; set; }

    /// <summary>False for one that leaves GET_SETTINGS unanswered.</summary>
    public bool AnswersSettings { get; init; } = true;

    /// <summary>Texts of its IDENTIFY answer.</summary>
    public required IReadOnlyList<string> Identity { get; init; }

    /// <summary>What the public index of its first parameter is.</summary>
    public int PublicBase { get; init; }

    /// <summary>Notified of every write: request, public index, value, whether it was accepted.</summary>
    public Action<Frame, int, Value, bool>? Written { get; set; }

    /// <summary>Answers SERVICE requests and the like; null for what it does not know.</summary>
    public Func<Frame, (Command Command, byte[] Data)?>? AnswersOther { get; set; }

    /// <summary>Notified of every frame heard, whoever it is for.</summary>
    public Action<Frame>? Overhears { get; set; }

    private void Hear(Frame frame)
    {
        Overhears?.Invoke(frame);
        var isMute = _address == BusAddress.Controller && _faults.IsOn<MuteController>();
        if (frame.Destination != _address || isMute || IsIgnored(frame) || Answer(frame) is not { } answer)
            return;

        var reply = new Frame(frame.Source, _address, answer.Command, answer.Data);
        _loop.After(_latency, () => Reply(reply));
    }

    private bool IsIgnored(Frame frame) =>
        (frame.Command == Command.GetSettings && !AnswersSettings)
        || _faults.Striking<IgnoredRequests>(frame, fault => fault.Device == _address && fault.Command == frame.Command).Any();

    private void Reply(Frame reply)
    {
        var frames = new List<Frame> { reply };
        if (BusAddress.IsPeripheral(reply.Destination))
        {
            foreach (var (_, random) in _faults.Striking<MimickedAnswers>(reply))
                frames.Insert(random.Next(frames.Count + 1), Mimic.Of(reply, Space.Types, random));
        }

        frames.ForEach(frame => _bus.Transmit(_participant, frame));
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
        var index = PublicBase + modify.WireIndex;
        var isRefused = _faults.Striking<RefusedWrites>(request, fault => fault.Which?.Invoke(index) != false).Any();
        var accepted = !isRefused && Space.TryWrite(modify, out value);
        Written?.Invoke(request, index, value, accepted);
        return accepted;
    }
}
