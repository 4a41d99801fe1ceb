using Econet.Actors.Messages;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.Tests.NeaSmart;

public class BaseValueTests
{
    private static readonly Zone Zone = RegisterMap.Zone(1, 3);
    private static readonly Zone Other = RegisterMap.Zone(2, 12);

    [Fact]
    public async Task Every_register_of_the_map_should_be_a_parameter_without_a_value_when_the_base_was_never_there()
    {
        await using var house = await BaseHouse.StartAsync();

        var snapshot = await house.Device.SnapshotAsync();

        Assert.Equal(RegisterMap.All.Select(r => (r.Key, (int)r.Address)), snapshot.Parameters.Select(p => (p.Key, p.Index)));
        Assert.All(snapshot.Parameters, p => Assert.True(p is { Value.IsNone: true, Quality: Quality.Stale, ReadAt: null }, p.Key));
        Assert.False(snapshot.Alive);
        var setpoint = await house.Value(Zone.Setpoint.Key);
        Assert.Equal((5.0, 40.0, Unit.Celsius, ParameterType.Float, true), (setpoint.Min, setpoint.Max, setpoint.Unit, setpoint.Type, setpoint.Writable));
        Assert.False((await house.Value(Zone.Temperature.Key)).Writable);
    }

    [Fact]
    public async Task Value_should_be_good_when_the_base_wrote_it()
    {
        await using var house = await BaseHouse.StartAsync();

        house.Write(Zone.State.Address, 3, 0x0C65, Dpt9.Encode(-3.5));
        house.Write(Zone.RelativeHumidity.Address, 45);
        house.Write(RegisterMap.Pump(2).Address, 1);

        Assert.Equal(Value.Of(ParameterType.UInt8, 3), (await house.Value(Zone.State.Key)).Value);
        Assert.Equal(Value.Of(22.5f), (await house.Value(Zone.Setpoint.Key)).Value);
        Assert.Equal(Value.Of(ParameterType.UInt8, 45), (await house.Value(Zone.RelativeHumidity.Key)).Value);
        Assert.Equal(Value.Of(true), (await house.Value("pump2_state")).Value);
        var temperature = await house.Value(Zone.Temperature.Key);
        Assert.Equal((Value.Of(-3.5f), Quality.Good, house.Time.GetUtcNow()), (temperature.Value, temperature.Quality, temperature.ReadAt));
        Assert.True((await house.Device.SnapshotAsync()).Alive);
    }

