namespace Econet.Simulation.Gm3.Faults;

/// <summary>What the beginning and the end of a fault do to those on the bus.</summary>
internal sealed class StateFaults
{
    private readonly SimulatedPort _port;
    private readonly SimulatedPanel _panel;
    private readonly SimulatedDevice _controller;
    private readonly NoiseSource _noise;
    private readonly Rival _rival;
    private readonly EmController _em;

    public StateFaults(
        ActiveFaults faults, SimulatedPort port, SimulatedPanel panel, SimulatedDevice controller, NoiseSource noise, Rival rival,
        EmController em)
    {
        (_port, _panel, _controller, _noise, _rival, _em) = (port, panel, controller, noise, rival, em);
        faults.Began = Begin;
        faults.Ended = End;
    }

    private void Begin(ActiveFault fault)
    {
        switch (fault.Fault)
        {
            case Unplugged:
                _port.EndLines("The simulated bus was unplugged.");
                break;
            case RefusingAdapter:
                _port.EndLines("The simulated adapter closed the connection.");
                break;
            case EmBus:
                _em.Begin(fault);
                break;
            case Noise or ForgedFrames:
                _noise.Begin(fault);
                break;
            case ForgottenPeripherals:
                _panel.Forget();
                break;
            case AddressGivenAway given:
                if ((given.Address ?? _panel.Registered.Cast<ushort?>().FirstOrDefault()) is { } address)
                    _rival.Take(address);
                break;
            case ChangedController:
                _controller.Settings = SimulatedDevices.OtherControllerSettings;
                _controller.Space.Rearrange(place => place % 40 != 7);
                break;
        }
    }

    private void End(ActiveFault fault)
    {
        switch (fault.Fault)
        {
            case AddressGivenAway:
                _rival.Leave();
                break;
            case ChangedController:
                _controller.Settings = SimulatedDevices.ControllerSettings;
                _controller.Space.Rearrange(_ => true);
                break;
        }
    }
}
