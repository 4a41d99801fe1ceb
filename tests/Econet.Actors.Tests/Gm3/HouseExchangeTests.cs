using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

public class HouseExchangeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Values_of_another_controller_should_not_be_served_under_the_names_of_the_former()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Inject(new FaultPlan().Unplug().For(2 * Second).ChangeController().From(Second));
        using (house.Bus.Inject(new FaultPlan()
            .LoseAnswers().Where(f => f is { Source: BusAddress.Panel, Command: Command.GetSettingsAnswer })))
        {
            house.Time.Advance(2 * Second);
            var since = house.Time.GetUtcNow();
            for (var second = 0; second < 20; second++)
            {
                house.Time.Advance(Second);
                var read = (await house.Device.SnapshotAsync()).Parameters.Where(p => p.ReadAt > since && p.Index < 1000);
                Assert.All(read, p => Assert.Equal(house.Bus.Definition(p.Index).Name, p.Name));
            }
        }

        await house.Until(60 * Second, s => s.Alive && s.Parameters.Length == house.Bus.ParameterCount && s.Parameters.All(p => p.ReadAt is not null));
        Assert.All((await house.Device.SnapshotAsync()).Parameters, p => Assert.Equal(house.Bus.Definition(p.Index).Name, p.Name));
    }
}
