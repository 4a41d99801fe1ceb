using System.Text;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>
/// Another peripheral at an address that is given away: it answers IDENTIFY, and gives back tokens granted to it. One that leaves does that
/// still until it is asked who it is again and says nothing: until then the panel grants, and would wait for ever.
/// </summary>
internal sealed class Rival
{
    /// <summary>Sooner than a gateway that waits for 20 ms of silence.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(6);

    private readonly EventLoop _loop;
    private readonly SimulatedBus _bus;
    private readonly Gm3SimulationOptions _options;
    private readonly Participant _participant;
    private readonly HashSet<ushort> _addresses = [];
    private readonly HashSet<ushort> _leaving = [];

    public Rival(EventLoop loop, SimulatedBus bus, Gm3SimulationOptions options)
    {
        (_loop, _bus, _options) = (loop, bus, options);
        _participant = new Participant(null, Hear);
        bus.Attach(_participant);
    }

    public void Take(ushort address)
    {
        _addresses.Add(address);
        _leaving.Remove(address);
    }

    public void Leave() => _leaving.UnionWith(_addresses);

    private void Hear(Frame frame)
    {
        if (frame.Source != BusAddress.Panel || !_addresses.Contains(frame.Destination))
            return;

        var me = frame.Destination;
        if (frame.Command == Command.Identify && _leaving.Remove(me))
            _addresses.Remove(me);
        else if (frame.Command == Command.Identify)
            Answer(new Frame(BusAddress.Panel, me, Command.IdentifyAnswer, Encoding.UTF8.GetBytes("PLUM\0rival\0\0\0\0\0")));
        else if (ActiveFaults.KindOf(frame) == FrameKind.Grant)
            Answer(Service.TokenReturn(me));
    }

    private void Answer(Frame frame) => _loop.After(_options.Latency(Latency), () => _bus.Transmit(_participant, frame));
}
