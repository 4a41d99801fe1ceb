using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Ports;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A cable that is pulled many times, and what that leaves behind in the process.</summary>
[Collection(PortTests.Name)]
public class HouseReplugTests(ITestOutputHelper output)
{
    private const int Times = 100;

    [LinuxFact]
    public async Task Device_should_come_back_each_of_a_hundred_times_that_it_is_unplugged()
    {
        await using var house = await House.RunningAsync();

        // Long enough to know how the bus sounds.
        house.Time.Advance(TimeSpan.FromMinutes(1));
        var random = new Random(5);
        var back = new List<TimeSpan>();
        var (memory, handles, threads) = (ProcessFigures.Memory(), ProcessFigures.Handles(), ProcessFigures.PortThreads());
        for (var time = 0; time < Times; time++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
            house.Bus.Unplug();
            house.Time.Settle();
            Assert.False((await house.Device.SnapshotAsync()).Alive);

            house.Time.Advance(TimeSpan.FromMilliseconds(random.Next(6000)));
            house.Bus.Replug();
            await house.UntilAsync(TimeSpan.FromSeconds(2), async () => (await house.Device.StatusAsync()).Bus!.Connected);

            // At most: the silence until a token is given back that was granted meanwhile, the rest of a cycle, and a token that reads all.
            back.Add(await house.Until(TimeSpan.FromSeconds(9), IsGood));
        }

        var growth = (ProcessFigures.Memory() - memory) / 1e6;
        output.WriteLine($"Memory grew by {growth:F1} MB");
        Assert.True(growth < 15, $"{growth:F1} MB");
        ProcessFigures.AssertNoGrowth(handles, threads);
        output.WriteLine($"Good again after {back.Average(t => t.TotalSeconds):F1} s on average, {back.Max().TotalSeconds:F1} s at most");

        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    private static bool IsGood(DeviceSnapshot snapshot) =>
        snapshot.Alive && snapshot.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent);
}
