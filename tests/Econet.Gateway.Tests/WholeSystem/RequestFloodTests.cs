using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway on a bus at its real pace, of which clients ask the dearest that it has, as fast as it answers.</summary>
[Collection(Processes.Name)]
public sealed partial class RequestFloodTests : IDisposable
{
    private const int Clients = 32;

    /// <summary>The panel asks each time who is there, and grants a token to who answered: one that is late gets none.</summary>
    private const int Rounds = 4;

    private const int LeastRequests = 100;

    private static readonly string[] Dearest = ["/api/parameters?view=readable&lang=de", "/api/support-bundle", "/metrics", "/api/history/series"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Flood_should_cost_no_identify_and_no_token()
    {
        // A bus in a process of its own, which the flood does not hold up. Its panel takes back a token that is held in silence for 2 s.
        var link = Path.Combine(_directory.Path, "bus");
        await using var bus = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string>(), "simulate", "--link", link, "--token-silence", "2");
        await bus.LineAsync(link);
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = link });
        using var client = await gateway.ClientAsync();
        // Before, values that are being read for the first time are answered 503.
        await client.UntilAsync("/api/parameters", (status, _) => status == HttpStatusCode.OK);
        using var over = new CancellationTokenSource();
        var before = Granted((await client.AskAsync("/api/status")).Body);

        var flood = Enumerable.Range(0, Clients).Select(number => FloodAsync(client, Dearest[number % Dearest.Length], over.Token)).ToArray();
        await client.UntilAsync("/api/status", (_, body) => Granted(body) >= before + Rounds);
        var (status, answer) = await client.WriteAsync("HDWTSetPoint", 46);
        await over.CancelAsync();
        var requests = (await Task.WhenAll(flood)).Sum();

        Assert.True(requests >= LeastRequests, $"Only {requests} requests were answered");
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        await gateway.TerminateAsync();
        await bus.TerminateAsync();
        var manners = Manners().Match(await bus.LineAsync("Frames heard"));
        Assert.True(manners.Success);
        Assert.Equal(
            ("0", "0", "0"), (manners.Groups["unbidden"].Value, manners.Groups["early"].Value, manners.Groups["back"].Value));
        // The bus has its processor from the same busy machine, and may be late itself; a late answer may meet the panel's next question.
        var late = int.Parse(manners.Groups["late"].ValueSpan, CultureInfo.InvariantCulture) + int.Parse(manners.Groups["collisions"].ValueSpan, CultureInfo.InvariantCulture);
        Assert.InRange(late, 0, Rounds);
    }

    private static long Granted(JsonElement status) => status.GetProperty("token").GetProperty("granted").GetInt64();

    [GeneratedRegex(@"without the token: (?<unbidden>\d+), late answers: (?<late>\d+), too early: (?<early>\d+), collisions: (?<collisions>\d+);.* taken back: (?<back>\d+)")]
    private static partial Regex Manners();

    private static async Task<int> FloodAsync(HttpClient client, string path, CancellationToken over)
    {
        for (var count = 0; ; count++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), over);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return count;
            }
        }
    }
}
