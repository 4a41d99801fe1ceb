using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway that is killed while it answers changes.</summary>
[Collection(Processes.Name)]
public sealed class AuditCrashTests : IDisposable
{
    private const int Clients = 4;
    private const int Answers = 40;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Every_change_that_was_answered_should_be_in_the_audit_when_the_gateway_is_killed()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = "tcp://127.0.0.1:1" });
        using var client = await gateway.ClientAsync();
        var answered = 0;
        var enough = new TaskCompletionSource();

        var changes = Enumerable.Range(0, Clients).Select(async number =>
        {
            var told = new List<string>();
            try
            {
                for (var change = 0; ; change++)
                {
                    var id = $"{number}-{change}";
                    using var request = new HttpRequestMessage(HttpMethod.Post, "/api/logs/levels") { Content = JsonContent.Create(new { bus = "WARNING" }) };
                    request.Headers.Add(RequestId.Header, id);
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                    told.Add(id);
                    if (Interlocked.Increment(ref answered) == Answers)
                    {
                        enough.SetResult();
                    }
                }
            }
            catch (HttpRequestException)
            {
                return told;
            }
        }).ToArray();
        await enough.Task;
        gateway.Kill();
        var all = (await Task.WhenAll(changes)).SelectMany(told => told).ToList();

        Assert.True(all.Count >= Answers);
        Assert.Empty(all.Except(Kept()));
    }

    private IEnumerable<string?> Kept() => Directory.GetFiles(Path.Combine(_directory.Path, "state", "audit"))
        .SelectMany(File.ReadLines)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(entry => entry.TryGetProperty("request_id", out var id) ? id.GetString() : null);
}
