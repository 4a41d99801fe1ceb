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

    /// <summary>Adds a simulated base that is connected to the gateway by a serial line in this process.</summary>
    public static void AddSimulator(IServiceCollection services) =>
        services.AddSingleton(provider =>
        {
            var simulator = new NeaSmartSimulator(
                new NeaSmartSimulationOptions { ThermostatTurnsPerHour = TurnsPerHour }, provider.GetRequiredService<TimeProvider>());
            simulator.Start();
            return simulator;
        });

    /// <summary>A base of the simulator, on a line in this process.</summary>
    public static NeaSmartOptions Demo(IServiceProvider provider, string stateDirectory) => new()
    {
        Server = new NeaSmartServer.Rtu(provider.GetRequiredService<NeaSmartSimulator>().Port),
        StateDirectory = stateDirectory,
    };

    public static NeaSmartOptions Options(NeaSmartDevice device, string? stateDirectory) => new()
    {
        Server = device.Options.Server,
        Units = device.Options.Units,
        SyncOnStartup = device.Options.SyncOnStartup,
        StaleAfter = device.Options.StaleAfter,
        StartupMode = device.Options.StartupMode is > 0 and var mode ? mode : null,
        StartupState = device.Options.StartupState is > 0 and var state ? state : null,
        StateDirectory = stateDirectory,
        DatabasePath = device.Options.DatabasePath,
        EnableFallback = device.Options.DatabaseEnableFallback,
        AcceptWritesWithoutDisk = device.Options.AcceptWritesWithoutDisk,
    };

    /// <summary>Where a base finds the server, for the log.</summary>
    public static string Place(NeaSmartServer server) => server switch
    {
        NeaSmartServer.Tcp tcp => $"Modbus TCP {new IPEndPoint(tcp.Address, tcp.Port)}",
        NeaSmartServer.Rtu rtu => $"Modbus RTU {rtu.Port.Name}",
        _ => throw new ArgumentException("A server of an unknown kind.", nameof(server)),
    };
}
