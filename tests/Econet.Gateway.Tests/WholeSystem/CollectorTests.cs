using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway that sends its metrics and traces to a collector.</summary>
[Collection(Processes.Name)]
public sealed class CollectorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public Task Metrics_and_traces_should_reach_a_collector_over_grpc() => AssertReachedAsync(
        OtlpTransport.Grpc, "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export");

    [FactOnLinux]
    public Task Metrics_and_traces_should_reach_a_collector_over_http() => AssertReachedAsync(OtlpTransport.Http, "/v1/metrics", "/v1/traces");

    private async Task AssertReachedAsync(OtlpTransport transport, string metrics, string traces)
    {
        await using var collector = await Collector.StartAsync(transport);
        await using var gateway = GatewayProcess.Start(
            _directory.Path,
            new Dictionary<string, string>
            {
                ["OTLP_ENDPOINT"] = $"{collector.Url}", ["OTLP_PROTOCOL"] = $"{transport}", ["OTLP_INTERVAL"] = "1", ["HISTORY"] = "false",
            },
            "demo");
        using var client = await gateway.ClientAsync();
        await client.UntilAsync("/api/parameters", (status, _) => status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await client.WriteAsync("HDWTSetPoint", 46)).Status);

        await Expect.EventuallyAsync(
            () => Task.FromResult(collector.Received(metrics).Contains("econet.bus.frames", StringComparison.Ordinal)), () => gateway.Output);

        // The traces that were not sent yet are sent at the end.
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
        var told = collector.Received(traces);
        Assert.All(
            ["econet.write", "econet.parameter", "HDWTSetPoint", "POST /api/parameters/{key}", "accepted", "ended"],
            text => Assert.Contains(text, told, StringComparison.Ordinal));
    }
}
