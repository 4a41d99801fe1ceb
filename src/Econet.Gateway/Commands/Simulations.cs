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

    private const int MostFailures = 20;

    /// <summary>Serves a simulated bus until it is stopped.</summary>
    public static async Task RunAsync(Request.Simulate request, Surroundings around)
    {
        if (request.Fleet is { } count)
        {
            await RunFleetAsync(request, count, around);
            return;
        }

        using var stop = new StopSignal(around.Stop);
        using var simulator = Of(request, 0);
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
            $"Frames heard: {manners.FramesSent}, without the token: {manners.WithoutToken - manners.TooLate}, late answers: {manners.TooLate}, too early: {manners.TooEarly}, "
            + $"collisions: {manners.Collisions}; tokens granted: {manners.TokensGranted}, returned: {manners.TokensReturned}, taken back: {manners.TokensTakenBack}, "
            + $"longest hold: {manners.LongestTokenHold.TotalMilliseconds:F0} ms");
        foreach (var failure in simulator.Failures)
        {
            await around.Out.WriteLineAsync($"The simulator failed: {failure}");
        }
    }

    /// <summary>Serves many of them, each at a port of its own.</summary>
    /// <exception cref="BusPortException">A port is taken.</exception>
    private static async Task RunFleetAsync(Request.Simulate request, int count, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        var fleet = new List<(Gm3Simulator Simulator, TcpBusServer Server)>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var simulator = Of(request, i);
                fleet.Add((simulator, new TcpBusServer(simulator.Port, IPAddress.Loopback, request.TcpPort!.Value + i)));
                await fleet[^1].Server.StartAsync();
            }

            await around.Out.WriteLineAsync($"{count} simulated heat pumps are at tcp://{fleet[0].Server.EndPoint} to {fleet[^1].Server.EndPoint.Port}; Ctrl-C ends them");
            await stop.Stopped;
        }
        finally
        {
            await Task.WhenAll(fleet.Select(one => one.Server.DisposeAsync().AsTask()));
            fleet.ForEach(one => one.Simulator.Dispose());
        }

        BusEtiquette[] manners = [.. fleet.Select(one => one.Simulator.Etiquette)];
        await around.Out.WriteLineAsync(
            $"Frames heard: {manners.Sum(one => (long)one.FramesSent)}, without the token: {manners.Sum(one => one.WithoutToken - one.TooLate)} at {manners.Count(one => one.WithoutToken > one.TooLate)} heat pumps, late answers: {manners.Sum(one => one.TooLate)}, "
            + $"collisions: {manners.Sum(one => one.Collisions)}; tokens granted: {manners.Sum(one => (long)one.TokensGranted)}, returned: {manners.Sum(one => (long)one.TokensReturned)}, "
            + $"longest hold: {manners.Max(one => one.LongestTokenHold).TotalMilliseconds:F0} ms");
        foreach (var failure in fleet.SelectMany(one => one.Simulator.Failures).Take(MostFailures))
        {
            await around.Out.WriteLineAsync($"The simulator failed: {failure}");
        }
    }

    /// <param name="number">Of a fleet each is another one.</param>
    private static Gm3Simulator Of(Request.Simulate request, int number) => Composition.Simulator(
        new Gm3SimulationOptions
        {
            Paced = request.Paced,
            Seed = (request.Seed ?? 1) + number,
            MaxTokenHold = SimulatedTokenHold,
            TokenSilence = request.TokenSilence is { } silence ? TimeSpan.FromSeconds(silence) : null,
            PanelAnswersSettings = request.AnsweringPanel,
            Faults = Faults(request),
            Adapter = Adapter(request),
        },
        request.Pairing,
        TimeProvider.System);

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
