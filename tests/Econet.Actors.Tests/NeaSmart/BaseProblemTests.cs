using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>A base that can't be understood, on an RTU line.</summary>
public class BaseProblemTests
{
    private const byte Other = 17;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Base_that_asks_another_unit_should_be_told_within_half_a_minute_and_taken_back_when_it_asks_ours(bool broadcasts)
    {
        await using var house = await BaseHouse.StartAsync();
        Ask(house, Other, seconds: 15, broadcasts);
        Assert.Empty(await Problems(house));

        Ask(house, Other, seconds: 15, broadcasts);

        var problem = Assert.Single(await Problems(house));
        Assert.Equal(ProblemCode.ModbusUnit, problem.Code);
        Assert.Contains("addresses Modbus unit 17, but the gateway is unit 240, 241", problem.Message, StringComparison.Ordinal);
        Ask(house, Other, seconds: 300, broadcasts);
        Assert.Equal(problem, Assert.Single(await Problems(house)));
        house.Read(1);
        house.Seconds(2);
        Assert.Empty(await Problems(house));
    }

    [Fact]
    public async Task Unit_that_somebody_answers_for_should_be_no_problem()
    {
        await using var house = await BaseHouse.StartAsync();
        for (var second = 0; second < 60; second += 5)
        {
            house.Bus.Send(Rtu.Request(Other, RegisterRequest.Read(1, 2)));
            house.Bus.Send(Sealed(Other, 0x03, 0x04, 0x00, 0x01, 0x00, 0x02));
            house.Seconds(5);
        }

        Assert.Empty(await Problems(house));
    }

    [Fact]
    public async Task Base_that_asks_ours_and_others_should_be_no_problem()
    {
        await using var house = await BaseHouse.StartAsync();
        for (var second = 0; second < 60; second += 5)
        {
            Ask(house, Other, 5, broadcasts: true);
            house.Read(1, unit: 241);
        }

        Assert.Empty(await Problems(house));
    }

    [Fact]
    public async Task Frames_between_bases_should_be_no_problem_and_never_be_logged()
    {
        await using var house = await BaseHouse.StartAsync(hocon: ["akka.loglevel = INFO"]);
        house.Read(1);
        house.Seconds(1);
        var log = Log(house);
        for (var second = 0; second < 120; second++)
        {
            house.Bus.Send(Sealed(16, 0x41, 0x00, 0xF0));
            house.Bus.Send(Sealed(16, 0x03));
            house.Bus.Send(Sealed(16, 0x10, 0x00, 0x01));
            house.Read(1);
            house.Seconds(1);
        }

        Assert.Empty(await Problems(house));
        Assert.Empty(log.All);
        Assert.Equal(360L, (await house.Traffic()).IgnoredUnits);
    }

    [Fact]
    public async Task Problem_that_is_over_by_itself_should_be_taken_back()
    {
        await using var house = await BaseHouse.StartAsync();
        Ask(house, Other, seconds: 30, broadcasts: false);
        Assert.Single(await Problems(house));

        house.Minutes(2.1);

        Assert.Empty(await Problems(house));
    }

    [Fact]
    public async Task First_request_should_be_logged_once()
    {
        await using var house = await BaseHouse.StartAsync(hocon: ["akka.loglevel = INFO"]);
        var log = Log(house);
        for (var i = 0; i < 5; i++)
        {
            house.Read(1);
            house.Seconds(1);
        }

        Assert.Single(log.All, heard => $"{heard.Message}".Contains("A Modbus master speaks", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_hosts_should_not_be_remembered_for_ever()
    {
        using var time = new TestKit.VirtualTime();
        var watch = new MasterWatch(time);
        for (var i = 0; i < 1000; i++)
        {
            watch.SentRtu($"192.0.2.{i}");
        }

        Assert.Equal(16, watch.RtuHosts.Count);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(watch.RtuHosts);
        watch.SentRtu("198.51.100.1");
        Assert.Equal(["198.51.100.1"], watch.RtuHosts);
    }

    /// <summary>A base that asks the unit every five seconds.</summary>
    private static void Ask(BaseHouse house, byte unit, double seconds, bool broadcasts)
    {
        for (var second = 0.0; second < seconds; second += 5)
        {
            if (broadcasts)
            {
                house.Broadcast(RegisterMap.OutsideTemperature.Address, 0x0C65);
            }

            Assert.Empty(house.Bus.Send(Rtu.Request(unit, RegisterRequest.Read(1, 2))));
            house.Seconds(5);
        }
    }

    private static Probe Log(BaseHouse house)
    {
        var log = new Probe(house.System, house.Time);
        house.System.EventStream.Subscribe(log.Ref, typeof(Info));
        house.System.EventStream.Subscribe(log.Ref, typeof(Warning));
        house.System.EventStream.Subscribe(log.Ref, typeof(Error));
        return log;
    }

    private static async Task<IReadOnlyList<Problem>> Problems(BaseHouse house) => (await house.Device.StatusAsync()).Problems;

    private static byte[] Sealed(params byte[] frame)
    {
        var crc = Crc16.Compute(frame);
        return [.. frame, (byte)crc, (byte)(crc >> 8)];
    }
}
