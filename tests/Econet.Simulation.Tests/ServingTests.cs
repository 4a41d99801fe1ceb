using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Simulation.Tests;

/// <summary>Real sockets, terminals and time: short.</summary>
public class ServingTests
{
    private static readonly Frame Request = new(BusAddress.Controller, BusAddress.FirstPeripheral, Command.GetSettings);

    private static async Task<Settings> AskAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await stream.WriteAsync(Request.ToArray(), patience.Token);
        var heard = new List<byte>();
        var buffer = new byte[256];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, patience.Token);
            Assert.NotEqual(0, count);
            heard.AddRange(buffer.AsSpan(0, count));
            var bytes = new System.Buffers.ReadOnlySequence<byte>(heard.ToArray());
            if (FrameReader.Read(ref bytes, out var frame, out _) == FrameReadStatus.Frame)
            {
                Assert.True(Settings.TryParse(frame!.Data.Span, out var settings));
                return settings;
            }
        }
    }

    [Fact]
    public async Task Tcp_server_should_make_each_client_a_participant()
    {
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        using var first = new TcpClient();
        await first.ConnectAsync(server.EndPoint);
        Assert.Equal("ecoMAX360i", (await AskAsync(first.GetStream())).Name);

        using var second = new TcpClient();
        await second.ConnectAsync(server.EndPoint);
        Assert.Equal("ecoMAX360i", (await AskAsync(second.GetStream())).Name);
        Assert.Equal(2, simulator.RequestsFrom(BusAddress.FirstPeripheral));
    }

    [Fact]
    public async Task Tcp_server_should_end_its_clients_when_the_bus_is_unplugged()
    {
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        await AskAsync(client.GetStream());

        simulator.Unplug();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[16], patience.Token));
    }

    [Fact]
    public async Task Tcp_server_should_reset_its_clients_when_told_to_and_serve_new_ones()
    {
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        await AskAsync(client.GetStream());

        server.ResetClients();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var loss = await Assert.ThrowsAsync<IOException>(() => client.GetStream().ReadExactlyAsync(new byte[16], patience.Token).AsTask());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(loss.InnerException).SocketErrorCode);

        using var again = new TcpClient();
        await again.ConnectAsync(server.EndPoint);
        await AskAsync(again.GetStream());
    }

    [Fact]
    public async Task Tcp_server_should_still_take_what_comes_when_it_has_half_closed()
    {
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        await AskAsync(client.GetStream());

        server.HalfCloseClients();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[16], patience.Token));

        // A request may meet the answer to the one before, which nobody can be told of: then it is asked again.
        while (simulator.RequestsFrom(BusAddress.FirstPeripheral) < 3)
        {
            await client.GetStream().WriteAsync(Request.ToArray(), patience.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    [Fact]
    public async Task Tcp_server_should_say_why_when_it_cannot_listen()
    {
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using var server = new TcpBusServer(simulator.Port, IPAddress.Loopback, 0);
        await server.StartAsync();
        await using var another = new TcpBusServer(simulator.Port, IPAddress.Loopback, server.EndPoint.Port);

        var refusal = await Assert.ThrowsAsync<BusPortException>(another.StartAsync);
        Assert.Contains(server.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task Pty_server_should_serve_whoever_opens_the_link_again_and_again()
    {
        var directory = Directory.CreateTempSubdirectory("econet");
        var link = Path.Combine(directory.FullName, "bus");
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using (var server = new PtyBusServer(simulator.Port, link))
        {
            await server.StartAsync();
            for (var time = 0; time < 3; time++)
            {
                var terminal = new FileInfo(link).LinkTarget;
                await using (var stream = new FileStream(link, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
                    Assert.Equal("ecoMAX360i", (await AskAsync(stream)).Name);

                // The link moves on to a fresh terminal once the server has seen this one closed.
                Assert.True(SpinWait.SpinUntil(() => new FileInfo(link).LinkTarget is { } now && now != terminal, TimeSpan.FromSeconds(20)));
            }

            Assert.Equal(3, simulator.RequestsFrom(BusAddress.FirstPeripheral));
        }

        Assert.False(new FileInfo(link).Exists);
        directory.Delete(recursive: true);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task Pty_server_should_carry_what_was_written_when_the_terminal_is_closed_at_once()
    {
        var directory = Directory.CreateTempSubdirectory("econet");
        var link = Path.Combine(directory.FullName, "bus");
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using (var server = new PtyBusServer(simulator.Port, link))
        {
            await server.StartAsync();
            await using (var stream = new FileStream(link, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
                stream.Write(Request.ToArray());

            Assert.True(SpinWait.SpinUntil(() => simulator.RequestsFrom(BusAddress.FirstPeripheral) == 1, TimeSpan.FromSeconds(20)));
        }

        directory.Delete(recursive: true);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task Pty_server_should_leave_a_file_alone_that_is_no_link()
    {
        var path = Path.GetTempFileName();
        using var simulator = new Gm3Simulator(new(), TimeProvider.System);
        await using (var server = new PtyBusServer(simulator.Port, path))
            await Assert.ThrowsAsync<BusPortException>(server.StartAsync);

        Assert.True(File.Exists(path));
        File.Delete(path);
    }
}

public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "pseudo-terminals are served on Linux only";
    }
}
