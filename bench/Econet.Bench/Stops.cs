using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Bench;

/// <summary>
/// Gateways as processes that are told to end at random moments, on a bus at its real pace, over a pseudo-terminal and over TCP, one of them and
/// two: whether each token that the panel grants comes back, and how long it is held from when its gateway was told to end.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Stops(int rounds)
{
    private const int SigTerm = 15;
    private const int ShownBytes = 24;

    /// <summary>The panel goes round faster than a real one, so that leaving takes less time.</summary>
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);
    private static readonly ushort[] Addresses = [110, 117];

    /// <returns>All tokens have come back, none later than allowed.</returns>
    public async Task<bool> RunAsync()
    {
        var isGood = true;
        foreach (var (overTcp, gateways) in new[] { (false, 1), (true, 1), (false, 2), (true, 2) })
        {
            isGood &= await RunAsync(overTcp, gateways, rounds / 4);
        }

        return isGood;
    }

    private static async Task<bool> RunAsync(bool overTcp, int gateways, int stops)
    {
        var directory = Directory.CreateTempSubdirectory("econet-stops-").FullName;
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { CycleInterval = Cycle }, TimeProvider.System);
        var start = bus.LocalTime;
        bus.Start();
        await using var tcp = new TcpBusServer(bus.Port, IPAddress.Loopback, 0);
        await tcp.StartAsync();
        var told = (await Task.WhenAll(Enumerable.Range(0, gateways).Select(StopAsync))).SelectMany(all => all).ToList();
        await Task.Delay(3 * Cycle, TimeProvider.System);

        var seen = bus.Etiquette;
        var holds = told.SelectMany(stop => bus.Tokens
            .Where(token => token.Address == stop.Address && token.At + token.Held > stop.At && token.At < stop.Ended)
            .Select(token => token.At + token.Held - (token.At > stop.At ? token.At : stop.At))).ToList();
        var longest = holds.DefaultIfEmpty().Max();
        var took = told.Select(stop => stop.Ended - stop.At).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(overTcp ? "TCP" : "pty"),-4} {gateways} gateway(s): {told.Count} stops, tokens granted {seen.TokensGranted}, returned {seen.TokensReturned}; {holds.Count} in a "
            + $"stop, held {longest.TotalMilliseconds:F0} ms at most; a stop took {took[took.Count / 2].TotalSeconds:F1} s in the median, {took[^1].TotalSeconds:F1} s at most; "
            + $"without the token {seen.WithoutToken - seen.TooLate}, late answers {seen.TooLate}, too early {seen.TooEarly}, collisions {seen.Collisions}"));
        foreach (var collision in seen.Collided)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  collision at {collision.At.TotalSeconds:F3} s: {Text(collision.First)}, {collision.After.TotalMilliseconds:F0} ms on the wire, met by {Text(collision.Second)}"));
        }

        Directory.Delete(directory, recursive: true);
        return seen.TokensGranted == seen.TokensReturned && longest <= LongestHold;

        async Task<List<(ushort Address, TimeSpan At, TimeSpan Ended)>> StopAsync(int which)
        {
            var random = new Random(which);
            var link = Path.Combine(directory, $"bus{which}");
            await using var serial = overTcp ? null : new PtyBusServer(bus.Port, link);
            await (serial?.StartAsync() ?? Task.CompletedTask);
            var port = overTcp ? $"tcp://{tcp.EndPoint}" : link;
            var done = new List<(ushort, TimeSpan, TimeSpan)>();
            for (var stop = 0; stop < stops / gateways; stop++)
            {
                using var gateway = Start(port, Addresses[which], Path.Combine(directory, $"state{which}"));
                await UntilGrantedAsync(gateway);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3000)), TimeProvider.System);
                var at = bus.LocalTime - start;
                _ = Kill(gateway.Id, SigTerm);
                await gateway.WaitForExitAsync();
                done.Add((Addresses[which], at, bus.LocalTime - start));
            }

            return done;
        }
    }

    private static string Text(ImmutableArray<byte> bytes) =>
        bytes.Length > ShownBytes ? $"{Convert.ToHexString(bytes.AsSpan(0, ShownBytes))}… ({bytes.Length} bytes)" : Convert.ToHexString(bytes.AsSpan());

    private static Process Start(string port, ushort address, string state)
    {
        var gateway = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet")
            {
                ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll") },
                RedirectStandardOutput = true,
            },
        };
        var environment = gateway.StartInfo.Environment;
        environment["SERIAL_PORT"] = port;
        environment["GM3_SOURCE_ADDRESS"] = $"{address}";
        environment["API_HOST"] = "127.0.0.1";
        environment["API_PORT"] = "0";
        environment["LOG_FORMAT"] = "text";
        environment["STATE_DIR"] = state;
        gateway.Start();
        return gateway;
    }

    private static async Task UntilGrantedAsync(Process gateway)
    {
        while (await gateway.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("The panel grants tokens", StringComparison.Ordinal))
            {
                // Nobody reads on, and a full pipe would stop the process.
                _ = gateway.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException("The gateway ended before it was granted a token");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
