using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Econet.Actors.Ports;
using Econet.Actors.Tests.Ports;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Whole devices in real time over pseudo-terminals and sockets, with what is at the other end failing.</summary>
[SupportedOSPlatform("linux")]
public sealed class RealPortTests : IDisposable
{
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly string _directory = Directory.CreateTempSubdirectory("ports").FullName;
    private readonly Gm3Simulator _bus = RealHouse.QuickBus();

    [SocatFact]
    public async Task Device_should_come_back_when_socat_is_killed_and_started_again()
    {
        await using var served = await ServeAsync();
        var socat = Bridge();
        await using var house = await RealHouse.StartAsync(BusPorts.Parse($"{_directory}/gateway"), RealHouse.Quick);
        await house.UntilGood();

        End(socat);
        await house.UntilConnected(false);
        using var next = Bridge();
        await house.UntilConnected(true);
        await house.UntilGood();
        End(next);
    }

    [SocatFact]
    public async Task Device_should_come_back_when_socat_was_stopped_and_goes_on()
    {
        await using var served = await ServeAsync();
        using var socat = Bridge();
        await using var house = await RealHouse.StartAsync(BusPorts.Parse($"{_directory}/gateway"), RealHouse.Quick);
        await house.UntilGood();
        Assert.Equal(0, Kill(socat.Id, SigStop));
        await RealHouse.Until(async () => !(await house.Device.SnapshotAsync()).Alive, "It was not noticed that nobody answers");

        Assert.Equal(0, Kill(socat.Id, SigContinue));
        await house.UntilGood();
        End(socat);
    }

    [LinuxFact]
    public async Task Device_should_connect_anew_when_its_tcp_peer_is_silent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var house = await RealHouse.StartAsync(
            BusPorts.Parse($"tcp://127.0.0.1:{port}"), RealHouse.Quick with { ReopenAfter = TimeSpan.FromSeconds(1) });

        using var first = await listener.AcceptSocketAsync().WaitAsync(Patience.Long);
        using var second = await listener.AcceptSocketAsync().WaitAsync(Patience.Long);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_should_come_back_when_its_tcp_peer_breaks_the_connection(bool resets)
    {
        var adapter = new TcpBusServer(_bus.Port, IPAddress.Loopback, 0);
        await adapter.StartAsync();
        await using var relay = new TcpRelay(adapter.EndPoint);
        await using var house = await RealHouse.StartAsync(BusPorts.Parse($"tcp://127.0.0.1:{relay.Port}"), RealHouse.Quick);
        await house.UntilGood();

        for (var time = 0; time < 3; time++)
        {
            var lost = await house.LinesLost();
            relay.Break(resets);
            await RealHouse.Until(async () => await house.LinesLost() > lost, "It was not noticed that the connection is gone");
            await house.UntilGood();
        }

        await adapter.DisposeAsync();
    }

    public void Dispose()
    {
        _bus.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<PtyBusServer> ServeAsync()
    {
        var served = new PtyBusServer(_bus.Port, $"{_directory}/bus");
        await served.StartAsync();
        return served;
    }

    private Process Bridge() => Process.Start(new ProcessStartInfo("socat")
    {
        ArgumentList = { $"PTY,link={_directory}/gateway,raw,echo=0", $"FILE:{_directory}/bus,raw,echo=0" },
    })!;

    private static void End(Process socat)
    {
        socat.Kill();
        Assert.True(socat.WaitForExit(Patience.Long), "socat does not end");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