    [Fact]
    public async Task Temperature_should_be_absent_when_the_base_says_that_it_is_invalid()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Zone.Temperature.Address, 0x0C65);

        house.Write(Zone.Temperature.Address, 0x7FFF);

        var value = await house.Value(Zone.Temperature.Key);
        Assert.Equal((Quality.Absent, true), (value.Quality, value.Value.IsNone));
    }

    [Theory]
    [InlineData("operation_mode", 2, 77)]
    [InlineData("operation_state", 1, 7)]
    [InlineData("base1_zone3_state", 3, 99)]
    [InlineData("base1_zone3_state", 3, 0x0203)]
    [InlineData("base1_zone3_setpoint", 0x0C65, 0x7F00)]
    [InlineData("base1_zone3_temperature", 0x0C65, 0x7FFE)]
    [InlineData("base1_zone3_temperature", 0x0C65, 0xF800)]
    [InlineData("outside_temperature", 0x0C65, 0xFFFE)]
    [InlineData("base1_zone3_relative_humidity", 45, 101)]
    [InlineData("mixed_group1_valve_opening", 45, 0xFFFF)]
    [InlineData("mixed_group1_pump_state", 1, 2)]
    [InlineData("pump3_state", 0, 0xFF00)]
    [InlineData("dehumidifier9_state", 1, 255)]
    public async Task Word_that_can_not_be_should_be_suspect_with_the_last_good_value_or_absent_when_there_is_none_however_often(
        string key, ushort good, ushort nonsense)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        await using var house = await BaseHouse.StartAsync();
        Say(nonsense);
        Assert.Equal((default, Quality.Absent), await Shown(house, register));

        Say(good);
        var value = await Shown(house, register);
        Assert.Equal((register.Decode(good)!.Value, Quality.Good), (value.Item1.ToDouble(), value.Item2));
        Say(nonsense);
        Assert.Equal((value.Item1, Quality.Suspect), await Shown(house, register));
        Assert.Equal(6L, (await house.Registers()).BadValues);

        Say(good);
        Assert.Equal(value, await Shown(house, register));

        void Say(ushort word)
        {
            for (var i = 0; i < 3; i++)
            {
                house.Broadcast(register.Address, word);
                house.Seconds(2);
            }
        }
    }

    [Fact]
    public async Task Setpoint_should_be_believed_at_once_when_it_jumps_and_a_temperature_the_second_time()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Zone.Setpoint.Address, Dpt9.Encode(8), Dpt9.Encode(8));
        house.Seconds(1);

        house.Write(Zone.Setpoint.Address, Dpt9.Encode(30), Dpt9.Encode(30));

        Assert.Equal((Value.Of(30f), Quality.Good), await Shown(house, Zone.Setpoint));
        Assert.Equal((Value.Of(8f), Quality.Suspect), await Shown(house, Zone.Temperature));
        house.Seconds(1);
        house.Write(Zone.Temperature.Address, Dpt9.Encode(30));
        house.Seconds(1);
        Assert.Equal((Value.Of(30f), Quality.Good), await Shown(house, Zone.Temperature));
    }

    [Fact]
    public async Task Value_should_go_stale_when_the_base_has_not_touched_it_for_three_minutes()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Zone.State.Address, 3, 0x0C65, 0x0C65);
        house.Minutes(2.9);
        Assert.All(await Qualities(house), q => Assert.Equal(Quality.Good, q));

        house.Minutes(0.2);

        Assert.All(await Qualities(house), q => Assert.Equal(Quality.Stale, q));
        house.Write(Zone.State.Address, 3, 0x0C65, 0x0C65);
        house.Seconds(2);
        Assert.All(await Qualities(house), q => Assert.Equal(Quality.Good, q));
    }

    [Fact]
    public async Task Setting_should_stay_good_when_the_base_reads_it_and_a_measured_value_should_not()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Zone.State.Address, 3, 0x0C65, 0x0C65);
        for (var minute = 0; minute < 8; minute++)
        {
            house.Minutes(1);
            Assert.Equal([3, 0x0C65], house.Read(Zone.State.Address, 2));
            house.Read(Zone.Temperature.Address);
        }

        house.Seconds(2);

        Assert.Equal([Quality.Good, Quality.Good, Quality.Stale], await Qualities(house));
    }

    [Fact]
    public async Task Setting_should_stay_good_when_the_base_reads_it_at_its_other_unit()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Broadcast(Zone.State.Address, 3);
        for (var minute = 0; minute < 8; minute++)
        {
            Assert.Equal(3, house.Read(Zone.State.Address, unit: 241));
            house.Minutes(1);
        }

        Assert.Equal(Quality.Good, (await house.Value(Zone.State.Key)).Quality);
        Assert.Equal(3, house.Read(Zone.State.Address));
    }

    [Theory]
    [InlineData(0x7FFF)]
    [InlineData(0x8116)]
    [InlineData(0)]
    public async Task Zone_should_have_no_setpoint_and_temperature_when_the_base_says_that_there_is_none(ushort word)
    {
        await using var house = await BaseHouse.StartAsync();
        house.Broadcast(Zone.State.Address, 3, word, word);
        house.Broadcast(Zone.RelativeHumidity.Address, 0);

        foreach (var register in new[] { Zone.Setpoint, Zone.Temperature, Zone.RelativeHumidity })
        {
            Assert.Equal((default, Quality.Absent), await Shown(house, register));
        }

        Assert.Equal(0L, (await house.Registers()).BadValues);
    }

    [Fact]
    public async Task Device_should_be_alive_only_while_a_master_speaks_to_our_units()
    {
        await using var house = await BaseHouse.StartAsync();
        Assert.True(house.Bus.IsOpen);
        Assert.Equal(("waiting", false), await Being(house));

        house.Bus.Send(Rtu.Request(17, RegisterRequest.Read(1, 1)));
        Assert.Equal(("waiting", false), await Being(house));
        house.Read(1, unit: 241);
        Assert.Equal(("running", true), await Being(house));
        house.Minutes(4.9);
        Assert.Equal(("running", true), await Being(house));
        house.Minutes(0.2);
        Assert.Equal(("waiting", false), await Being(house));
        Assert.False((await house.Device.SnapshotAsync()).Alive);
    }

    [Fact]
    public async Task Both_units_should_share_the_registers_and_others_be_ignored()
    {
        await using var house = await BaseHouse.StartAsync();
        house.WriteTo(240, Zone.Temperature.Address, 0x0C65);
        house.WriteTo(241, Other.Temperature.Address, 0x0C66);
        Assert.Empty(house.Bus.Send(Rtu.Request(242, RegisterRequest.WriteMultiple(Zone.Temperature.Address, [1]))));
        Assert.Empty(house.Bus.Send(Rtu.Request(0, RegisterRequest.WriteMultiple(RegisterMap.OutsideTemperature.Address, [0x0C67]))));

        Assert.Equal(0x0C65, house.Read(Zone.Temperature.Address, unit: 241));
        Assert.Equal(0x0C66, house.Read(Other.Temperature.Address, unit: 240));
        Assert.Equal(0x0C67, house.Read(RegisterMap.OutsideTemperature.Address));
        Assert.Equal(1L, (await house.Traffic()).IgnoredUnits);
    }

    [Fact]
    public async Task Register_without_a_meaning_should_be_kept_for_the_base()
    {
        await using var house = await BaseHouse.StartAsync();

        house.Write(65535, 1234);
        house.Write(4, 0);

        Assert.Equal([1234], house.Read(65535, 1));
        Assert.Equal([0, 0, 0, 0], house.Read(3, 4));
        Assert.Equal(2, (await house.Registers()).Stored);
    }

    [Fact]
    public async Task Parameters_should_know_again_what_the_base_wrote_when_they_start_anew()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Zone.State.Address, 3, 0x0C65, 0x0C65);

        house.System.ActorSelection("/user/econet/neasmart/device/parameters").Tell(Akka.Actor.Kill.Instance);
        house.Seconds(2);

        Assert.Equal([Quality.Good, Quality.Good, Quality.Good], await Qualities(house));
        Assert.True((await house.Device.SnapshotAsync()).Alive);
    }

    private static async Task<(Value, Quality)> Shown(BaseHouse house, Register register)
    {
        var value = await house.Value(register.Key);
        return (value.Value, value.Quality);
    }

    private static async Task<Quality[]> Qualities(BaseHouse house) =>
    [
        (await house.Value(Zone.State.Key)).Quality,
        (await house.Value(Zone.Setpoint.Key)).Quality,
        (await house.Value(Zone.Temperature.Key)).Quality,
    ];

    private static async Task<(string, bool)> Being(BaseHouse house)
    {
        house.Seconds(1);
        var status = await house.Device.StatusAsync();
        return (status.State, status.Alive);
    }
}
