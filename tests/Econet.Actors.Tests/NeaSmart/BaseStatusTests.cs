using Akka.Actor;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>The device answers for its status alone, whatever its parts do.</summary>
public sealed class BaseStatusTests
{
    [Theory]
    [InlineData("parameters", "waiting")]
    [InlineData("registers", "waiting")]
    [InlineData("server", "starting")]
    [InlineData("store", "waiting")]
    public async Task Status_should_come_when_a_part_is_gone(string part, string state)
    {
        await using var house = await BaseHouse.StartAsync();
        house.Seconds(1);

        house.System.ActorSelection($"/user/econet/neasmart/device/{part}").Tell(PoisonPill.Instance);
        house.Seconds(1);

        var status = await house.Device.StatusAsync();
        Assert.Equal(["registers", "server", "storage", "traffic", "values", "writes"], status.Sections.Keys);
        Assert.Equal(state, status.State);
    }
}
