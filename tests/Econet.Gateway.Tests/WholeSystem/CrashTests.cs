using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;
using Xunit.Abstractions;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>
/// The gateway is killed with writes under way, again and again: what it acknowledged is what the devices hold. ECONET_CRASH_ROUNDS says how often
/// (3).
/// </summary>
[Collection(Processes.Name)]
[SupportedOSPlatform("linux")]
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 1;

    private static readonly (string Key, int Lowest)[] Written =
        [("HDWTSetPoint", 45), ("Circuit1ComfortTemp", 12), ("Circuit2ComfortTemp", 14), ("Circuit1EcoTemp", 16), ("Circuit2EcoTemp", 18)];

    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("ECONET_CRASH_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory _directory = new();
    private readonly Random _random = new(Seed);

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Acknowledged_writes_should_neither_be_lost_nor_undone_when_the_gateway_is_killed_again_and_again()
    {
        var link = Path.Combine(_directory.Path, "bus");
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { Seed = Seed, CycleInterval = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        bus.Start();
        await using var server = new PtyBusServer(bus.Port, link);
        await server.StartAsync();
        WriteDiary[] diaries = [.. Written.Select((written, place) => new WriteDiary(written.Key, bus.IndexOf(written.Key), written.Lowest, place))];

        for (var round = 0; round < Rounds; round++)
        {
            await using var gateway = Start(link);
            using var client = await gateway.ClientAsync();
            await CheckAsync(client, bus, diaries, round);
            var from = bus.Writes.Count;
            using var ended = new CancellationTokenSource();
            var writing = diaries.Select(diary => diary.WriteAsync(client, ended.Token)).ToArray();
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300, 4_000)), TimeProvider.System);
            gateway.Kill();
            await ended.CancelAsync();
            await Task.WhenAll(writing);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Round {round}: {diaries.Sum(diary => diary.Acknowledged)} acknowledged so far, {bus.Writes.Count - from} on the bus in this one"));
        }

        await using var last = Start(link);
        using var reader = await last.ClientAsync();
        await CheckAsync(reader, bus, diaries, Rounds);
        Assert.All(diaries, diary => Assert.True(diary.Acknowledged > 0));
        Assert.Empty(bus.Failures);
        await last.TerminateAsync();
    }

    private static async Task CheckAsync(HttpClient client, Gm3Simulator bus, WriteDiary[] diaries, int round)
    {
        await client.UntilAsync("/health", (status, body) => status == HttpStatusCode.OK && body.GetProperty("controller_connected").GetBoolean());
        await client.UntilAsync("/api/writes", (status, body) => status == HttpStatusCode.OK && body.GetProperty("writes").EnumerateArray().All(HasEnded));
        foreach (var diary in diaries)
        {
            await diary.CheckAsync(client, bus, round);
        }
    }

    private static bool HasEnded(System.Text.Json.JsonElement job) => job.GetProperty("status").GetString() is not ("queued" or "sent" or "acknowledged");

    private GatewayProcess Start(string link) => GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
    {
        ["SERIAL_PORT"] = link, ["WRITE_BUDGET_PER_HOUR"] = "1000", ["WRITE_BUDGET_PER_DAY"] = "10000",
    });
}
