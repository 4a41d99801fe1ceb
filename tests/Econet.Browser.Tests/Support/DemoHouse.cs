using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Browser.Tests.Support;

/// <summary>A gateway with a simulated heat pump and a simulated floor system, on a port that the system has chosen; one for all tests.</summary>
public sealed class DemoHouse : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Gm3Simulator _bus = new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(400) }, TimeProvider.System);
    private WebApplication? _app;

    /// <summary>Null: reading is open, and this machine may write.</summary>
    internal TestKeys? Keys { get; init; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        var options = TestGateway.Options with
        {
            StateDirectory = Keys?.Directory ?? _directory.Path, Access = TestGateway.Options.Access with { Auth = Keys is null ? ApiAuth.Writes : ApiAuth.All }, ApiHost = IPAddress.Loopback, ApiPort = 0, History = TestGateway.Options.History with { IsEnabled = true },
        };
        _app = GatewayHost.Build(options, demo: true, builder => builder.Services.AddSingleton(_bus));
        _bus.Start();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
        await UntilAsync("/health/ready", _ => true);
    }

    /// <summary>Waits until the demo has made up its past.</summary>
    public Task PastAsync() => UntilAsync("/api/performance?by=month&from=-30d", body => body.Contains("watts_per_kelvin", StringComparison.Ordinal));

    private async Task UntilAsync(string path, Func<string, bool> isReady)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK && isReady(await answer.Content.ReadAsStringAsync(patience.Token)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _bus.Dispose();
        _directory.Dispose();
    }
}
