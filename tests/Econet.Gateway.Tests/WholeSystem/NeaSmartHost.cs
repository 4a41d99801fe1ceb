using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway with a NEA SMART system alone, and its actors, in this process.</summary>
internal sealed class NeaSmartHost : IAsyncDisposable
{
    public static readonly NeaSmartSimulationOptions Fast = new() { CycleInterval = TimeSpan.FromMilliseconds(50) };

    /// <summary>A base that never says by itself what it has taken.</summary>
    public static readonly NeaSmartSimulationOptions Taciturn =
        Fast with { EchoAfterCycles = 1_000_000, RefreshCycles = 1_000_000, RepeatsChanges = false };

    private readonly WebApplication _app;

    private NeaSmartHost(WebApplication app)
    {
        _app = app;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public static NeaSmartSimulator Bases(NeaSmartSimulationOptions options)
    {
        var bases = new NeaSmartSimulator(options, TimeProvider.System);
        bases.Start();
        return bases;
    }

    /// <param name="directory">Where the state is kept.</param>
    public static async Task<NeaSmartHost> StartAsync(string directory, NeaSmartServer server)
    {
        var options = TestGateway.Options with
        {
            StateDirectory = directory,
            Devices = new DeviceList([FakeNeaSmart.System(server, "base1=Ground floor; base2_zone1=Attic")]),
        };
        var app = GatewayHost.Build(options, demo: false, builder => builder.WebHost.UseTestServer());
        await app.StartAsync();
        return new NeaSmartHost(app);
    }

    /// <summary>Until the last zone is as the bases have it, and they know that it is.</summary>
    public async Task UntilKnownAsync(NeaSmartSimulator bases)
    {
        var last = RegisterMap.Zone(5, 4);
        await Client.UntilAsync("/zones/5/4", (status, zone) =>
            status == HttpStatusCode.OK && zone.Is("setpoint", bases.Truth(last.Setpoint)!.Value) && bases.IsHeard);
    }

    /// <summary>The answer to a write that is accepted.</summary>
    public async Task<JsonElement> WriteAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, told.GetRawText());
        return told;
    }

    public Task<JsonElement> UntilWriteAsync(JsonElement id, string status) => Client.UntilAsync(
        $"/api/devices/neasmart/writes/{id}", (_, job) => job.TryGetProperty("status", out var now) && now.GetString() == status);

    public async Task UntilEndedAsync(JsonElement id, string status)
    {
        var job = await Client.UntilAsync(
            $"/api/devices/neasmart/writes/{id}", (_, j) => j.TryGetProperty("ended_at", out var end) && end.ValueKind == JsonValueKind.String);
        Assert.Equal(status, job.GetProperty("status").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal static class Answers
{
    public static bool Is(this JsonElement body, string field, double value) =>
        body.TryGetProperty(field, out var held) && held.ValueKind == JsonValueKind.Number && held.GetDouble() == value;
}
