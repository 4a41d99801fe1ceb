using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3;

/// <summary>The devices of the simulated bus, with what they say of themselves.</summary>
internal static class SimulatedDevices
{
    private static readonly TimeSpan ThermostatLatency = TimeSpan.FromMilliseconds(12);

    public static SimulatedDevice Controller(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus) =>
        new(BusAddress.Controller, space, options.Latency(options.ControllerLatency), Modify.Accepted, loop, bus)
        {
            Settings = new Settings(0x53494D01, "ecoMAX360i", "S024.25", 360, 1),
            Identity = ["PLUM Sp. z o.o.", "ecoMAX360i klient ID 114", "SIM36000000000000000001", "01", "00", "H2.3.0_S024.25"],
        };

    public static SimulatedDevice Panel(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus) =>
        new(BusAddress.Panel, space, options.Latency(options.PanelLatency), Modify.Accepted, loop, bus)
        {
            Settings = new Settings(0x53494D64, "ecoTOUCH", "S024.22", 100, 2),
            Identity = ["PLUM Sp. z o.o.", "ecoTOUCH", "SIM10000000000000000001", "02", "00", "H4.0.0_S024.22"],
        };

    public static SimulatedDevice Thermostat(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus)
    {
        foreach (var (flags, index) in ThermostatParameters.AnswerFlags().Select((flags, index) => (flags, index)))
            space.Flag(index, flags);

        return new(ThermostatParameters.Address, space, options.Latency(ThermostatLatency), Modify.ThermostatAccepted, loop, bus)
        {
            Settings = new Settings(0x53494DA5, "ecoSTER_40", "S001.24", 40, 3),
            Identity = ["PLUM Sp. z o.o.", "ecoSTER_40", "SIM0400001", "03", "00", "H2.0.0_S001.24"],
        };
    }
}
