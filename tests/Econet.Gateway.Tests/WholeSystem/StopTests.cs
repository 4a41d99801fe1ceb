using System.Net;
using System.Runtime.Versioning;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Two gateways as processes on one bus, one over a serial port and one over TCP, that are told to end at any moment.</summary>
[Collection(Processes.Name)]
[SupportedOSPlatform("linux")]
public sealed class StopTests : IDisposable
{
    private const int Rounds = 1;

    /// <summary>The panel goes round faster than a real one, so that leaving takes less time.</summary>
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    /// <summary>3 s of silence, noticed within a second.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Stop_at_any_moment_should_leave_no_token_behind()
    {
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { CycleInterval = Cycle }, TimeProvider.System);
        var start = bus.LocalTime;
        bus.Start();
        var link = Path.Combine(_directory.Path, "bus");
        await using var serial = new PtyBusServer(bus.Port, link);
        await using var tcp = new TcpBusServer(bus.Port, IPAddress.Loopback, 0);
        await serial.StartAsync();
        await tcp.StartAsync();

        var stops = (await Task.WhenAll(RunAsync(link, 110, seed: 1), RunAsync($"tcp://{tcp.EndPoint}", 117, seed: 2))).SelectMany(all => all).ToList();
        await Task.Delay(3 * Cycle, TimeProvider.System);

        Assert.Equal(2 * Rounds, stops.Count);
        Assert.Equal((bus.Etiquette.TokensGranted, 0), (bus.Etiquette.TokensReturned, bus.Etiquette.TokensTakenBack));

        // On a machine that is busy an answer may be late and garble a grant or a return: then it takes a silence until the token is back.
        var longest = bus.Etiquette.Collisions == 0 ? LongestHold : LongestHold + Silence;
        foreach (var (address, stop) in stops)
        {
            // Held since it was told to end: a first start learns for longer.
            Assert.All(
                bus.Tokens.Where(token => token.Address == address && token.At + token.Held > stop && token.At < stop + TimeSpan.FromSeconds(10)),
                token => Assert.InRange(token.At + token.Held - (token.At > stop ? token.At : stop), TimeSpan.Zero, longest));
        }

        async Task<List<(ushort Address, TimeSpan Stop)>> RunAsync(string port, ushort address, int seed)
        {
            var random = new Random(seed);
            var told = new List<(ushort, TimeSpan)>();
            for (var round = 0; round < Rounds; round++)
            {
                await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
                {
                    ["SERIAL_PORT"] = port,
                    ["GM3_SOURCE_ADDRESS"] = $"{address}",
                    ["STATE_DIR"] = Path.Combine(_directory.Path, $"{address}"),
                });
                await gateway.LineAsync("The panel grants tokens");
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1200)), TimeProvider.System);
                told.Add((address, bus.LocalTime - start));
                Assert.Equal(0, (await gateway.TerminateAsync()).Code);
            }

            return told;
        }
    }
}
