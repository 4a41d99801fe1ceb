using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Tests.Ports;
using Econet.Modbus;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>Over real sockets; the clock alone is the tests'.</summary>
public class ModbusTcpServerTests
{
    [Fact]
    public async Task Masters_should_be_served_all_at_once()
    {
        await using var house = await StartAsync();
        var masters = new List<TcpMaster>();
        for (var i = 0; i < 16; i++)
        {
            masters.Add(await ConnectAsync(house));
        }

        for (var i = 0; i < masters.Count; i++)
        {
            await masters[i].AskAsync(240, RegisterRequest.WriteMultiple((ushort)(1000 + i), [(ushort)i]));
        }

        foreach (var master in masters)
        {
            Assert.Equal(Enumerable.Range(0, 16).Select(i => (ushort)i), Rtu.WordsOf(await master.AskAsync(241, RegisterRequest.Read(1000, 16))));
        }

        Assert.Equal(16, (await house.Server()).Connections);
        await TcpMaster.RefusedAsync(await PortAsync(house));
        Assert.Equal((16, 1L), ((await house.Server()).Connections, (await house.Server()).Refused));
        masters.ForEach(master => master.Dispose());
    }

    [Fact]
    public async Task Settings_should_be_told_as_before_when_their_master_comes_again()
    {
        await using var house = await StartAsync();
        using (var master = await ConnectAsync(house))
        {
            await master.AskAsync(240, RegisterRequest.WriteMultiple(100, [3, 1200]));
        }

        using var again = await ConnectAsync(house);

        Assert.Equal([3, 1200], Rtu.WordsOf(await again.AskAsync(240, RegisterRequest.Read(100, 2))));
    }

    [Fact]
    public async Task Server_should_listen_again_at_its_port_when_it_failed()
    {
        var port = FreePort();
        await using var house = await BaseHouse.StartAsync(
            options => options with { Server = new NeaSmartServer.Tcp(IPAddress.Loopback, port) }, hocon: ["akka.loglevel = OFF"]);
        await UntilAsync(async () => (await house.Server()).Listening);
        using var before = await TcpMaster.ConnectAsync(port);
        await before.AskAsync(240, RegisterRequest.WriteMultiple(7, [0x0C65]));

        house.System.ActorSelection("/user/econet/neasmart/device/server").Tell(Akka.Actor.Kill.Instance);

        await before.ClosedAsync();
        await UntilAsync(async () =>
        {
            house.Seconds(1);
            return (await house.Server()).Listening;
        });
        using var master = await TcpMaster.ConnectAsync(port);
        Assert.Equal([0x0C65], Rtu.WordsOf(await master.AskAsync(240, RegisterRequest.Read(7, 1))));
        Assert.Equal(1, (await house.Server()).Connections);
        Assert.Empty((await house.Device.StatusAsync()).Problems);
    }

    [Fact]
    public async Task Master_should_be_closed_when_as_many_are_there_as_may_and_taken_when_one_has_gone()
    {
        await using var house = await StartAsync(options => options with { MaxConnections = 2 });
        using var first = await ConnectAsync(house);
        var second = await ConnectAsync(house);
        await first.AskAsync(240, RegisterRequest.Read(1, 1));
        await second.AskAsync(240, RegisterRequest.Read(1, 1));

        await TcpMaster.RefusedAsync(await PortAsync(house));
        Assert.Equal((2, 1L), ((await house.Server()).Connections, (await house.Server()).Refused));
        second.Dispose();
        await UntilAsync(async () => (await house.Server()).Connections == 1);

        using var fourth = await ConnectAsync(house);
        await fourth.AskAsync(240, RegisterRequest.Read(1, 1));
        await first.AskAsync(240, RegisterRequest.Read(1, 1));
    }

