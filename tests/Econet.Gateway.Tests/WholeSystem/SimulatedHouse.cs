using Econet.Actors.Devices;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>The gateway and its actors on a simulated bus that takes no time, all in this process; once for all tests of a class.</summary>
public class SimulatedHouse : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication _app = null!;

    public Gm3Simulator Bus { get; } =
        new(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    public HttpClient Client { get; private set; } = null!;

    public IDevice Device => _app.Services.GetRequiredService<IEconet>() is { Devices: [var id, ..] } econet ? econet.Device(id) : null!;

    /// <summary>How the gateway is set up, but for where it keeps its state.</summary>
    protected virtual GatewayOptions Options => TestGateway.Options;

    /// <summary>Where it keeps its state.</summary>
    protected virtual string StateDirectory => _directory.Path;

    public async Task InitializeAsync()
    {
        _app = GatewayHost.Build(Options with { StateDirectory = StateDirectory }, demo: true, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Services.AddSingleton(Bus);
        });
        Bus.Start();
        await _app.StartAsync();
        Client = _app.GetTestClient();
        await Client.UntilHealthyAsync();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Bus.Dispose();
        _directory.Dispose();
    }
}
