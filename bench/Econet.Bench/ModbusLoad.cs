using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Econet.Actors.NeaSmart;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Bench;

/// <summary>
/// A NEA SMART device, and how many requests of a master it answers on one TCP connection of this machine. An error in the log, as every
/// failed connection is, ends the run as a failure.
/// </summary>
internal static class ModbusLoad
{
    private const int WarmUp = 20_000;
    private const int Window = 32;

    public static async Task RunAsync(int requests, int mutated, int seed)
    {
        using var host = await StartAsync();
        var errors = new LoggedErrors(host.Services.GetRequiredService<ActorSystem>());
        var device = host.Services.GetRequiredService<IEconet>().Device("neasmart");
        var server = await ListeningAsync(device);
        using (var master = await ModbusMaster.ConnectAsync(server))
        {
            await master.PipelinedAsync(WarmUp, Window);
            await MeasureAsync("one by one", requests, () => master.OneByOneAsync(requests));
            await MeasureAsync($"pipelined, {Window} under way", requests, () => master.PipelinedAsync(requests, Window));
        }

        var fuzz = new ModbusFuzz(server, seed);
        await MeasureAsync("damaged", mutated, () => fuzz.RunAsync(mutated));
        Console.WriteLine($"  over {fuzz.Connections:N0} connections, {fuzz.AnsweredBytes:N0} bytes of answers");

        // Whatever the damaged ones did, the next master is served.
        using (var master = await ModbusMaster.ConnectAsync(server))
        {
            await MeasureAsync("one by one, after that", requests / 10, () => master.OneByOneAsync(requests / 10));
        }

        Console.WriteLine($"traffic: {(await device.StatusAsync()).Section<ModbusTrafficSection>()}");
        Console.WriteLine($"errors in the log {errors.Count}");
        await host.StopAsync();
        if (errors.Count > 0)
        {
            throw new InvalidOperationException("The device logged errors");
        }
    }

    private static async Task MeasureAsync(string what, int requests, Func<Task> run)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await run();
        watch.Stop();
        var busy = (Environment.CpuUsage.TotalTime - cpu) / watch.Elapsed;
        Console.WriteLine($"{what}: {requests:N0} requests in {watch.Elapsed.TotalSeconds:F1} s, {requests / watch.Elapsed.TotalSeconds:N0}/s, {busy:F2} cores busy with server and master");
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System).AddEconet().AddAkka("bench", akka => akka
            .AddHocon("akka.loglevel = WARNING", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddNeaSmart(
                "neasmart", new NeaSmartOptions { Server = new NeaSmartServer.Tcp(IPAddress.Loopback, 0) })));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<IPEndPoint> ListeningAsync(IDevice device)
    {
        while (true)
        {
            if ((await device.StatusAsync()).Section<TcpServerSection>() is { Listening: true, Port: { } port })
            {
                return new IPEndPoint(IPAddress.Loopback, port);
            }
        }
    }
}
