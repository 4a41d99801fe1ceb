using Econet.Actors.Messages;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.Tests.NeaSmart;

public class BaseWriteTests
{
    private static readonly Register Setpoint = RegisterMap.Zone(1, 3).Setpoint;
    private static readonly ushort Old = Dpt9.Encode(20);
    private static readonly ushort New = Dpt9.Encode(22.5);
    private static readonly ushort Wall = Dpt9.Encode(18);

    [Fact]
    public async Task Write_should_be_acknowledged_when_the_base_reads_it_and_verified_when_its_own_value_follows()
    {
        await using var house = await HeldAsync();

        var accepted = await house.Wish(Setpoint.Key, 22.5);

        var id = accepted.Job!.Id;
        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        Assert.Equal(Value.Of(20f), (await house.Value(Setpoint.Key)).Value);
        house.Seconds(10);
        Assert.Equal(New, house.Read(Setpoint.Address));
        var acknowledged = await house.Job(id);
        Assert.Equal((WriteStatus.Acknowledged, house.Time.GetUtcNow()), (acknowledged.Status, acknowledged.SentAt));
        Assert.Equal(Value.Of(20f), (await house.Value(Setpoint.Key)).Value);
        house.Seconds(5);
        house.Write(Setpoint.Address, New);
        var verified = await house.Job(id);
        Assert.Equal((WriteStatus.Verified, house.Time.GetUtcNow(), "test"), (verified.Status, verified.EndedAt, verified.Origin));
        var value = await house.Value(Setpoint.Key);
        Assert.Equal((Value.Of(22.5f), Quality.Good), (value.Value, value.Quality));
        Assert.Equal(New, house.Read(Setpoint.Address));
    }

    [Fact]
    public async Task Write_should_wait_for_its_end_when_the_one_who_writes_does()
    {
        await using var house = await HeldAsync();
        var writing = house.Device.WriteAsync(Setpoint.Key, 22.5);
        house.Seconds(1);
        Assert.False(writing.IsCompleted);

        house.Read(Setpoint.Address);
        house.Write(Setpoint.Address, New);

        var result = await writing.WaitAsync(Ports.Patience.Long);
        Assert.Equal((true, Value.Of(20f), Value.Of(22.5f)), (result.Success, result.OldValue, result.NewValue));
    }

    [Fact]
    public async Task Write_should_be_verified_when_the_base_goes_on_reading_it_and_never_says_a_word()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        for (var second = 0; second <= 60; second += 10)
        {
            Assert.Equal(New, house.Read(Setpoint.Address));
            Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
            house.Seconds(10);
        }

