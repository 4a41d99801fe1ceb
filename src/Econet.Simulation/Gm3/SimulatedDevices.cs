using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Gm3;

/// <summary>The devices of the simulated bus, with what they say of themselves.</summary>
internal static class SimulatedDevices
{
    public const ushort ThermostatAddress = 165;

    public const string ThermostatSerial = "SIM0400001";

    private static readonly TimeSpan ThermostatLatency = TimeSpan.FromMilliseconds(12);

    public static Settings ControllerSettings { get; } = new(0x53494D01, "ecoMAX360i", "S024.25", 360, 1);

    /// <summary>Of the controller that is there instead when it was changed.</summary>
    public static Settings OtherControllerSettings { get; } = new(0x53494D02, "ecoMAX360i", "S024.21", 360, 1);

    public static SimulatedDevice Controller(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus,
        ActiveFaults faults) =>
        new(BusAddress.Controller, space, options.Latency(options.ControllerLatency), Modify.Accepted, loop, bus, faults)
        {
            Settings = ControllerSettings,
            Identity = ["PLUM Sp. z o.o.", "ecoMAX360i klient ID 114", "SIM36000000000000000001", "01", "00", "H2.3.0_S024.25"],
        };

    public static SimulatedDevice Panel(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus,
        ActiveFaults faults) =>
        new(BusAddress.Panel, space, options.Latency(options.PanelLatency), Modify.Accepted, loop, bus, faults)
        {
            PublicBase = ParameterTable.PanelBase,
            AnswersSettings = options.PanelAnswersSettings,
            Settings = new Settings(0x53494D64, "ecoTOUCH", "S024.22", 100, 2),
            Identity = ["PLUM Sp. z o.o.", "ecoTOUCH", "SIM10000000000000000001", "02", "00", "H4.0.0_S024.22"],
        };

    public static SimulatedDevice Thermostat(ParameterSpace space, Gm3SimulationOptions options, EventLoop loop, SimulatedBus bus,
        ActiveFaults faults)
    {
        foreach (var (flags, index) in EcoSter.AnswerFlags(ThermostatSerial).Select((flags, index) => (flags, index)))
            space.Flag(index, flags);

        return new(ThermostatAddress, space, options.Latency(ThermostatLatency), Modify.ThermostatAccepted, loop, bus, faults)
        {
            Settings = new Settings(0x53494DA5, "ecoSTER_40", "S001.24", 40, 3),
            Identity = ["PLUM Sp. z o.o.", "ecoSTER_40", ThermostatSerial, "03", "00", "H2.0.0_S001.24"],
        };
    }
}
