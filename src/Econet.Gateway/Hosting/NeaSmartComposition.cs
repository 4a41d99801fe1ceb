using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Simulation.NeaSmart;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Hosting;

/// <summary>The NEA SMART system of a run, from the settings or simulated.</summary>
internal static class NeaSmartComposition
{
    /// <summary>How often, on average, somebody turns a thermostat of the demo's house.</summary>
    private const double TurnsPerHour = 0.2;

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

    /// <summary>Is a base for another gateway until it is stopped.</summary>
    /// <exception cref="BusPortException">The pseudo-terminal can't be made.</exception>
    public static async Task SimulateAsync(Request.SimulateNeaSmart request, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        await using var simulator = new NeaSmartSimulator(
            new NeaSmartSimulationOptions { Seed = request.Seed ?? 1, Paced = request.Paced, ThermostatTurnsPerHour = TurnsPerHour },
            TimeProvider.System);
        simulator.Start();
        if (request.Gateway.Contains("://", StringComparison.Ordinal))
        {
            simulator.ConnectTcp(BusPorts.Parse(request.Gateway));
            await around.Out.WriteLineAsync($"A simulated NEA SMART system speaks Modbus TCP to {request.Gateway}; Ctrl-C ends it");
            await stop.Stopped;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new CommandLineException("--neasmart takes a path on Linux only; use tcp://host:port");
        }
        else
        {
            await using var server = new PtyBusServer(simulator.Port, request.Gateway);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"A simulated NEA SMART system is at {request.Gateway}; Ctrl-C ends it");
            await stop.Stopped;
        }

        var traffic = simulator.Traffic;
        await around.Out.WriteLineAsync(
            $"Requests: {traffic.Requests}, answered: {traffic.Answers}, refused: {traffic.Exceptions}, unanswered: {traffic.Timeouts}, "
            + $"unexpected answers: {traffic.Unexpected}; users' wishes taken: {traffic.WishesTaken}");
    }
}
