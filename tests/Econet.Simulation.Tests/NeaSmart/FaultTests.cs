using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;

namespace Econet.Simulation.Tests.NeaSmart;

public class FaultTests
{
    public static TheoryData<string, NeaSmartFaults> Faults => new()
    {
        { "units", new NeaSmartFaults { WrongUnit = 0.2 } },
        { "CRCs", new NeaSmartFaults { BadCrc = 0.2 } },
        { "pauses", new NeaSmartFaults { PauseInside = 0.2 } },
        { "noise", new NeaSmartFaults { Noise = 0.2 } },
        { "absences", new NeaSmartFaults { Vanish = 0.02, Absence = TimeSpan.FromSeconds(5) } },
        { "all", new NeaSmartFaults { WrongUnit = 0.05, BadCrc = 0.05, PauseInside = 0.05, Noise = 0.05, Vanish = 0.01, Absence = TimeSpan.FromSeconds(5) } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_should_happen_and_everything_should_get_through_all_the_same(string what, NeaSmartFaults faults)
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { Faults = faults, Attempts = 4, Paced = true });
        run.Run(TimeSpan.FromMinutes(0.5), stepSeconds: 0.01);
        run.Wish(RegisterMap.Zone(2, 4).Setpoint, 23);
        run.Base.WallThermostat(1, 2, 18);
        run.Run(TimeSpan.FromMinutes(1.5), stepSeconds: 0.01);

        var traffic = run.Base.Traffic;
        Assert.True(traffic.Faults + traffic.Pauses > 3, what);
        Assert.Equal(0, traffic.Exceptions);
        Assert.Equal(23, run.Base.Truth(2, 4).Setpoint);
        Assert.Equal(18, run[RegisterMap.Zone(1, 2).Setpoint]);
        // A request that comes right behind noise or half a request may be taken for its rest.
        Assert.InRange(traffic.Timeouts, 0, traffic.Faults);
    }

    [Fact]
    public async Task Nothing_should_go_wrong_by_itself()
    {
        await using var run = new NeaSmartRun(new NeaSmartSimulationOptions { Paced = true });
        run.Run(TimeSpan.FromMinutes(1), stepSeconds: 0.01);

        var traffic = run.Base.Traffic;
        Assert.InRange(traffic.Cycles, 11, 13);
        Assert.InRange(traffic.Requests - traffic.Answers, 0, 1);
        Assert.Equal((0, 0, 0, 0), (traffic.Timeouts, traffic.Unexpected, traffic.Faults, traffic.Exceptions));
    }
}
