using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;

namespace Econet.Simulation.Tests.NeaSmart;

public class HouseTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Rooms_should_follow_their_setpoints_and_nobody_elses()
    {
        await using var run = new NeaSmartRun();
        run.Run(TimeSpan.FromMinutes(1));
        run.Wish(RegisterMap.Zone(1, 1).Setpoint, 25);
        run.Wish(RegisterMap.Zone(1, 2).Setpoint, 16);
        run.Run(16 * Hour, stepSeconds: 10);

        Assert.InRange(run[RegisterMap.Zone(1, 1).Temperature]!.Value, 23.9, 26.1);
        Assert.InRange(run[RegisterMap.Zone(1, 2).Temperature]!.Value, 14.9, 18.5);
        Assert.InRange(run[RegisterMap.Zone(1, 3).Temperature]!.Value, run.Base.Truth(1, 3).Setpoint - 1.5, run.Base.Truth(1, 3).Setpoint + 1.5);
        Assert.True(run.Base.Truth(1, 1).Valve > 0.2);
    }

    [Fact]
    public async Task Outside_temperature_should_have_a_course_of_a_day()
    {
        await using var run = new NeaSmartRun();
        var course = new List<double>();
        for (var hour = 0; hour < 24; hour++)
        {
            run.Run(Hour, stepSeconds: 10);
            course.Add(run[RegisterMap.OutsideTemperature]!.Value);
        }

        Assert.InRange(course.Max() - course.Min(), 5, 20);
        // The run begins at 6 o'clock.
        Assert.True(course[10] > course[22]);
    }

    [Fact]
    public async Task Plant_should_cool_when_it_is_told_to()
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { MeanOutsideTemperature = 28 });
        run.Run(TimeSpan.FromMinutes(1));
        run.Wish(RegisterMap.OperationMode, 5);
        run.Run(8 * Hour, stepSeconds: 10);

        Assert.InRange(run[RegisterMap.MixedGroup(1).FlowTemperature]!.Value, 15, 22);
        Assert.True(run[RegisterMap.MixedGroup(1).ReturnTemperature] > run[RegisterMap.MixedGroup(1).FlowTemperature]);
        Assert.True(run[RegisterMap.Zone(1, 1).Temperature] < 26);
    }

    [Fact]
    public async Task Thermostats_should_be_turned_now_and_then()
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { ThermostatTurnsPerHour = 0.5 });
        run.Run(TimeSpan.FromSeconds(10));
        run.Writes.Clear();
        run.Run(8 * Hour, stepSeconds: 10);

        var setpoints = RegisterMap.Zones.Select(z => z.Setpoint.Address).ToHashSet();
        var values = run.Writes.Where(w => setpoints.Contains(w.Address)).GroupBy(w => w.Address).Sum(g => g.Select(w => w.Word).Distinct().Count());
        Assert.InRange(values, 12, 80);
        Assert.Empty(run.Base.WishesTaken);
    }

    [Fact]
    public async Task Same_seed_should_give_the_same_bytes_and_another_seed_others()
    {
        var faults = new NeaSmartFaults { BadCrc = 0.05, Noise = 0.05, PauseInside = 0.05, WrongUnit = 0.05 };
        Assert.Equal(await BytesAsync(7), await BytesAsync(7));
        Assert.NotEqual(await BytesAsync(7), await BytesAsync(8));

        async Task<List<byte>> BytesAsync(int seed)
        {
            await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { Seed = seed, Faults = faults, Paced = true });
            run.Run(TimeSpan.FromSeconds(30), stepSeconds: 0.01);
            return run.Bytes;
        }
    }
}
