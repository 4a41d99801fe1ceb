using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Gateway and simulated system, each as a process of its own.</summary>
public sealed class NeaSmartProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task System_should_be_served_at_the_pace_of_a_real_line()
    {
        var link = Path.Combine(_directory.Path, "sysbus");
        await using var system = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>(), "simulate", "--neasmart", link);
        await system.LineAsync(link);
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
        {
            ["NEASMART_GATEWAY_SERVER_TYPE"] = "serial",
            ["NEASMART_GATEWAY_SERVER_ADDRESS"] = link,
        });

        using var client = await gateway.ClientAsync();

        await ServeAsync(gateway, client, system);
    }

    [FactOnLinux]
    public async Task System_should_be_served_over_modbus_tcp()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
        {
            ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp",
            ["NEASMART_GATEWAY_SERVER_ADDRESS"] = "127.0.0.1",
            ["NEASMART_GATEWAY_SERVER_PORT"] = "0",
        });
        using var client = await gateway.ClientAsync();
        var port = (await client.UntilAsync("/api/status", (_, status) =>
            status.TryGetProperty("server", out var server) && server.GetProperty("listening").GetBoolean())).GetProperty("server").GetProperty("port");
        await using var system = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string>(), "simulate", "--neasmart", $"tcp://127.0.0.1:{port}");

        await ServeAsync(gateway, client, system);
    }

    private static async Task ServeAsync(GatewayProcess gateway, HttpClient client, GatewayProcess system)
    {
        await client.UntilAsync("/zones/2/4", (status, zone) =>
            status == HttpStatusCode.OK && zone.GetProperty("relative_humidity").ValueKind == JsonValueKind.Number);
        await client.UntilAsync("/api/v1/zones", (_, zones) => zones.TryGetProperty("count", out var count) && count.GetInt32() == 12);

        // The base writes without an answer what it measures: only when it reads what a user wants does it hear the gateway.
        using var answer = await client.PostAsJsonAsync(new Uri("/zones/1/2", UriKind.Relative), new { setpoint = 21.5 });
        var written = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await client.UntilAsync($"/api/devices/neasmart/writes/{written.GetProperty("writes")[0]}", (_, job) =>
            job.TryGetProperty("status", out var status) && status.GetString() is "acknowledged" or "verified");

        await system.TerminateAsync();
        Assert.Matches(@"^Requests: [1-9]\d*, answered: [1-9]\d*, refused: 0, ", await system.LineAsync("Requests: "));
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
    }
}
