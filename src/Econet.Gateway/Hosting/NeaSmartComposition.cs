using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Simulation.NeaSmart;

namespace Econet.Gateway.Hosting;

/// <summary>The NEA SMART system of a run, from the settings or simulated.</summary>
internal static class NeaSmartComposition
{
    /// <summary>How often, on average, somebody turns a thermostat of a simulated house.</summary>
    public const double TurnsPerHour = 0.2;

    /// <summary>Adds a simulated base that speaks to the gateway over a serial line in this process.</summary>
    public static void AddSimulator(IServiceCollection services) =>
        services.AddSingleton(provider =>
        {
            var simulator = new NeaSmartSimulator(
                new NeaSmartSimulationOptions { ThermostatTurnsPerHour = TurnsPerHour }, provider.GetRequiredService<TimeProvider>());
            simulator.Start();
            return simulator;
        });

    public static NeaSmartOptions Options(IServiceProvider provider, GatewayOptions options, bool demo) => new()
    {
        Server = demo ? new NeaSmartServer.Rtu(provider.GetRequiredService<NeaSmartSimulator>().Port) : options.NeaSmart.Server!,
        Units = options.NeaSmart.Units,
        SyncOnStartup = options.NeaSmart.SyncOnStartup,
        StateDirectory = Composition.StateDirectory(options, demo),
        DatabasePath = demo ? null : options.NeaSmart.DatabasePath,
        EnableFallback = options.NeaSmart.DatabaseEnableFallback,
    };

    /// <summary>Where a base finds the server, for the log; null when there is none.</summary>
    public static string? Place(NeaSmartServer? server) => server switch
    {
        NeaSmartServer.Tcp tcp => $"Modbus TCP {new IPEndPoint(tcp.Address, tcp.Port)}",
        NeaSmartServer.Rtu rtu => $"Modbus RTU {rtu.Port.Name}",
        _ => null,
    };
}
