using System.Runtime.Versioning;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Tests.Ports;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.Tests.NeaSmart;

public class ModbusRtuServerTests
{
    private static readonly byte[] Read = Rtu.Request(240, RegisterRequest.Read(102, 2));

    [Fact]
    public async Task Request_should_be_answered_when_it_comes_byte_by_byte()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(102, 7, 8);

        foreach (var part in Read[..^1])
        {
            Assert.Empty(house.Bus.Send(part));
        }

        Assert.Equal([7, 8], Rtu.Words(house.Bus.Send(Read[^1])));
    }

    [Fact]
    public async Task Request_should_be_answered_after_one_that_was_cut_off()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Bus.Send(Read.AsSpan(..5));

        house.Seconds(0.15);

        Assert.Equal([0, 0], Rtu.Words(house.Bus.Send(Read)));
        Assert.Equal(5L, (await house.Traffic()).SkippedBytes);
    }

    [Fact]
    public async Task Request_should_be_answered_behind_noise()
    {
        await using var house = await BaseHouse.StartAsync();
        var damaged = (byte[])[.. Read];
        damaged[3] ^= 1;

        Assert.Empty(house.Bus.Send([0x00, 0xFF, .. damaged]));
        Assert.Equal([0, 0], Rtu.Words(house.Bus.Send(Read)));

        Assert.NotEqual(0L, (await house.Traffic()).CrcErrors);
        Assert.Equal(1L, (await house.Traffic()).Requests);
    }

    [Fact]
    public async Task Request_should_not_be_answered_when_the_master_has_gone_on()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(102, 7, 8);

        var answer = house.Bus.Send([.. Rtu.Request(240, RegisterRequest.Read(103, 1)), .. Read]);

        Assert.Equal([7, 8], Rtu.Words(answer));
        Assert.Empty(house.Bus.Send([.. Read, .. Rtu.Request(17, RegisterRequest.Read(1, 1))]));
        Assert.Equal(2L, (await house.Traffic()).Overtaken);
    }

    [Theory]
    [InlineData("10 03")]
    [InlineData("10 10 00 01")]
    [InlineData("10 41")]
    [InlineData("10 64 F0 03 00 01 00 02 F0 F1 00")]
    [InlineData("10 2B 0E 01 00")]
    [InlineData("10 03 00 01 00 02")]
    public async Task Frames_between_others_should_be_counted_and_not_answered_and_what_follows_be_served_at_once(string foreign)
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(102, 7, 8);
        var bytes = Sealed(foreign);

        Assert.Empty(house.Bus.Send(bytes));
        Assert.Equal([7, 8], Rtu.Words(house.Bus.Send([.. bytes, .. Read])));

        Assert.Equal(2L, (await house.Traffic()).IgnoredUnits);
        Assert.Equal((0L, 0L), ((await house.Traffic()).SkippedBytes, (await house.Traffic()).CrcErrors));
    }

    [Theory]
    [InlineData("F0 2B 0E 01 00", 0x2B, ExceptionCode.IllegalFunction)]
    [InlineData("F0 03 00 01 00 00", 0x03, ExceptionCode.IllegalDataValue)]
    [InlineData("F0 03 FF FF 00 02", 0x03, ExceptionCode.IllegalDataAddress)]
    public async Task Nonsense_should_be_refused_with_an_exception(string request, byte function, ExceptionCode exception)
    {
        await using var house = await BaseHouse.StartAsync();

        var answer = house.Bus.Send(Sealed(request));

        Assert.Equal([240, (byte)(function | 0x80), (byte)exception], answer[..^2]);
        Assert.Equal(1L, (await house.Traffic()).Exceptions);
    }

    [Fact]
    public async Task Line_should_be_opened_again_when_it_is_gone()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(102, 7);
        house.Bus.Send(Read.AsSpan(..3));
        house.Seconds(6);
        house.Bus.Send(Read.AsSpan(..3));

        house.Bus.Fails = true;
        house.Bus.Pull();
        Assert.Equal("connecting", (await house.Device.StatusAsync()).State);
        house.Seconds(5);
        Assert.InRange(house.Bus.Opened, 4, 10);
        house.Bus.Fails = false;
        house.Seconds(2);

        Assert.Equal([7, 0], Rtu.Words(house.Bus.Send(Read)));
        Assert.Equal("running", (await house.Device.StatusAsync()).State);
    }

    [Fact]
    public async Task Settings_should_read_as_0_after_the_line_was_gone_until_the_base_has_written_them()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(100, 3, 1200, 1300);
        Assert.Equal([3, 1200, 1300], house.Read(100, 3));

        house.Bus.Pull();
        house.Seconds(2);

        Assert.Equal([0, 0, 1300], house.Read(100, 3));
        house.Write(101, 1100);
        Assert.Equal([0, 1100, 1300], house.Read(100, 3));
    }

    [Theory]
    [InlineData(false, 20, WriteStatus.Queued, 22.5)]
    [InlineData(false, 18, WriteStatus.Overridden, 18)]
    [InlineData(true, 22.5, WriteStatus.Verified, 22.5)]
    [InlineData(true, 18, WriteStatus.Overridden, 18)]
    public async Task Write_should_not_be_shown_after_the_line_was_gone_before_the_base_has_said_what_it_holds(
        bool read, double held, WriteStatus status, double then)
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(101, Dpt9.Encode(20));
        var id = (await house.Wish("base1_zone1_setpoint", 22.5)).Job!.Id;
        if (read)
        {
            house.Read(101);
        }

        house.Bus.Pull();
        house.Seconds(2);

        Assert.Equal(0, house.Read(101));
        house.Write(101, Dpt9.Encode(held));
        Assert.Equal(status, (await house.Job(id)).Status);
        Assert.Equal(Dpt9.Encode(then), house.Read(101));
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public async Task Serial_line_should_be_opened_at_38400_baud_8N1()
    {
        const uint B38400 = 0xF, Speed = 0x100F, Cs8 = 0x30, TwoStopBits = 0x40, Parity = 0x100;
        using var terminal = new PseudoTerminal();

        await using var line = await NeaSmartServer.Rtu.At(terminal.Path).Port.OpenAsync(new LineRecorder(), CancellationToken.None);

        Assert.Equal(B38400 | Cs8, terminal.ControlFlags() & (Speed | Cs8 | TwoStopBits | Parity));
    }

    [Fact]
    public async Task Port_should_be_a_problem_while_it_can_t_be_opened_and_not_when_it_is_back_at_once()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Seconds(10);
        house.Bus.Pull();
        house.Seconds(10);
        Assert.Empty((await house.Device.StatusAsync()).Problems);

        house.Bus.Fails = true;
        house.Bus.Pull();
        house.Seconds(5);
        var problem = Assert.Single((await house.Device.SnapshotAsync()).Problems);
        Assert.Equal((ProblemCode.PortMissing, "no such port"), (problem.Code, problem.Message));

        house.Bus.Fails = false;
        house.Seconds(10);
        Assert.Empty((await house.Device.SnapshotAsync()).Problems);
    }

    [Fact]
    public async Task Adapter_should_be_quoted_when_it_says_something_and_closes()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Bus.Send("Port already in use\r\n"u8);
        house.Bus.Pull();

        var problem = Assert.Single((await house.Device.SnapshotAsync()).Problems);

        Assert.Equal(ProblemCode.AdapterSays, problem.Code);
        Assert.Contains("\"Port already in use\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_should_be_closed_when_the_host_stops()
    {
        await using var house = await BaseHouse.StartAsync();

        await house.StopAsync();

        Assert.False(house.Bus.IsOpen);
    }

    [Fact]
    public async Task Server_should_serve_again_when_it_failed()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(RegisterMap.OutsideTemperature.Address, 7);

        house.System.ActorSelection("/user/econet/neasmart/device/server").Tell(Akka.Actor.Kill.Instance);
        house.Seconds(1);

        Assert.Equal(7, house.Read(RegisterMap.OutsideTemperature.Address));
    }

    private static byte[] Sealed(string frame)
    {
        var bytes = Convert.FromHexString(frame.Replace(" ", "", StringComparison.Ordinal));
        var crc = Crc16.Compute(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }
}