        var job = await house.Job(id);
        Assert.Equal(WriteStatus.Verified, job.Status);
        Assert.Contains("keeps reading", job.Message, StringComparison.Ordinal);
        var value = await house.Value(Setpoint.Key);
        Assert.Equal((Value.Of(22.5f), Quality.Good), (value.Value, value.Quality));
        Assert.Equal(New, house.Read(Setpoint.Address));
        house.Minutes(2.9);
        Assert.Equal(Quality.Good, (await house.Value(Setpoint.Key)).Quality);
    }

    [Fact]
    public async Task Wall_thermostat_should_win_when_it_is_moved_after_the_base_read_the_write()
    {
        await using var house = await HeldAsync();
        var writing = house.Device.WriteAsync(Setpoint.Key, 22.5);
        house.Seconds(1);
        house.Read(Setpoint.Address);

        house.Write(Setpoint.Address, Wall);

        var result = await writing.WaitAsync(Ports.Patience.Long);
        Assert.Equal((EconetError.Overridden, WriteStatus.Overridden), (result.Error, result.Job!.Status));
        Assert.Contains("another value", result.Message, StringComparison.Ordinal);
        Assert.Equal(Wall, house.Read(Setpoint.Address));
        Assert.Equal(Value.Of(18f), (await house.Value(Setpoint.Key)).Value);
    }

    [Fact]
    public async Task Wall_thermostat_should_win_when_it_is_moved_before_the_base_read_the_write()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        house.Write(Setpoint.Address, Wall);

        Assert.Equal(WriteStatus.Overridden, (await house.Job(id)).Status);
        Assert.Equal(Wall, house.Read(Setpoint.Address));
    }

    [Theory]
    [InlineData(22.5, WriteStatus.Verified)]
    [InlineData(20, WriteStatus.Overridden)]
    [InlineData(18, WriteStatus.Overridden)]
    public async Task Base_that_repeats_its_former_value_should_override_nothing_until_its_next_word_after_a_minute(double held, WriteStatus ends)
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        house.Write(Setpoint.Address, Old);
        Assert.Equal(New, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Old);
        for (var minute = 0; minute < 4; minute++)
        {
            Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
            Assert.Equal(New, house.Read(Setpoint.Address));
            house.Seconds(62);
        }

        house.Write(Setpoint.Address, Dpt9.Encode(held));

        Assert.Equal(ends, (await house.Job(id)).Status);
        Assert.Equal(Dpt9.Encode(held), house.Read(Setpoint.Address));
    }

    [Fact]
    public async Task Write_should_be_overridden_when_the_base_repeats_its_former_value_and_says_no_more()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        house.Read(Setpoint.Address);
        house.Write(Setpoint.Address, Old);
        for (var minute = 0; minute < 5; minute++)
        {
            house.Minutes(1);
            Assert.Equal(New, house.Read(Setpoint.Address));
        }

        house.Seconds(2);

        var job = await house.Job(id);
        Assert.Equal(WriteStatus.Overridden, job.Status);
        Assert.Contains("keeps its own", job.Message, StringComparison.Ordinal);
        Assert.Equal(0, house.Read(Setpoint.Address));
    }

    [Theory]
    [InlineData(240, true)]
    [InlineData(240, false)]
    [InlineData(241, true)]
    [InlineData(241, false)]
    public async Task Write_should_be_acknowledged_and_verified_when_the_base_speaks_to_all_and_asks_any_unit_of_ours(byte asked, bool sync)
    {
        await using var house = await BaseHouse.StartAsync(options => options with { SyncOnStartup = sync });
        house.Broadcast(Setpoint.Address, Old, Old);
        Assert.Equal(Old, house.Read(Setpoint.Address, unit: asked));
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        Assert.Equal(New, house.Read(Setpoint.Address, unit: asked));
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
        house.Broadcast(Setpoint.Address, New);

        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
        Assert.Equal((Value.Of(22.5f), Quality.Good), (await house.Value(Setpoint.Key)) is var value ? (value.Value, value.Quality) : default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Setpoint_should_stay_what_a_user_wrote_when_the_base_reads_it_at_both_units_and_says_no_word(bool sync)
    {
        await using var house = await BaseHouse.StartAsync(options => options with { SyncOnStartup = sync });
        house.Broadcast(Setpoint.Address, Old);
        house.Broadcast(RegisterMap.Zone(2, 1).Temperature.Address, Old);
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        for (var minute = 0; minute < 15; minute++)
        {
            Assert.Equal(New, house.Read(Setpoint.Address, unit: 240));
            Assert.Equal(New, house.Read(Setpoint.Address, unit: 241));
            house.Minutes(1);
        }

        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
        Assert.Equal(Value.Of(22.5f), (await house.Value(Setpoint.Key)).Value);
    }

    [Fact]
    public async Task Wall_thermostat_should_win_when_the_base_says_so_to_all()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        house.Read(Setpoint.Address, unit: 241);

        house.Broadcast(Setpoint.Address, Wall);

        Assert.Equal(WriteStatus.Overridden, (await house.Job(id)).Status);
        Assert.Equal(Wall, house.Read(Setpoint.Address));
    }

    [Theory]
    [InlineData("base1_zone3_setpoint", 22.5, 0x7F00)]
    [InlineData("base1_zone3_state", 1, 99)]
    [InlineData("operation_mode", 2, 77)]
    [InlineData("operation_state", 2, 0x4242)]
    public async Task Word_that_can_not_be_should_override_nothing(string key, object value, ushort nonsense)
    {
        await using var house = await HeldAsync();
        Assert.True(RegisterMap.TryGet(key, out var register));
        var id = (await house.Wish(key, value)).Job!.Id;
        house.Read(register.Address);

        house.Broadcast(register.Address, nonsense);

        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Write_should_be_acknowledged_by_whoever_reads_while_nobody_has_written()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Read(1);
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        Assert.Equal(New, house.Read(Setpoint.Address));

        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task First_word_of_a_base_should_not_override_a_write_that_it_has_not_read()
    {
        await using var house = await BaseHouse.StartAsync();
        house.Read(1);
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        house.Write(Setpoint.Address, Wall);

        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        Assert.Equal(New, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, New);
        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Write_should_expire_and_not_take_effect_later_when_the_base_does_not_read_it()
    {
        await using var house = await HeldAsync();
        var writing = house.Device.WriteAsync(Setpoint.Key, 22.5);
        for (var minute = 0; minute < 6; minute++)
        {
            house.Minutes(1);
            house.Write(Setpoint.Address, Old);
        }

        var result = await writing.WaitAsync(Ports.Patience.Long);

        Assert.Equal((EconetError.TimedOut, WriteStatus.Expired), (result.Error, result.Job!.Status));
        Assert.Contains("withdrawn", result.Message, StringComparison.Ordinal);
        Assert.Equal(Old, house.Read(Setpoint.Address));
        Assert.Equal(Value.Of(20f), (await house.Value(Setpoint.Key)).Value);
    }

    [Fact]
    public async Task Write_that_the_base_read_once_should_expire_when_it_is_never_heard_again()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        house.Read(Setpoint.Address);

        house.Minutes(5.1);

        Assert.Equal(WriteStatus.Expired, (await house.Job(id)).Status);
        Assert.Equal(Value.Of(20f), (await house.Value(Setpoint.Key)).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Later_write_should_win_and_the_earlier_one_be_told(bool read)
    {
        await using var house = await HeldAsync();
        var earlier = (await house.Wish(Setpoint.Key, 21)).Job!.Id;
        if (read)
        {
            house.Read(Setpoint.Address);
        }

        var later = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        Assert.Equal(WriteStatus.Superseded, (await house.Job(earlier)).Status);
        if (read)
        {
            // The base follows what it had read before: that is no wall thermostat.
            house.Write(Setpoint.Address, Dpt9.Encode(21));
        }

        Assert.Equal(New, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, New);
        Assert.Equal(WriteStatus.Verified, (await house.Job(later)).Status);
    }

    [Fact]
    public async Task Setpoint_should_be_rounded_to_what_the_format_holds_and_the_result_say_so()
    {
        await using var house = await HeldAsync();

        var result = await house.Wish(Setpoint.Key, 22.53);

        Assert.Equal(Value.Of(22.54f), result.Job!.Value);
        Assert.Contains("22.53", result.Job.Message, StringComparison.Ordinal);
        Assert.Equal(Dpt9.Encode(22.54), house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Dpt9.Encode(22.54));
        var job = await house.Job(result.Job.Id);
        Assert.Equal(WriteStatus.Verified, job.Status);
        Assert.Contains("rounded", job.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Echo_should_count_when_the_base_writes_the_number_with_another_exponent()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 19)).Job!.Id;
        house.Read(Setpoint.Address);

        // 19.00 = 0.01 · 950 · 2^1; the smallest exponent would do with 1900.
        house.Write(Setpoint.Address, (1 << 11) | 950);

        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Theory]
    [InlineData("operation_mode", 0)]
    [InlineData("operation_mode", 6)]
    [InlineData("operation_mode", 2.5)]
    [InlineData("operation_mode", "warm")]
    [InlineData("operation_state", 7)]
    [InlineData("base1_zone3_state", 0)]
    [InlineData("base1_zone3_setpoint", 4.99)]
    [InlineData("base1_zone3_setpoint", 40.01)]
    [InlineData("base1_zone3_temperature", 20)]
    [InlineData("outside_temperature", 20)]
    public async Task Write_should_be_refused_when_the_register_takes_no_such_value(string key, object value)
    {
        await using var house = await HeldAsync();

        var result = await house.Wish(key, value);

        Assert.True(result.Error is EconetError.BadValue or EconetError.OutOfRange or EconetError.ReadOnly, $"{result.Error}");
        Assert.Empty(await house.Device.WritesAsync());
    }

    [Fact]
    public async Task Mode_should_be_written_by_its_number()
    {
        await using var house = await HeldAsync();

        var result = await house.Wish("operation_mode", 3);

        Assert.Equal(Value.Of(ParameterType.UInt8, 3), result.Job!.Value);
        Assert.Equal(3, house.Read(RegisterMap.OperationMode.Address, unit: 241));
    }

    [Fact]
    public async Task Write_should_be_refused_when_no_base_is_there_to_read_it()
    {
        await using var house = await HeldAsync();
        house.Minutes(5.1);

        var result = await house.Wish(Setpoint.Key, 22.5);

        Assert.Equal((EconetError.Unavailable, "NEA SMART base unavailable"), (result.Error, result.Message));
    }

    [Theory]
    [InlineData(20, WriteStatus.Verified)]
    [InlineData(18, WriteStatus.Overridden)]
    public async Task Write_of_the_value_that_the_base_last_told_should_be_decided_by_what_it_says_from_then_on(double says, WriteStatus ends)
    {
        await using var house = await HeldAsync();

        var id = (await house.Wish(Setpoint.Key, 20)).Job!.Id;

        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        Assert.Equal(Old, house.Read(Setpoint.Address));
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
        house.Write(Setpoint.Address, Dpt9.Encode(says));
        Assert.Equal(ends, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Write_of_the_value_that_the_base_last_told_should_be_verified_when_it_goes_on_reading_it()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 20)).Job!.Id;
        for (var second = 0; second <= 70; second += 10)
        {
            Assert.Equal(Old, house.Read(Setpoint.Address));
            house.Seconds(10);
        }

        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Settings_should_be_written_as_often_as_one_likes()
    {
        await using var house = await HeldAsync();

        for (var i = 0; i < 120; i++)
        {
            Assert.True((await house.Wish(Setpoint.Key, 10 + (0.1 * i))).Success);
        }
    }

    [Fact]
    public async Task Writes_under_way_should_be_told_when_the_registers_start_anew()
    {
        await using var house = await HeldAsync();
        var writing = house.Device.WriteAsync(Setpoint.Key, 22.5);
        house.Seconds(1);

        house.System.ActorSelection("/user/econet/neasmart/device/registers").Tell(Akka.Actor.Kill.Instance);
        house.Seconds(1);

        Assert.Equal(EconetError.TimedOut, (await writing.WaitAsync(Ports.Patience.Long)).Error);
        Assert.Equal(Old, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Wall);
        Assert.Equal(Value.Of(18f), (await house.Value(Setpoint.Key)).Value);
        Assert.True((await house.Wish(Setpoint.Key, 22.5)).Success);
    }

    [Fact]
    public async Task Word_that_the_base_has_read_should_stay_in_its_register_when_the_registers_start_anew()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        Assert.Equal(New, house.Read(Setpoint.Address));

        house.System.ActorSelection("/user/econet/neasmart/device/registers").Tell(Akka.Actor.Kill.Instance);
        house.Seconds(1);

        Assert.Equal(WriteStatus.Expired, (await house.Job(id)).Status);
        Assert.Equal(New, house.Read(Setpoint.Address));
    }

    [Fact]
    public async Task Write_under_way_should_go_on_when_the_parameters_start_anew()
    {
        await using var house = await HeldAsync();
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;

        house.System.ActorSelection("/user/econet/neasmart/device/parameters").Tell(Akka.Actor.Kill.Instance);
        house.Seconds(1);

        Assert.Equal(New, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, New);
        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    /// <summary>A base that holds a setpoint of 20 °C.</summary>
    private static async Task<BaseHouse> HeldAsync()
    {
        var house = await BaseHouse.StartAsync();
        house.Write(Setpoint.Address, Old);
        house.Seconds(1);
        return house;
    }
}
