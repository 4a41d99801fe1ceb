using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests;

public class SmallSystemTests
{
    private const int Most = 105;

    [Fact]
    public async Task System_should_have_as_few_parameters_as_wanted_with_the_indices_of_a_real_one()
    {
        await using var run = new SimulatorRun(new() { MostParameters = Most });

        Assert.Equal(2 * Most, run.Simulator.ParameterCount);
        Assert.Equal("HDWTSetPoint", run.Simulator.Definition(103).Name);
        Assert.Equal(Command.GetParamsAnswer, Ask(run, Most - 1).Command);
        Assert.Equal(Command.NoData, Ask(run, Most).Command);
        // What limits it is not there.
        Assert.True(run.Simulator.Definition(103) is { MinIsIndex: false, HasMin: false, MaxIsIndex: false, HasMax: false });
    }

    [Fact]
    public async Task System_should_have_no_more_parameters_after_its_controller_was_another_one()
    {
        await using var run = new SimulatorRun(new() { MostParameters = Most });

        run.Simulator.Inject(new FaultPlan().ChangeController()).Dispose();

        Assert.Equal(2 * Most, run.Simulator.ParameterCount);
    }

    private static Frame Ask(SimulatorRun run, int index) => run.Ask(
        new Frame(BusAddress.Controller, BusAddress.FirstPeripheral, Command.GetParams, new ParameterSelection(1, (ushort)index).ToArray()));
}
