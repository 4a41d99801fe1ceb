using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>The device answers for its status alone, whatever its parts do.</summary>
public sealed class BaseStatusTests
{
    [Theory]
    [InlineData("parameters", "waiting")]
    [InlineData("registers", "waiting")]
    [InlineData("server", "starting")]
    [InlineData("store", "waiting")]
    public async Task Status_should_come_while_a_part_waits_for_its_restart(string part, string state)
    {
        await using var house = await BaseHouse.StartAsync();
        var failing = house.System.ActorSelection($"/user/econet/neasmart/device/{part}");
        for (var i = 0; i < 6; i++)
        {
            failing.Tell(Kill.Instance);
            house.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        failing.Tell(Kill.Instance);
        house.Time.Settle();

        var status = await house.Device.StatusAsync();
        Assert.Equal(["registers", "server", "storage", "traffic", "values", "writes"], status.Sections.Keys);
        Assert.Equal(state, status.State);
        Assert.Contains(status.Problems, problem => problem.Code == ProblemCode.PartFailing);
        house.Seconds(10);
        Assert.Equal("waiting", (await house.Device.StatusAsync()).State);
    }
}
