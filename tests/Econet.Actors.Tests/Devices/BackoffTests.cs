using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;

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

    [Theory]
    [InlineData("session")]
    [InlineData("protocol")]
    [InlineData("connection")]
    [InlineData("parameters")]
    [InlineData("store")]
    public async Task Device_should_begin_anew_and_say_so_when_a_part_of_it_has_ended_for_good(string part)
    {
        using var state = new StateDirectory();
        await using var house = await House.RunningAsync(options: new Gm3Options { StateDirectory = state.Path });
        await house.UntilTokenHeld();

        house.Part(part).Tell(PoisonPill.Instance);
        house.Time.Settle();

        var status = await house.Device.StatusAsync();
        var problem = Assert.Single(status.Problems);
        Assert.Equal("failed", status.State);
        Assert.Equal((ProblemCode.NotStarted, $"Device 'house' begins anew: its part '{part}' has ended"), (problem.Code, problem.Message));
        house.Time.Advance(TimeSpan.FromSeconds(2));
        await house.UntilLearned(TimeSpan.FromSeconds(60));
        Assert.True((await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("HDWTSetPoint", 47))).Success);
        Assert.Empty((await house.Device.StatusAsync()).Problems);
    }

    [Fact]
    public async Task Device_should_begin_anew_ever_more_seldom_while_a_part_of_it_keeps_ending()
    {
        await using var house = await House.RunningAsync();
        var errors = 0;
        using var listening = house.Errors(_ => errors++);

        for (var i = 0; i < 600; i++)
        {
            house.Part("session").Tell(PoisonPill.Instance);
            house.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(errors, 6, 10);
        house.Time.Advance(TimeSpan.FromSeconds(30));
        await house.UntilLearned(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task NeaSmart_device_should_begin_anew_when_its_server_has_ended()
    {
        await using var house = await NeaSmart.BaseHouse.StartAsync();

        house.System.ActorSelection("/user/econet/neasmart/device/server").Tell(PoisonPill.Instance);
        house.Time.Settle();

        Assert.Contains((await house.Device.StatusAsync()).Problems, p => p.Code == ProblemCode.NotStarted);
        house.Seconds(5);
        Assert.DoesNotContain((await house.Device.StatusAsync()).Problems, p => p.Code == ProblemCode.NotStarted);
    }
}
