using System.Diagnostics;
using System.Globalization;
using Akka.Hosting;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Bench.Fleet;

/// <summary>A host that takes part in the cluster and holds no device: all that it reads crosses from another node.</summary>
internal sealed class FleetReads(FleetPorts ports, string database) : IAsyncDisposable
{
    private IHost? _host;

    public async Task JoinAsync(int devices)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEconet();
        builder.Services.AddAkka("econet", akka => akka
            .AddHocon(Akka.Configuration.ConfigurationFactory.ParseString("akka.loglevel = ERROR, akka.stdout-loglevel = ERROR"), HoconAddMode.Prepend)
            .WithEconetCluster(new EconetClusterOptions
            {
                Host = "127.0.0.1", Port = ports.Cluster[^1], BindAddress = "127.0.0.1", Database = database, HoldsDevices = false,
            })
            .WithEconet(_ => { }));
        _host = builder.Build();
        await _host.StartAsync();
        var econet = _host.Services.GetRequiredService<IEconet>();
        while (econet.Devices.Count < devices)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <returns>Reads a second, and how long one took at the median and at most for 99 of 100, in milliseconds.</returns>
    public async Task<(double PerSecond, double Median, double P99)> MeasureAsync(int devices, TimeSpan duration, int concurrency)
    {
        var econet = _host!.Services.GetRequiredService<IEconet>();
        var (end, times) = (Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency), new List<double>[concurrency]);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            times[worker] = [];
            for (var i = worker; ; i += concurrency)
            {
                var began = Stopwatch.GetTimestamp();
                if (began >= end)
                {
                    return;
                }

                await econet.Device(string.Create(CultureInfo.InvariantCulture, $"house{i % devices}")).ReadAsync("TempWthr");
                times[worker].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
        double[] all = [.. times.SelectMany(one => one).Order()];
        return (all.Length / duration.TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }
}
