using Econet.Actors.Gm3;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;

namespace Econet.Actors.Tests.Gm3;

public class HouseGapTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(20, 5.6)]
    [InlineData(3, 5.4)]
    public async Task Discovery_should_be_quick_with_the_gap_at_its_longest_first_and_quicker_with_one_that_is_tuned(double gap, double most)
    {
        await using var house = await House.StartAsync(options: new Gm3Options { LongestGap = TimeSpan.FromMilliseconds(gap) });
        while (house.Bus.Etiquette.TokensGranted == 0)
        {
            house.Time.Advance(Step);
        }

        var took = await house.UntilAsync(
            TimeSpan.FromSeconds(10), async () => (await house.Device.StatusAsync()).State == "running", Step);

        Assert.Equal(house.Bus.ParameterCount, (await house.Device.SnapshotAsync()).Parameters.Length);
        Assert.InRange(took.TotalSeconds, 3, most);
        Assert.Equal(0, house.Bus.Etiquette.TooEarly + house.Bus.Etiquette.Collisions + house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Gap_should_be_kept_across_restarts()
    {
        using var state = new StateDirectory();
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        var options = new Gm3Options { StateDirectory = state.Path };
        var first = await House.StartAsync(time, bus, options);
        await first.UntilLearned();
        Assert.Equal(3.0, await Gap(first));
        first.UntilTokenReturned();
        await first.StopAsync();

        var second = await House.StartAsync(time, bus, options);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(3.0, await Gap(second));
        await second.StopAsync();
    }

    private static async Task<double> Gap(House house) => (await house.Device.StatusAsync()).Traffic!.Gap.TotalMilliseconds;
}
