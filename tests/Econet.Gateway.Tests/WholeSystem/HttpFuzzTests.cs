using System.Net;
using System.Net.Http.Headers;
using Econet.Bench.HttpFuzzing;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Some thousand made-up requests; the bench sends more of them: <c>fuzz --requests 1000000</c>.</summary>
public sealed class HttpFuzzTests : IDisposable
{
    private const int Seed = 7;
    private const int Requests = 3_000;
    private const int Connections = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestKeys _keys = new();

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData(ApiAuth.Off)]
    [InlineData(ApiAuth.Writes)]
    public async Task Made_up_requests_should_be_answered_and_do_no_harm(ApiAuth auth)
    {
        var key = auth == ApiAuth.Off ? null : await _keys.AddAsync(Sparing.Key, AccessScope.Admin);
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);
        var log = new LogSink();
        await using var app = Build(auth, bus, log);
        bus.Start();
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        await client.UntilHealthyAsync();
        var operations = ApiDescription.Read(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        var run = new FuzzRun(
            new IPEndPoint(IPAddress.Loopback, address.Port), new RequestGenerator(operations, Seed, key, Sparing.Takes), Connections, Patience);

        await run.SendAsync(0, Requests);

        Assert.Empty(run.Faults);
        Assert.Empty(log.Events.Where(logged => logged.Level >= LogEventLevel.Error).Select(logged => $"{logged.RenderMessage()} {logged.Exception}"));
        // Endpoints are reached, and not only the doors before them.
        Assert.All([200, 201, 400, 404, 405, 415], status => Assert.True(run.Statuses.ContainsKey(status), $"No request was answered {status}"));
        Assert.True(run.Statuses[200] > Requests / 4);
        Assert.Equal(HttpStatusCode.OK, (await client.WriteAsync("HDWTSetPoint", 44)).Status);
        Assert.Equal(44, (await client.ReadAsync("HDWTSetPoint")).GetInt32());
        await app.StopAsync();
    }

    private WebApplication Build(ApiAuth auth, Gm3Simulator bus, LogSink log)
    {
        var values = SettingValues.Load(
            new Dictionary<Setting, string>(), new Dictionary<string, string> { ["WRITE_BUDGET_PER_HOUR"] = "1000", ["WRITE_BUDGET_PER_DAY"] = "10000" }, "/nowhere");
        var options = GatewayOptions.From(values) with
        {
            ApiHost = IPAddress.Loopback, ApiPort = 0, StateDirectory = _keys.Directory, Access = TestGateway.Options.Access with { Auth = auth },
        };
        return GatewayHost.Build(options, demo: true, builder =>
        {
            builder.Services.AddSingleton(bus);
            builder.Services.AddSingleton<ILogEventSink>(log);
        });
    }
}
