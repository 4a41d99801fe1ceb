using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Devices;

public sealed class BackoffTests
{
    [Theory]
    [InlineData("session")]
    [InlineData("protocol")]
    [InlineData("connection")]
    [InlineData("parameters")]
    [InlineData("store")]
    public async Task Part_should_be_restarted_ever_more_seldom_while_it_keeps_failing(string part)
    {
        await using var house = await House.RunningAsync();
        var errors = 0;
        using var listening = house.Errors(_ => errors++);

        // A part that fails at whatever it is told first: what waits in its mailbox kills it as soon as it is back.
        for (var i = 0; i < 40; i++)
        {
            house.Part(part).Tell(Kill.Instance);
        }

        house.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.InRange(errors, 8, 12);
        if (part != "parameters")
        {
            var problems = (await house.Device.SnapshotAsync()).Problems;
            Assert.Contains(problems, problem => problem.Code == ProblemCode.PartFailing && problem.Message.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Problem_should_be_over_when_the_part_goes_on()
    {
        await using var house = await House.RunningAsync();
        for (var i = 0; i < 4; i++)
        {
            house.Part("session").Tell(Kill.Instance);
        }

        await house.UntilAsync(TimeSpan.FromSeconds(2), async () => (await house.Device.SnapshotAsync()).Problems.Any(p => p.Code == ProblemCode.PartFailing));
        house.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.DoesNotContain((await house.Device.SnapshotAsync()).Problems, p => p.Code == ProblemCode.PartFailing);
        await house.ExpectValue("HDWTSetPoint", house.Bus.Truth("HDWTSetPoint").ToDouble());
    }
}
