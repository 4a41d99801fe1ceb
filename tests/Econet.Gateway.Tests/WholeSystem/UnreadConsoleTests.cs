using System.Net;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway whose console nobody reads, as under a supervisor that hangs.</summary>
[Collection(Processes.Name)]
public sealed class UnreadConsoleTests : IDisposable
{
    /// <summary>A pipe holds 64 kB; each request logs more than 100 bytes.</summary>
    private const int Requests = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Gateway_should_serve_and_end_when_nobody_reads_its_log()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
        {
            ["SERIAL_PORT"] = "tcp://127.0.0.1:1",
            ["LOG_LEVEL"] = "DEBUG",
            ["LOG_FILE"] = Path.Combine(_directory.Path, "gateway.log"),
        });
        using var client = await gateway.ClientAsync();
        gateway.StopReading();

        for (var i = 0; i < Requests; i++)
        {
            using var answer = await client.GetAsync(new Uri($"/nowhere/{i}", UriKind.Relative)).WaitAsync(Patience);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative)).WaitAsync(Patience)).StatusCode);
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
        var file = Assert.Single(Directory.GetFiles(_directory.Path, "gateway*.log"));
        Assert.Contains($"/nowhere/{Requests - 1} ", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }
}
