using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.TestEvent;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Simulation.Gm3;
using Econet.Simulation.NeaSmart;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Econet.Actors.TestKit;

/// <summary>A whole device on a simulated bus, composed as a host composes it, in virtual time.</summary>
public sealed partial class House : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Dictionary<string, object> _beside;
    private readonly List<DeviceEvent> _events = [];
    private bool _ownsBus;
    private bool _hears;
    private int _writesMet;
    private int _eventsMet;

    private House(VirtualTime time, Gm3Simulator bus, IHost host, Dictionary<string, object> beside)
    {
        _beside = beside;
        Time = time;
        Bus = bus;
        _host = host;
        Econet = host.Services.GetRequiredService<IEconet>();
        Device = Econet.Device("house");
    }

    /// <summary>The clock of the bus, the device and all actors; stands still until it is moved.</summary>
    public VirtualTime Time { get; }

    /// <summary>The simulated bus: what its devices really hold, what they were written, and what is to go wrong.</summary>
    public Gm3Simulator Bus { get; }

    public IEconet Econet { get; }

    /// <summary>The device on the bus; its id is <c>house</c>.</summary>
    public IDevice Device { get; }

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    /// <summary>The services of the host.</summary>
    public IServiceProvider Services => _host.Services;

    public static Task<House> StartAsync(Gm3SimulationOptions? simulation = null, Gm3Options? options = null) =>
        StartAsync(new HouseSettings { Simulation = simulation ?? new Gm3SimulationOptions(), Gm3 = options ?? new Gm3Options() });

    public static async Task<House> StartAsync(HouseSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var time = new VirtualTime();
        var bus = new Gm3Simulator(settings.Simulation, time);
        bus.Start();
        var house = await StartAsync(time, bus, bus.Port, settings);
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
    public static Task<House> StartAsync(VirtualTime time, Gm3Simulator bus, Gm3Options? options = null) =>
        StartAsync(time, bus, bus.Port, options);

    /// <summary>The same, with something between the bus and the gateway.</summary>
    public static Task<House> StartAsync(VirtualTime time, Gm3Simulator bus, IBusPort port, Gm3Options? options = null) =>
        StartAsync(time, bus, port, new HouseSettings { Gm3 = options ?? new Gm3Options() });

    private static async Task<House> StartAsync(VirtualTime time, Gm3Simulator bus, IBusPort port, HouseSettings settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var beside = new Dictionary<string, object>();
        builder.Services.AddSingleton<TimeProvider>(time).AddEconet();
        settings.Services?.Invoke(builder.Services);
        builder.Services.AddAkka("test", (akka, provider) =>
        {
            akka.AddHocon(VirtualAkka.Config(time), HoconAddMode.Prepend)
                .AddHocon(global::Akka.TestKit.TestKitBase.DefaultConfig, HoconAddMode.Append)
                .WithEconet(econet => Add(econet.AddGm3("house", port, settings.Gm3), settings.Beside, beside, time));
            settings.Akka?.Invoke(akka, provider);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new House(time, bus, host, beside);
    }

    private static void Add(EconetBuilder econet, IEnumerable<HouseDevice> devices, Dictionary<string, object> simulators, VirtualTime time)
    {
        foreach (var device in devices)
        {
            switch (device)
            {
                case HouseDevice.Gm3 gm3:
                    var bus = new Gm3Simulator(gm3.Simulation, time);
                    bus.Start();
                    simulators.Add(gm3.Id, bus);
                    econet.AddGm3(gm3.Id, bus.Port, gm3.Options);
                    break;
                case HouseDevice.NeaSmart neaSmart:
                    var floor = new NeaSmartSimulator(neaSmart.Simulation, time);
                    floor.Start();
                    simulators.Add(neaSmart.Id, floor);
                    var options = new NeaSmartOptions { Server = new NeaSmartServer.Rtu(floor.Port) };
                    econet.AddNeaSmart(neaSmart.Id, neaSmart.Options?.Invoke(options) ?? options);
                    break;
            }
        }
    }

    /// <summary>The simulated bus of a heat pump that is there beside <see cref="Device"/>.</summary>
    public Gm3Simulator BusOf(string id) => (Gm3Simulator)_beside[id];

    /// <summary>The simulated NEA SMART system with this id.</summary>
    public NeaSmartSimulator FloorOf(string id) => (NeaSmartSimulator)_beside[id];

    /// <summary>
    /// Starts code that awaits where the time waits for it: a step is over only when the code waits again, so that it runs the same every time.
    /// </summary>
    public Task<T> Run<T>(Func<Task<T>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var end = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Time.Context.Post(
            async _ =>
            {
                try
                {
                    end.SetResult(await code());
                }
                catch (Exception error)
                {
                    end.SetException(error);
                }
            },
            null);
        return end.Task;
    }

    /// <inheritdoc cref="Run{T}"/>
    public Task Run(Func<Task> code) => Run(async () =>
    {
        await code();
        return true;
    });

    /// <summary>From now on the events of the device are kept, for <see cref="Expectations.ExpectEvent{T}"/>.</summary>
    public void HearEvents()
    {
        if (!_hears)
        {
            _hears = true;
            System.ActorOf(Props.Create(() => new EventKeeper(_events)));
            Time.Settle();
        }
    }

    /// <summary>The first event like this since the last one taken, if there is one.</summary>
    internal T? TakeEvent<T>(Func<T, bool>? which)
        where T : DeviceEvent
    {
        HearEvents();
        for (var at = _eventsMet; at < _events.Count; at++)
        {
            if (_events[at] is T happened && (which is null || which(happened)))
            {
                _eventsMet = at + 1;
                return happened;
            }
        }

        return null;
    }

    /// <summary>The device's own address on the bus.</summary>
    public async Task<ushort?> Address() => (ushort?)(await Device.StatusAsync()).Bus!.Address;

    /// <summary>One of the actors that the device consists of.</summary>
    public ActorSelection Part(string name) => System.ActorSelection($"/user/econet/house/device/{name}");

    /// <summary>Writes that the device was sent, and that no expectation has met yet.</summary>
    internal IReadOnlyList<ReceivedWrite> WritesNotExpectedYet => [.. Bus.Writes.Skip(_writesMet)];

    /// <summary>The first write like this since the last one taken, if there is one.</summary>
    internal ReceivedWrite? TakeWrite(Func<ReceivedWrite, bool> which)
    {
        var writes = Bus.Writes;
        for (var at = _writesMet; at < writes.Count; at++)
        {
            if (which(writes[at]))
            {
                _writesMet = at + 1;
                return writes[at];
            }
        }

        return null;
    }

    /// <summary>
    /// Stops the host as a signal would. Time moves on for as long as the device needs to leave the bus, which is some of the panel's rounds.
    /// </summary>
    public async Task StopAsync()
    {
        var devices = ActorRegistry.For(System).Get<EconetDevices>();
        var released = devices.Ask<DeviceMessages.Released>(DeviceMessages.Release.Instance);
        while (!released.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        await released;
        await _host.StopAsync();
    }

    /// <summary>Ends everything at once, as a power failure would: unless it was stopped before, the bus knows nothing of it.</summary>
    public async ValueTask DisposeAsync()
    {
        // What parts still say to each other while they end is of no interest, and Akka's logger for tests tells it whatever the settings are.
        System.EventStream.Publish(new Mute(new DeadLettersFilter(null, null)));
        ActorRegistry.For(System).Get<EconetDevices>().Tell(PoisonPill.Instance);
        await _host.StopAsync();
        _host.Dispose();
        if (_ownsBus)
        {
            Bus.Dispose();
            foreach (var simulator in _beside.Values)
            {
                (simulator as IDisposable)?.Dispose();
                await ((simulator as IAsyncDisposable)?.DisposeAsync() ?? default);
            }

            Time.Dispose();
        }

        Assert.Empty(Bus.Failures);
    }
}
