using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Hosting;

/// <summary>Where the gateway meets the actors and the simulator; nothing else here knows of them.</summary>
internal static class Composition
{
    /// <summary>The id of the device of a gateway that is configured by settings alone.</summary>
    public const string Device = "heatpump";

    /// <summary>Where a run keeps its state; the demo's bus has nothing to do with a real one.</summary>
    public static string StateDirectory(GatewayOptions options, bool demo) =>
        demo ? Path.Combine(options.StateDirectory, "demo") : options.StateDirectory;

    /// <summary>Adds <see cref="Actors.Devices.IEconet"/> with the bus of the settings, or with the embedded simulator.</summary>
    public static void AddEconet(IServiceCollection services, GatewayOptions options, bool demo)
    {
    }

    /// <summary>Serves a simulated bus until it is stopped.</summary>
    public static Task SimulateAsync(Request.Simulate request, Surroundings around) =>
        Task.FromException(new CommandLineException("simulate is not there yet"));
}
