using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Actors.Tests.Harness;

/// <summary>A whole device on a simulated bus, composed as a host composes it, in virtual time.</summary>
public sealed class House : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _ownsBus;

    private House(VirtualTime time, Gm3Simulator bus, IHost host)
    {
        Time = time;
        Bus = bus;
        _host = host;
        Econet = host.Services.GetRequiredService<IEconet>();
        Device = Econet.Device("house");
    }

    public VirtualTime Time { get; }

    public Gm3Simulator Bus { get; }

    public IEconet Econet { get; }

    public IDevice Device { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public static async Task<House> StartAsync(Gm3SimulationOptions? simulation = null, Gm3Options? options = null)
    {
        var time = new VirtualTime();
        var bus = new Gm3Simulator(simulation ?? new Gm3SimulationOptions(), time);
        bus.Start();
        var house = await StartAsync(time, bus, options);
        house._ownsBus = true;
        return house;
    }

    /// <summary>A device of which everything is known.</summary>
    public static async Task<House> RunningAsync(Gm3SimulationOptions? simulation = null, Gm3Options? options = null)
    {
        var house = await StartAsync(simulation, options);
        await house.UntilLearned();
        return house;
    }

    /// <summary>Another gateway on a bus that is there already, and is disposed with the first.</summary>
    public static async Task<House> StartAsync(VirtualTime time, Gm3Simulator bus, Gm3Options? options = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(time).AddEconet().AddAkka("test", akka => akka
            .AddHocon(VirtualAkka.Config(time), HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("house", bus.Port, options ?? new Gm3Options())));
        var host = builder.Build();
        await host.StartAsync();
        return new House(time, bus, host);
    }

    /// <summary>Moves on until <paramref name="task"/> has ended, for <paramref name="most"/> at most.</summary>
    public async Task<T> Within<T>(TimeSpan most, Task<T> task)
    {
        var end = Time.GetTimestamp() + most.Ticks;
        while (!task.IsCompleted && Time.GetTimestamp() < end)
        {
            Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(task, Breath());
        }

        // What was answered in time may still be on its way through threads of the real world.
        return await task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves on until <paramref name="condition"/> holds, for <paramref name="most"/> at most; says how long it took.</summary>
    public Task<TimeSpan> Until(TimeSpan most, Func<DeviceSnapshot, bool> condition) =>
        UntilAsync(most, async () => condition(await Device.SnapshotAsync()));

    /// <inheritdoc cref="Until"/>
    public async Task<TimeSpan> UntilAsync(TimeSpan most, Func<Task<bool>> condition)
    {
        var start = Time.GetTimestamp();
        while (Time.GetTimestamp() - start <= most.Ticks)
        {
            if (await condition())
            {
                return TimeSpan.FromTicks(Time.GetTimestamp() - start);
            }

            Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"Not so within {most}");
    }

    /// <summary>Moves on until every parameter is known.</summary>
    public Task UntilLearned() => Until(TimeSpan.FromSeconds(30), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));

    /// <summary>Moves on to the middle of a token's work.</summary>
    public async Task UntilTokenHeld()
    {
        var end = Time.GetTimestamp() + TimeSpan.FromSeconds(30).Ticks;
        var frames = 0;
        for (var held = false; !held || Bus.Etiquette.FramesSent < frames + 3;)
        {
            Assert.True(Time.GetTimestamp() < end, "No token came");
            Time.Advance(TimeSpan.FromMilliseconds(10));
            var isHeld = (bool)(await Device.StatusAsync()).Sections["token"]["held"]!;
            frames = isHeld && !held ? Bus.Etiquette.FramesSent : frames;
            held = isHeld;
        }
    }

    /// <summary>Moves on until nobody holds the token.</summary>
    public void UntilTokenReturned()
    {
        var end = Time.GetTimestamp() + TimeSpan.FromSeconds(30).Ticks;
        while (Bus.Etiquette.TokensGranted != Bus.Etiquette.TokensReturned)
        {
            Assert.True(Time.GetTimestamp() < end, "The token is not given back");
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>The device's own address on the bus.</summary>
    public async Task<ushort?> Address() => (ushort?)(int?)(await Device.StatusAsync()).Sections["bus"]["address"];

    /// <summary>One of the actors that the device consists of.</summary>
    public ActorSelection Part(string name) => System.ActorSelection($"/user/devices/house/{name}");

    /// <summary>Stops the host as a signal would.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_ownsBus)
        {
            Bus.Dispose();
            Time.Dispose();
        }
    }

    // What a task needs from other threads, it gets while this one is not in the way.
    private static Task Breath() => Task.Run(() => { });
}
