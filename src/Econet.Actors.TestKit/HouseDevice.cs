using Econet.Actors.Gm3;
using Econet.Actors.NeaSmart;
using Econet.Simulation.Gm3;
using Econet.Simulation.NeaSmart;

namespace Econet.Actors.TestKit;

/// <summary>A simulated device in a house beside its heat pump.</summary>
/// <param name="Id">As <c>IEconet.Device</c> takes it.</param>
public abstract record HouseDevice(string Id)
{
    /// <summary>Another heat pump, on a bus of its own: <see cref="House.BusOf"/>.</summary>
    public sealed record Gm3(string Id) : HouseDevice(Id)
    {
        public Gm3SimulationOptions Simulation { get; init; } = new();

        public Gm3Options Options { get; init; } = new();
    }

    /// <summary>A NEA SMART system, whose base comes to us over a serial line: <see cref="House.FloorOf"/>.</summary>
    public sealed record NeaSmart(string Id = "neasmart") : HouseDevice(Id)
    {
        public NeaSmartSimulationOptions Simulation { get; init; } = new();

        /// <summary>Changes the options; its line is the simulator's.</summary>
        public Func<NeaSmartOptions, NeaSmartOptions>? Options { get; init; }
    }
}
