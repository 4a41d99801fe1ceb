using Econet.Actors.Gm3;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Ports;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Cables that are pulled, and ports that open and are dead.</summary>
public class HousePlugTests(ITestOutputHelper output)
{
    private const int Times = 100;

    [Fact]
    public async Task Device_should_come_back_each_of_a_hundred_times_that_it_is_unplugged()
    {
        await using var house = await House.RunningAsync();

        // Long enough to know how the bus sounds.
        house.Time.Advance(TimeSpan.FromMinutes(1));
        var random = new Random(5);
        var back = new List<TimeSpan>();
        var memory = ProcessFigures.Memory();
        for (var time = 0; time < Times; time++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
            house.Bus.Unplug();
            house.Time.Settle();
            Assert.False((await house.Device.SnapshotAsync()).Alive);

            house.Time.Advance(TimeSpan.FromMilliseconds(random.Next(6000)));
            house.Bus.Replug();
            await house.UntilAsync(TimeSpan.FromSeconds(2), async () => (bool)(await house.Device.StatusAsync()).Sections["bus"]["connected"]!);

            // At most: the silence until a token is given back that was granted meanwhile, the rest of a cycle, and a token that reads all.
            back.Add(await house.Until(TimeSpan.FromSeconds(9), IsGood));
        }

        var growth = (ProcessFigures.Memory() - memory) / 1e6;
        output.WriteLine($"Memory grew by {growth:F1} MB");
        Assert.True(growth < 15, $"{growth:F1} MB");
        output.WriteLine($"Good again after {back.Average(t => t.TotalSeconds):F1} s on average, {back.Max().TotalSeconds:F1} s at most");

        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

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
        (long)(await house.Device.StatusAsync()).Sections["traffic"]["lines_lost"]!;
}
