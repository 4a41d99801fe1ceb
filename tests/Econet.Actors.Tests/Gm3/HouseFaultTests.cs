using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Whole devices, a minute each of what a bad bus does to whole frames.</summary>
public class HouseFaultTests
{
    private const int Written = 103;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, Func<FaultPlan, FaultPlan>> Faults = new()
    {
        ["late answers"] = plan => plan.DelayAnswers(2.5 * Second, 0.1),
        ["doubled answers"] = plan => plan.DoubleAnswers(0.5),
        ["truncated answers"] = plan => plan.TruncateAnswers(0.2),
        ["mimicked answers"] = plan => plan.MimicAnswers(0.5),
        ["lost requests"] = plan => plan.LoseRequests(0.1),
        ["lost grants"] = plan => plan.LoseGrants(0.3),
        ["lost returns"] = plan => plan.LoseReturns(0.3),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Device_should_serve_the_truth_and_write_what_it_was_asked_to_when_frames_go_wrong(string name)
    {
        // Nothing moves by itself: a value that is not the device's own is wrong whenever it is served.
        await using var house = await House.RunningAsync(
            new Gm3SimulationOptions { ModelInterval = TimeSpan.FromHours(1) }, new Gm3Options { WriteTimeout = 60 * Second });
        Task<WriteResult> write;
        InjectedFaults faults;
        using (faults = house.Bus.Inject(Faults[name](new FaultPlan(seed: 3))))
        {
            write = house.Device.WriteAsync($"{Written}", 50);
            for (var second = 0; second < 60; second++)
            {
                house.Time.Advance(Second);
                AssertTrue(house, await house.Device.SnapshotAsync(), except: Written);
            }
        }

        var result = await house.Within(60 * Second, write);
        await house.Until(60 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));

        Assert.True(faults.Struck > 0, "Nothing went wrong");
        Assert.True(result.Success, result.Message);
        AssertTrue(house, await house.Device.SnapshotAsync());
        Assert.Equal(50, house.Bus.Truth(Written).ToDouble());
        Assert.All(house.Bus.Writes, received => Assert.Equal((Written, 50d), (received.Index, received.Value.ToDouble())));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    private static void AssertTrue(House house, DeviceSnapshot snapshot, int? except = null) => Assert.All(
        snapshot.Parameters.Where(served => served.Index != except),
        served =>
        {
            var held = house.Bus.Truth(served.Index);
            Assert.True(served.Value.IsNone ? held.SaysNone : served.Value == held, $"{served.Key}@{served.Index} is {held} and served as {served.Value}");
        });
}
