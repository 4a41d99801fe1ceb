using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.TestKit;
using Econet.Modbus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>A gateway for one NEA SMART system in virtual time; the test is the base, over a line in memory.</summary>
internal sealed class BaseHouse : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _ownsTime;

    private BaseHouse(VirtualTime time, bool ownsTime, BusOfOne bus, IHost host)
    {
        Time = time;
        _ownsTime = ownsTime;
        Bus = bus;
        _host = host;
        Device = host.Services.GetRequiredService<IEconet>().Device("neasmart");
    }

    public VirtualTime Time { get; }

    public BusOfOne Bus { get; }

    public IDevice Device { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <param name="configure">Changes the options; without it those of the real base, on an RTU line.</param>
    /// <param name="time">The clock of a house before; the one who gives it disposes it.</param>
    public static async Task<BaseHouse> StartAsync(
        Func<NeaSmartOptions, NeaSmartOptions>? configure = null, VirtualTime? time = null, IReadOnlyList<string>? hocon = null)
    {
        var ownsTime = time is null;
        time ??= new VirtualTime();
        var bus = new BusOfOne(time);
        var options = new NeaSmartOptions { Server = new NeaSmartServer.Rtu(bus) };
        options = configure?.Invoke(options) ?? options;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(time).AddEconet().AddAkka("test", akka =>
        {
            akka.AddHocon(VirtualAkka.Config(time), HoconAddMode.Prepend);
            foreach (var more in hocon ?? [])
            {
                akka.AddHocon(more, HoconAddMode.Prepend);
            }

            akka.WithEconet(econet => econet.AddNeaSmart("neasmart", options));
        });
        var host = builder.Build();
        await host.StartAsync();
        time.Settle();
        return new BaseHouse(time, ownsTime, bus, host);
    }

    /// <summary>The base writes registers.</summary>
    public void Write(int address, params ReadOnlySpan<ushort> words) => WriteTo(240, address, words);

    public void WriteTo(byte unit, int address, params ReadOnlySpan<ushort> words) =>
        Assert.Equal(8, Bus.Send(Rtu.Request(unit, RegisterRequest.WriteMultiple((ushort)address, words))).Length);

    /// <summary>The base says something to all units, as the real one says what it measures.</summary>
    public void Broadcast(int address, params ReadOnlySpan<ushort> words) =>
        Assert.Empty(Bus.Send(Rtu.Request(Pdu.Broadcast, RegisterRequest.WriteMultiple((ushort)address, words))));

    /// <summary>The base reads a register.</summary>
    public ushort Read(int address, byte unit = 240) => Read(address, 1, unit)[0];

    public ushort[] Read(int address, int count, byte unit = 240) =>
        Rtu.Words(Bus.Send(Rtu.Request(unit, RegisterRequest.Read((ushort)address, count))));

    public async Task<ParameterValue> Value(string key) => await Device.ReadAsync(key);

    public async Task<WriteJob> Job(long id) => Assert.Single(await Device.WritesAsync(id));

    /// <summary>A user writes; what is told when the write will survive a crash.</summary>
    public async Task<WriteResult> Wish(string key, object value)
    {
        var result = await Device.WriteAsync(key, value, new WriteOptions("test", AnswerWhenAccepted: true));
        Time.Settle();
        return result;
    }

    public async Task<ServerSection> Server() => (await Device.StatusAsync()).Server!;

    public async Task<RegistersSection> Registers() => (await Device.StatusAsync()).Registers!;

    public async Task<ModbusTrafficSection> Traffic() => (await Device.StatusAsync()).ModbusTraffic!;

    public async Task<StorageSection> Storage() => (await Device.StatusAsync()).Storage!;

    public void Minutes(double minutes) => Time.Advance(TimeSpan.FromMinutes(minutes));

    public void Seconds(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_ownsTime)
        {
            Time.Dispose();
        }
    }
}
