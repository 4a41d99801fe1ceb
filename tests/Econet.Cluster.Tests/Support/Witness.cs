using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Hosting;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Econet.Cluster.Tests.Support;

/// <summary>A node in this process on which no device lives: all that it hears of devices has come from another node.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly IHost _host;

    private Witness(IHost host, string name) => (_host, Name) = (host, name);

    public string Name { get; }

    public IEconet Econet => _host.Services.GetRequiredService<IEconet>();

    public static async Task<Witness> JoinAsync(IEnumerable<string> seeds, string database)
    {
        var port = FreePort();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEconet();
        builder.Services.AddAkka("econet", akka => akka
            .AddHocon(Akka.Configuration.ConfigurationFactory.ParseString("akka.loglevel = ERROR, akka.stdout-loglevel = OFF"), HoconAddMode.Prepend)
            .WithEconetCluster(new EconetClusterOptions
            {
                Host = "127.0.0.1", Port = port, BindAddress = "127.0.0.1", Seeds = [.. seeds], Database = database, HoldsDevices = false,
            })
            .WithEconet(_ => { }));
        var host = builder.Build();
        await host.StartAsync();
        return new Witness(host, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
