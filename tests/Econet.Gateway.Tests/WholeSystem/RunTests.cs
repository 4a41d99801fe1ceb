using System.Net;
using System.Text.RegularExpressions;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>The gateway as people run it.</summary>
[Collection(Processes.Name)]
public sealed partial class RunTests : IDisposable
{
    /// <summary>Docker kills after that.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    /// <summary>Until the panel grants no more tokens: LEAVE_TIMEOUT at most.</summary>
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(8);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Demo_should_serve_reads_and_writes_and_end_on_a_signal()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>(), "demo");
        using var client = await gateway.ClientAsync();
        await client.UntilHealthyAsync();
        var old = (await client.ReadAsync("HDWTSetPoint")).GetInt32();
        var wanted = old == 45 ? 46 : 45;

        var (status, written) = await client.WriteAsync("HDWTSetPoint", wanted);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((old, wanted), (written.GetProperty("old_value").GetInt32(), written.GetProperty("new_value").GetInt32()));
        Assert.Equal(wanted, (await client.ReadAsync("103")).GetInt32());
        await client.UntilAsync("/zones/2/4", (state, zone) =>
            state == HttpStatusCode.OK && zone.GetProperty("temperature").ValueKind == System.Text.Json.JsonValueKind.Number);
        var (code, after) = await gateway.TerminateAsync();
        Assert.Equal(0, code);
        Assert.InRange(after, TimeSpan.Zero, StopsWithin);
    }

    [FactOnLinux]
    public async Task Gateway_should_behave_on_a_bus_at_its_real_pace()
    {
        var link = Path.Combine(_directory.Path, "bus");
        await using var simulator = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>(), "simulate", "--link", link);
        await simulator.LineAsync(link);
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = link });
        using var client = await gateway.ClientAsync();

        var parameters = (await client.UntilAsync("/api/parameters", (status, body) =>
            status == HttpStatusCode.OK && body.GetProperty("parameters").EnumerateObject().All(p => !IsStale(p.Value))))
            .GetProperty("parameters").EnumerateObject().Select(p => p.Value.GetProperty("index").GetInt32()).ToList();

        Assert.Equal(Enumerable.Range(0, 1447).Concat(Enumerable.Range(10_000, 423)), parameters.Order());
        var (code, after) = await gateway.TerminateAsync();
        Assert.Equal(0, code);
        Assert.InRange(after, TimeSpan.Zero, LeavesWithin + StopsWithin);
        await simulator.TerminateAsync();
        var manners = Manners().Match(await simulator.LineAsync("Frames heard"));
        Assert.True(manners.Success);
        Assert.Equal(("0", "0", "0"), (manners.Groups["unbidden"].Value, manners.Groups["early"].Value, manners.Groups["collisions"].Value));
        Assert.Equal(manners.Groups["granted"].Value, manners.Groups["returned"].Value);
        Assert.NotEqual("0", manners.Groups["granted"].Value);
    }

    [FactOnLinux]
    public async Task Gateway_should_end_at_once_on_a_second_signal_and_say_what_that_risks()
    {
        var link = Path.Combine(_directory.Path, "bus");
        await using var simulator = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>(), "simulate", "--link", link);
        await simulator.LineAsync(link);
        await using var gateway = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = link, ["LEAVE_TIMEOUT"] = "60" });
        await gateway.LineAsync("The panel grants tokens");

        gateway.Terminate();
        await gateway.LineAsync("Staying on the bus");
        var (code, after) = await gateway.TerminateAsync();

        Assert.Equal(0, code);
        Assert.InRange(after, TimeSpan.Zero, StopsWithin);
        await gateway.LineAsync("Second signal");
    }

    private static bool IsStale(System.Text.Json.JsonElement parameter) => parameter.GetProperty("quality").GetString() == "stale";

    [GeneratedRegex(@"without the token: (?<unbidden>\d+), late answers: \d+, too early: (?<early>\d+), collisions: (?<collisions>\d+); tokens granted: (?<granted>\d+), returned: (?<returned>\d+)")]
    private static partial Regex Manners();
}
