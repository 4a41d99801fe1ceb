using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Cables that are pulled, and ports that open and are dead.</summary>
public class HousePlugTests
{
    [Fact]
    public async Task Device_should_open_a_port_anew_that_opens_and_is_dead()
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { ReopenAfter = TimeSpan.FromSeconds(10) });
        house.UntilTokenReturned();
        var lost = await LinesLost(house);
        var dead = house.Bus.Inject(new FaultPlan().DeadPort());
        house.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(lost + 1, await LinesLost(house));
        Assert.False((await house.Device.SnapshotAsync()).Alive);

        // 20, 40, 80, 160 and then every 300 s.
        house.Time.Advance(TimeSpan.FromSeconds(1300));
        Assert.InRange(await LinesLost(house) - lost, 7, 9);

        dead.Dispose();
        await house.Until(TimeSpan.FromSeconds(20), IsGood);
    }

    [Fact]
    public async Task Device_should_come_back_when_its_port_has_hung_on_a_write()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await house.UntilTokenHeld();
        var lost = await LinesLost(house);
        var hung = house.Bus.Inject(new FaultPlan().HangWrites());
        await house.UntilAsync(TimeSpan.FromSeconds(5), async () => await LinesLost(house) > lost);
        hung.Dispose();

        await house.Until(TimeSpan.FromSeconds(12), IsGood);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_leave_a_line_open_on_which_nobody_speaks_unasked()
    {
        await using var house = await House.StartAsync(
            new Gm3SimulationOptions { PollingModule = false, CycleInterval = TimeSpan.FromHours(2) },
            new Gm3Options { TokenRequired = false, PollInterval = TimeSpan.FromMinutes(3) });
        house.Time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(0, await LinesLost(house));
    }

    private static bool IsGood(DeviceSnapshot snapshot) =>
        snapshot.Alive && snapshot.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent);

    private static async Task<long> LinesLost(House house) =>
        (await house.Device.StatusAsync()).Traffic!.LinesLost;
}
