using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Bench.Soak;

/// <summary>A whole device on a simulated bus, in virtual or in real time.</summary>
internal sealed class SoakHouse : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly IAsyncDisposable _end;
    private readonly DateTimeOffset _start;

    private SoakHouse(TimeProvider time, DateTimeOffset start, Gm3Simulator bus, IDevice device, IAsyncDisposable end) =>
        (_time, _start, Bus, Device, _end) = (time, start, bus, device, end);

    public Gm3Simulator Bus { get; }

    public IDevice Device { get; }

    /// <summary>Since the simulator was made.</summary>
    public TimeSpan Now => Since(_time.GetUtcNow());

    public TimeSpan Since(DateTimeOffset at) => at - _start;

    public static async Task<SoakHouse> StartAsync(SoakOptions soak)
    {
        TimeProvider time = soak.Real ? TimeProvider.System : new VirtualTime();
        var options = new Gm3Options { WriteBudget = new WriteBudget(PerHour: 100_000, PerDay: 100_000) };
        var start = time.GetUtcNow();
        var bus = new Gm3Simulator(
            new Gm3SimulationOptions
            {
                Seed = soak.Seed,
                PollingModule = soak.PollingModule,
                PanelAnswersSettings = soak.AnsweringPanel,
                TokenSilence = soak.TokenSilence,
                Faults = soak.FromStart ? soak.Plan() : Simulation.Gm3.Faults.FaultPlan.None,
            },
            time);
        bus.Start();
        if (time is VirtualTime virtualTime)
        {
            var house = await House.StartAsync(virtualTime, bus, options);
            return new SoakHouse(time, start, bus, house.Device, house);
        }

        var host = Host(time, bus, options);
        await host.StartAsync();
        return new SoakHouse(time, start, bus, host.Services.GetRequiredService<IEconet>().Device("house"), new Ending(host));
    }

    /// <summary>Lets time pass.</summary>
    public async Task Advance(TimeSpan span)
    {
        if (_time is VirtualTime virtualTime)
            virtualTime.Advance(span);
        else
            await Task.Delay(span, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.DisposeAsync();
        Bus.Dispose();
        (_time as IDisposable)?.Dispose();
    }

    private static IHost Host(TimeProvider time, Gm3Simulator bus, Gm3Options options)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(time).AddEconet().AddAkka("soak", akka => akka
            .AddHocon("akka { loglevel = WARNING, log-dead-letters = off, log-dead-letters-during-shutdown = off }", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("house", bus.Port, options)));
        return builder.Build();
    }

    private sealed class Ending(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