    [Fact]
    public async Task Pipelined_requests_should_be_answered_in_order_however_the_stream_is_cut()
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);
        var stream = new ArrayBufferWriter<byte>();
        for (ushort i = 0; i < 5000; i++)
        {
            stream.Write(TcpMaster.Frame(i, 240, i % 3 == 0 ? RegisterRequest.WriteMultiple(2000, [i]) : RegisterRequest.Read(2000, 1)));
        }

        var random = new Random(1);
        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < stream.WrittenCount;)
            {
                var piece = Math.Min(random.Next(1, 3000), stream.WrittenCount - sent);
                await master.SendAsync(stream.WrittenMemory.Slice(sent, piece));
                sent += piece;
            }
        });
        for (ushort i = 0; i < 5000; i++)
        {
            var (transaction, unit, pdu) = await master.ReceiveAsync();
            Assert.Equal((i, 240), (transaction, unit));
            if (i % 3 != 0)
            {
                Assert.Equal([(ushort)(i - (i % 3))], Rtu.WordsOf(pdu));
            }
        }

        await sending;
        Assert.Equal(5000L, (await house.Traffic()).Requests);
    }

    [Fact]
    public async Task Master_that_takes_no_answers_should_not_be_read_on()
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);
        var request = new ArrayBufferWriter<byte>();
        for (ushort i = 0; i < 1000; i++)
        {
            request.Write(TcpMaster.Frame(i, 240, RegisterRequest.Read(1, 125)));
        }

        // Each round is 12 kB of requests and 259 kB of answers, which nobody takes.
        var stuck = false;
        for (var round = 0; round < 2000 && !stuck; round++)
        {
            var sending = master.SendAsync(request.WrittenMemory).AsTask();
            stuck = await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != sending;
        }

        Assert.True(stuck);
        using var other = await ConnectAsync(house);
        await other.AskAsync(240, RegisterRequest.Read(1, 1));
        house.Time.Advance(TimeSpan.FromMinutes(3));
        await UntilAsync(async () => (await house.Server()).Connections == 0);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\u0001\0\0\u0001\0\u00f0")]
    [InlineData("\0\u0001\0\0\0\0\u00f0")]
    public async Task Connection_should_be_closed_when_it_carries_something_else(string garbage)
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);
        await master.SendAsync(TcpMaster.Frame(7, 240, RegisterRequest.Read(1, 1)));
        await master.SendAsync(garbage.Select(c => (byte)c).ToArray());

        Assert.Equal(7, (await master.ReceiveAsync()).Transaction);
        await master.ClosedAsync();

        Assert.Equal(1L, (await house.Traffic()).BadStreams);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 3)]
    [InlineData(0, 8)]
    [InlineData(1, 1)]
    public async Task Adapter_that_sends_rtu_should_be_told_as_a_problem_until_it_sends_modbus_tcp(int register, int piece)
    {
        await using var house = await StartAsync();
        var request = Rtu.Request(240, RegisterRequest.Read((ushort)register, 1));
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var adapter = await ConnectAsync(house);
            for (var sent = 0; sent < request.Length; sent += piece)
            {
                await adapter.SendAsync(request.AsMemory(sent, Math.Min(piece, request.Length - sent)));
            }

            await adapter.ClosedAsync();
        }

        house.Seconds(1);
        var problem = Assert.Single((await house.Device.StatusAsync()).Problems);
        Assert.Equal(ProblemCode.ModbusFraming, problem.Code);
        Assert.Contains("127.0.0.1: the adapter is in transparent mode", problem.Message, StringComparison.Ordinal);
        Assert.Equal(20L, (await house.Traffic()).BadStreams);
        Assert.Equal(0L, (await house.Traffic()).Requests);

        using var master = await ConnectAsync(house);
        await master.AskAsync(240, RegisterRequest.Read(1, 1));
        house.Seconds(1);
        Assert.Empty((await house.Device.StatusAsync()).Problems);
    }

    [Fact]
    public async Task Stream_that_begins_like_rtu_and_is_none_should_be_closed_soon_and_be_no_problem()
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);
        await master.SendAsync(new byte[] { 0xF0, 0x03, 0x01 });
        await UntilAsync(async () => (await house.Server()).Connections == 1);

        await UntilAsync(async () =>
        {
            house.Seconds(2);
            return (await house.Server()).Connections == 0;
        });

        Assert.Empty((await house.Device.StatusAsync()).Problems);
        Assert.Equal(1L, (await house.Traffic()).BadStreams);
    }

    [Fact]
    public async Task Connection_should_be_closed_when_no_whole_request_comes_for_two_minutes()
    {
        await using var house = await StartAsync();
        using var idle = await ConnectAsync(house);
        using var half = await ConnectAsync(house);
        using var busy = await ConnectAsync(house);
        foreach (var master in (TcpMaster[])[idle, half, busy])
        {
            await master.AskAsync(240, RegisterRequest.Read(1, 1));
        }

        for (var i = 0; i < 5; i++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(30));
            await busy.AskAsync(240, RegisterRequest.Read(1, 1));
            await half.TrySendAsync(TcpMaster.Frame(1, 240, RegisterRequest.Read(1, 1)).AsMemory(i, 1));
        }

        await idle.ClosedAsync();
        await half.ClosedAsync();
        await busy.AskAsync(240, RegisterRequest.Read(1, 1));
    }

    [Fact]
    public async Task Frames_for_other_units_should_be_left_without_answer()
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);

        await master.SendAsync(TcpMaster.Frame(1, 1, RegisterRequest.Read(1, 1)));
        await master.SendAsync(Convert.FromHexString("00090000000110" + "00090000000210" + "41" + "000900000003100301" + "000900000001F0"));
        await master.SendAsync(TcpMaster.Frame(2, 0, RegisterRequest.WriteMultiple(7, [0x0C65])));
        await master.SendAsync(TcpMaster.Frame(3, 241, RegisterRequest.Read(7, 1)));

        var (transaction, _, pdu) = await master.ReceiveAsync();
        Assert.Equal(3, transaction);
        Assert.Equal([0x0C65], Rtu.WordsOf(pdu));
        Assert.Equal(5L, (await house.Traffic()).IgnoredUnits);
    }

    [Fact]
    public async Task Server_should_tell_why_it_can_not_listen_and_do_so_when_it_can()
    {
        var port = FreePort();
        var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        await using var house = await BaseHouse.StartAsync(
            options => options with { Server = new NeaSmartServer.Tcp(IPAddress.Loopback, port) }, hocon: ["akka.loglevel = OFF"]);
        await UntilAsync(async () => (await house.Device.StatusAsync()).Problems is not []);
        var status = await house.Device.StatusAsync();
        var problem = Assert.Single(status.Problems);
        Assert.Equal(ProblemCode.ListenFailed, problem.Code);
        Assert.Contains("another program", problem.Message, StringComparison.Ordinal);
        Assert.Equal(("starting", false), (status.State, status.Server?.Listening));

        taken.Stop();
        await UntilAsync(async () =>
        {
            house.Seconds(1);
            return (await house.Server()).Listening;
        });

        Assert.Empty((await house.Device.StatusAsync()).Problems);
        using var master = await ConnectAsync(house);
        await master.AskAsync(240, RegisterRequest.Read(1, 1));
    }

    [Fact]
    public async Task Server_should_leave_its_port_and_its_masters_when_the_host_stops()
    {
        await using var house = await StartAsync();
        using var master = await ConnectAsync(house);
        await master.AskAsync(240, RegisterRequest.Read(1, 1));
        var port = await PortAsync(house);

        await house.StopAsync();

        await master.ClosedAsync();
        var next = new TcpListener(IPAddress.Loopback, port);
        next.Start();
        next.Stop();
    }

    private static async Task<BaseHouse> StartAsync(Func<NeaSmartOptions, NeaSmartOptions>? configure = null)
    {
        var house = await BaseHouse.StartAsync(options =>
        {
            options = options with { Server = new NeaSmartServer.Tcp(IPAddress.Loopback, 0) };
            return configure?.Invoke(options) ?? options;
        });
        await UntilAsync(async () => (await house.Server()).Listening);
        return house;
    }

    private static async Task<TcpMaster> ConnectAsync(BaseHouse house) => await TcpMaster.ConnectAsync(await PortAsync(house));

    private static async Task<int> PortAsync(BaseHouse house) => (await house.Server()).Port!.Value;

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience.Long, "Not so in time");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
