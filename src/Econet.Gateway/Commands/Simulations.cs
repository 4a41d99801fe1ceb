using System.Net;
using Econet.Actors.Ports;
using Econet.Gateway.Hosting;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Simulation.NeaSmart;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Commands;

/// <summary>Simulated systems for a gateway of another process.</summary>
internal static class Simulations
{
    /// <summary>
    /// A served simulator takes the token back after this long: a gateway under test that was killed with it must not block the bus for
    /// the next one.
    /// </summary>
    private static readonly TimeSpan SimulatedTokenHold = TimeSpan.FromSeconds(30);

    /// <summary>Serves a simulated bus until it is stopped.</summary>
    public static async Task RunAsync(Request.Simulate request, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        using var simulator = Composition.Simulator(
            new Gm3SimulationOptions
            {
                Paced = request.Paced,
                Seed = request.Seed ?? 1,
                MaxTokenHold = SimulatedTokenHold,
                PanelAnswersSettings = request.AnsweringPanel,
                Faults = Faults(request),
                Adapter = Adapter(request),
            },
            request.Pairing,
            TimeProvider.System);
        if (request.TcpPort is { } tcpPort)
        {
            await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, tcpPort);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"A simulated heat pump is at tcp://{server.EndPoint}; Ctrl-C ends it");
            await stop.Stopped;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new CommandLineException("--link works on Linux only; use --tcp");
        }
        else
        {
            await using var server = new PtyBusServer(simulator.Port, request.Link!);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"A simulated heat pump is at {request.Link}; Ctrl-C ends it");
            await stop.Stopped;
        }

        var manners = simulator.Etiquette;
        await around.Out.WriteLineAsync(
            $"Frames heard: {manners.FramesSent}, without the token: {manners.WithoutToken}, too early: {manners.TooEarly}, "
            + $"collisions: {manners.Collisions}; tokens granted: {manners.TokensGranted}, returned: {manners.TokensReturned}, "
            + $"longest hold: {manners.LongestTokenHold.TotalMilliseconds:F0} ms");
        foreach (var failure in simulator.Failures)
        {
            await around.Out.WriteLineAsync($"The simulator failed: {failure}");
        }
    }

    private static AdapterOptions? Adapter(Request.Simulate request) => (request.AdapterGap, request.AdapterBuffer) is (null, null)
        ? null
        : new AdapterOptions
        {
            Gap = TimeSpan.FromMilliseconds(request.AdapterGap ?? 0),
            BufferSize = request.AdapterBuffer ?? new AdapterOptions().BufferSize,
        };

    private static FaultPlan Faults(Request.Simulate request)
    {
        var plan = FaultPlan.None;
        plan = request.Em ? plan.SpeakEm() : plan;
        plan = request.Swapped ? plan.SwapWires() : plan;
        plan = request.Deaf ? plan.DeafBus() : plan;
        return request.WrongBaud is { } baud ? plan.WrongBaud(baud) : plan;
    }

    /// <summary>Is a base for another gateway until it is stopped.</summary>
    /// <exception cref="BusPortException">The pseudo-terminal can't be made.</exception>
    public static async Task RunAsync(Request.SimulateNeaSmart request, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        await using var simulator = new NeaSmartSimulator(
            new NeaSmartSimulationOptions { Seed = request.Seed ?? 1, Paced = request.Paced, ThermostatTurnsPerHour = NeaSmartComposition.TurnsPerHour },
            TimeProvider.System);
        simulator.Start();
        if (request.Gateway.Contains("://", StringComparison.Ordinal))
        {
            simulator.ConnectTcp(BusPorts.Parse(request.Gateway));
            await around.Out.WriteLineAsync($"A simulated NEA SMART system connects over Modbus TCP to {request.Gateway}; Ctrl-C ends it");
            await stop.Stopped;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new CommandLineException("--neasmart with a path works on Linux only; use tcp://host:port");
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
            + $"unexpected answers: {traffic.Unexpected}; to all or to others: {traffic.Unanswerable}; users' wishes taken: {traffic.WishesTaken}");
    }
}
