using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;

namespace Econet.Simulation.Tests.NeaSmart;

public class BaseTests
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(6);
    private static readonly Register Setpoint = RegisterMap.Zone(1, 3).Setpoint;

    [Fact]
    public async Task Base_should_write_all_it_measures_and_is_set_to()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);

        Register[] written =
        [
            RegisterMap.OperationMode, RegisterMap.OperationState, RegisterMap.ErrorPresent, RegisterMap.WarningsPresent,
            RegisterMap.HintsPresent, RegisterMap.OutsideTemperature, RegisterMap.FilteredOutsideTemperature,
            RegisterMap.MixedGroup(1).ValveOpening, RegisterMap.MixedGroup(1).PumpState, RegisterMap.MixedGroup(1).FlowTemperature,
            RegisterMap.MixedGroup(1).ReturnTemperature, RegisterMap.Dehumidifier(1), RegisterMap.Pump(1), RegisterMap.Pump(2),
            .. RegisterMap.Zones.Where(z => z is { Base: 1 or 2 or 5, Number: <= 4 })
                .SelectMany(z => new[] { z.State, z.Setpoint, z.Temperature, z.RelativeHumidity }),
        ];
        Assert.All(written, register => Assert.Equal(run.Base.Truth(register), run[register]));
        Assert.All(run.Writes, w => Assert.Equal(0, w.Unit));
        Assert.InRange(run[RegisterMap.Zone(2, 4).Temperature]!.Value, 15, 25);
        Zone[] nobodies = [RegisterMap.Zone(1, 5), RegisterMap.Zone(2, 5), RegisterMap.Zone(5, 5)];
        Register[] zeros = [.. nobodies.SelectMany(z => new[] { z.State, z.Setpoint, z.Temperature, z.RelativeHumidity })];
        Assert.Equal(
            written.Concat(zeros).Except([RegisterMap.Zone(1, 4).RelativeHumidity]).Select(r => r.Address).Order(),
            run.Writes.Select(w => w.Address).Distinct().Order());
        Assert.All(zeros.Append(RegisterMap.Zone(5, 4).RelativeHumidity), register => Assert.Equal(0, run.Registers[register.Address]));
    }

    [Fact]
    public async Task Base_should_ask_each_of_its_units_for_every_setting()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);

        Assert.Equal(run.Reads.Where(r => r.Unit == 240).Select(r => r.Start), run.Reads.Where(r => r.Unit == 241).Select(r => r.Start));
        Assert.Contains(((byte)241, RegisterMap.Zone(5, 4).State.Address), run.Reads);
    }

    [Fact]
    public async Task Bases_should_speak_to_each_other_in_a_way_that_is_no_request_of_ours()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);

        Assert.True(run.Others > 2);
        Assert.Equal(0, run.Base.Traffic.Timeouts);
    }

    [Fact]
    public async Task Setpoint_should_not_apply_in_standby()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        var setpoint = run[Setpoint];

        run.Wish(RegisterMap.Zone(1, 3).State, 3);
        run.Run(2 * Round);
        Assert.Equal(RegisterMap.DoesNotApply, run.Registers[Setpoint.Address]);

        run.Wish(RegisterMap.Zone(1, 3).State, 1);
        run.Run(2 * Round);
        Assert.Equal(setpoint, run[Setpoint]);
    }

    [Fact]
    public async Task Base_should_take_a_wish_and_write_it_as_its_own_some_rounds_later()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        run.Writes.Clear();

        run.Wish(Setpoint, 23.5);
        run.Run(Round);

        Assert.Equal(23.5, run.Base.Truth(1, 3).Setpoint);
        Assert.Equal((Setpoint, 23.5), Assert.Single(run.Base.WishesTaken.Select(w => (w.Register, w.Value))));
        Assert.DoesNotContain(run.Writes, w => w.Address == Setpoint.Address);
        run.Run(3 * Round);
        Assert.Equal(23.5, Setpoint.Decode(Assert.Single(run.Writes, w => w.Address == Setpoint.Address).Word));
    }

    [Theory]
    [InlineData("operation_mode", 3)]
    [InlineData("operation_state", 6)]
    [InlineData("base2_zone1_state", 2)]
    public async Task Base_should_take_modes_and_states(string key, double value)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        await using var run = new NeaSmartRun();
        run.Run(Round);

        run.Wish(register, value);
        run.Run(Round);

        Assert.Equal(value, run.Base.Truth(register));
    }

    [Fact]
    public async Task Base_should_answer_a_zero_with_its_own_value()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        var own = run[Setpoint];

        run.Registers[Setpoint.Address] = 0;
        run.Run(Round);

        Assert.Equal(own, run[Setpoint]);
        Assert.Equal(own, run.Base.Truth(Setpoint));
    }

    [Theory]
    [InlineData(Dpt9.Invalid)]
    [InlineData(0x0001)]
    public async Task Base_should_insist_on_its_own_value_when_the_wish_makes_no_sense(ushort word)
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        var own = run[Setpoint];

        run.Registers[Setpoint.Address] = word;
        run.Run(Round);

        Assert.Equal(own, run[Setpoint]);
        Assert.Empty(run.Base.WishesTaken);
    }

    [Fact]
    public async Task Wall_thermostat_should_win_over_what_the_gateway_still_holds()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        run.Wish(Setpoint, 24);
        run.Run(Round);

        run.Base.WallThermostat(1, 3, 19.5);
        run.Run(Round);

        Assert.Equal(19.5, run[Setpoint]);
        Assert.Equal(19.5, run.Base.Truth(1, 3).Setpoint);
    }

    [Theory]
    [InlineData(true, 19.5)]
    [InlineData(false, 24)]
    public async Task Change_of_an_absence_should_be_told_after_it_only_when_the_base_repeats_it(bool repeats, double holds)
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { RepeatsChanges = repeats });
        run.Run(Round);
        run.Wish(Setpoint, 24);
        run.Run(Round);

        run.Answers = false;
        run.Base.WallThermostat(1, 3, 19.5);
        run.Run(TimeSpan.FromMinutes(2));
        // What a gateway that was away holds is from before.
        run.Wish(Setpoint, 24);
        run.Answers = true;
        run.Run(TimeSpan.FromMinutes(2));

        Assert.Equal(holds, run[Setpoint]);
    }

    [Fact]
    public async Task Base_should_read_and_write_zones_in_one_request_when_it_is_told_to()
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { ReadWriteTogether = true });
        run.Run(Round);
        run.Wish(Setpoint, 18);
        run.Run(Round);

        Assert.Equal(18, run.Base.Truth(1, 3).Setpoint);
        Assert.Equal(run.Base.Truth(1, 3).Temperature, run[RegisterMap.Zone(1, 3).Temperature]);
    }

    [Fact]
    public async Task Refusals_should_be_counted_and_keep_nothing_else_from_being_written()
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { Broadcasts = false }) { Missing = RegisterMap.Zone(1, 1).Temperature };
        run.Run(Round);

        Assert.Equal(run.Base.Traffic.Cycles, run.Base.Traffic.Exceptions);
        Assert.Equal(run.Base.Traffic.Requests, run.Base.Traffic.Answers);
        Assert.Equal(run.Base.Truth(1, 1).Setpoint, run[RegisterMap.Zone(1, 1).Setpoint]);
    }

    [Fact]
    public async Task Forced_value_should_be_written_until_it_is_released()
    {
        var temperature = RegisterMap.Zone(2, 1).Temperature;
        await using var run = new NeaSmartRun();
        run.Base.Force(temperature, null);
        run.Base.Force(RegisterMap.ErrorPresent, 1);
        run.Run(Round);
        Assert.Equal(Dpt9.Invalid, run.Registers[temperature.Address]);
        Assert.Equal(1, run[RegisterMap.ErrorPresent]);

        run.Base.Release(temperature);
        run.Run(Round);
        Assert.NotNull(run[temperature]);
    }

    [Fact]
    public async Task Master_should_be_silent_while_it_is_away_and_go_on_after()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        run.Base.Disappear();
        run.Run(Round);
        var heard = run.Bytes.Count;

        run.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(heard, run.Bytes.Count);
        run.Base.Return();
        run.Run(Round);
        Assert.True(run.Bytes.Count > heard);
        Assert.Equal(0, run.Base.Traffic.Timeouts);
    }

    [Fact]
    public async Task Line_should_be_lost_when_it_is_unplugged_and_can_be_opened_after_it_is_back()
    {
        await using var run = new NeaSmartRun();
        run.Run(Round);
        run.Base.Unplug();

        Assert.NotNull(run.GoneBecause);
        Assert.ThrowsAny<Exception>(run.Reopen);
        run.Base.Replug();
        run.Reopen();
        run.Wish(Setpoint, 17);
        run.Run(2 * Round);
        Assert.Equal(17, run.Base.Truth(1, 3).Setpoint);
    }
}
