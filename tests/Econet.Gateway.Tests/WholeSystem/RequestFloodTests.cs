using System.Net;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway on a bus at its real pace, of which clients ask the dearest that it has, as fast as it answers.</summary>
[Collection(Processes.Name)]
public sealed class RequestFloodTests : IDisposable
{
    private const int Clients = 32;

    /// <summary>The panel asks each time who is there, and grants a token to who answered: one that is late gets none.</summary>
    private const int Rounds = 4;

    private const int LeastRequests = 100;

    /// <summary>After as long without a byte from who holds it, the panel takes the token back.</summary>
    private static readonly TimeSpan TokenSilence = TimeSpan.FromSeconds(2);

    private static readonly string[] Dearest = ["/api/parameters?view=readable&lang=de", "/api/support-bundle", "/metrics", "/api/history/series"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Flood_should_cost_no_identify_and_no_token()
    {
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { TokenSilence = TokenSilence }, TimeProvider.System);
        bus.Start();
        await using var server = new TcpBusServer(bus.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = $"tcp://{server.EndPoint}" });
        using var client = await gateway.ClientAsync();
        // Before, values that are being read for the first time are answered 503.
        await client.UntilAsync("/api/parameters", (status, _) => status == HttpStatusCode.OK);
        using var over = new CancellationTokenSource();
        var before = bus.Etiquette;

        var flood = Enumerable.Range(0, Clients).Select(number => FloodAsync(client, Dearest[number % Dearest.Length], over.Token)).ToArray();
        await Expect.EventuallyAsync(() => Task.FromResult(bus.Etiquette.TokensReturned >= before.TokensReturned + Rounds), () => $"before: {before}; now: {bus.Etiquette}; {gateway.Output}");
        var (status, answer) = await client.WriteAsync("HDWTSetPoint", 46);
        await over.CancelAsync();
        var requests = (await Task.WhenAll(flood)).Sum();

        var after = bus.Etiquette;
        Assert.True(requests >= LeastRequests, $"Only {requests} requests were answered");
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal((before.TokensTakenBack, before.WithoutToken, before.TooEarly), (after.TokensTakenBack, after.WithoutToken, after.TooEarly));
    }

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
