using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A device in real time, on whatever port. What it is waited for must come, but may take as long as a busy machine needs.</summary>
internal sealed class RealHouse : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly IHost _host;

    private RealHouse(IHost host)
    {
        _host = host;
        Device = host.Services.GetRequiredService<IEconet>().Device("house");
    }

    public IDevice Device { get; }

    /// <summary>As quick as a bus without pacing allows.</summary>
    public static Gm3Options Quick { get; } = new() { LongestGap = TimeSpan.FromMilliseconds(5) };

    /// <summary>A bus that serves a test quickly, and takes a token back that was lost with a line.</summary>
    public static Gm3Simulator QuickBus()
    {
        var bus = new Gm3Simulator(
            new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(300), MaxTokenHold = TimeSpan.FromSeconds(3) },
            TimeProvider.System);
        bus.Start();
        return bus;
    }

    public static async Task<RealHouse> StartAsync(IBusPort port, Gm3Options options)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddEconet().AddAkka("test", akka => akka
            .AddHocon("akka.loglevel = WARNING", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("house", port, options)));
        var host = builder.Build();
        await host.StartAsync();
        return new RealHouse(host);
    }

    /// <summary>Waits until everything is known, and something was read after this moment.</summary>
    public async Task UntilGood()
    {
        var since = TimeProvider.System.GetUtcNow();
        await Until(
            async () => await Device.SnapshotAsync() is { Alive: true, Parameters: { Length: > 0 } all }
                && all.All(p => p.Quality is Quality.Good or Quality.Absent) && all.Any(p => p.ReadAt > since),
            "The values did not get good");
    }

    public Task UntilConnected(bool isConnected) => Until(
        async () => (await Device.StatusAsync()).Bus!.Connected == isConnected,
        isConnected ? "The port was not opened" : "It was not noticed that the port is gone");

    public async Task<long> LinesLost() => (await Device.StatusAsync()).Traffic!.LinesLost;

    public static async Task Until(Func<Task<bool>> condition, string otherwise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
