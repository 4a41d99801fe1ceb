using Akka.Hosting;
using Econet.Actors.Gm3;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Actors.TestKit;

/// <summary>What a simulated house is like, and what else runs in its host.</summary>
public sealed record HouseSettings
{
    /// <summary>The bus and its devices, with the faults that are there from the start.</summary>
    public Gm3SimulationOptions Simulation { get; init; } = new();

    /// <summary>How the device is spoken to.</summary>
    public Gm3Options Gm3 { get; init; } = new();

    /// <summary>Devices that are there too; none by default.</summary>
    public IReadOnlyList<HouseDevice> Beside { get; init; } = [];

    /// <summary>Adds the services of the software under test, as its own host does.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Adds the actors of the software under test, as its own host does.</summary>
    public Action<AkkaConfigurationBuilder, IServiceProvider>? Akka { get; init; }
}
