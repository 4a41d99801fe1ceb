using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Actors.Tests.Gm3;

public class HouseWithdrawTests
{
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Write_should_never_be_sent_when_it_is_withdrawn_while_it_is_queued()
    {
        await using var house = await House.RunningAsync();
        house.UntilTokenReturned();
        var (write, withdraw) = await WriteAsync(house, "HDWTSetPoint", 47);
        house.Time.Settle();

        withdraw();

        var result = await house.Within(Cycle, write);
        Assert.Equal((EconetError.Withdrawn, WriteStatus.Withdrawn), (result.Error, result.Job!.Status));
        house.Time.Advance(3 * Cycle);
        Assert.Empty(house.Bus.Writes);
        Assert.Equal(WriteStatus.Withdrawn, Assert.Single(await house.Device.WritesAsync()).Status);
    }

    [Fact]
    public async Task Write_should_go_on_when_it_is_withdrawn_after_it_was_sent()
    {
        await using var house = await House.RunningAsync();
        house.UntilTokenReturned();
        house.Bus.Inject(new FaultPlan().LoseAnswers(1).Where(frames => frames.Command == Econet.Gm3.Command.ModifyParamAnswer).Times(1));
        var (write, withdraw) = await WriteAsync(house, "HDWTSetPoint", 47);
        await house.UntilAsync(2 * Cycle, async () => await house.Device.WritesAsync() is [{ Status: WriteStatus.Sent }], TimeSpan.FromMilliseconds(5));

        withdraw();

        Assert.True((await house.Within(4 * Cycle, write)).Success);
        Assert.Equal(47, house.Bus.Truth("HDWTSetPoint").ToDouble());
    }

    [Fact]
    public async Task Withdrawal_should_leave_other_writes_alone_when_its_own_is_not_there()
    {
        await using var house = await House.RunningAsync();
        var (write, _) = await WriteAsync(house, "HDWTSetPoint", 47);
        var region = await house.Services.GetRequiredService<IRequiredActor<EconetDevices>>().GetAsync();

        region.Tell(new ToDevice("house", new WithdrawWrite("HDWTSetPoint", Guid.NewGuid())));
        region.Tell(new ToDevice("house", new WithdrawWrite("HDWTSetPoint", Guid.Empty)));
        region.Tell(new ToDevice("house", new WithdrawWrite("no such parameter", Guid.NewGuid())));

        Assert.True((await house.Within(2 * Cycle, write)).Success);
    }

    [Fact]
    public async Task Write_should_be_made_once_and_answer_each_time_when_its_request_comes_again()
    {
        await using var house = await House.RunningAsync();
        var region = await house.Services.GetRequiredService<IRequiredActor<EconetDevices>>().GetAsync();
        var write = new ToDevice("house", new WriteParameter("HDWTSetPoint", 47, "test", Request: Guid.NewGuid()));
        house.UntilTokenReturned();

        // Twice before it has become a write, once while it is one, and once when it has ended.
        var (first, second) = (region.Ask<WriteResult>(write), region.Ask<WriteResult>(write));
        house.Time.Settle();
        var third = region.Ask<WriteResult>(write);
        var results = await house.Within(3 * Cycle, Task.WhenAll(first, second, third));
        var fourth = await region.Ask<WriteResult>(write);

        Assert.All(results.Append(fourth), result => Assert.True(result.Success, result.Message));
        Assert.All(results.Append(fourth), result => Assert.Equal(47, result.NewValue.ToDouble()));
        Assert.Single(house.Bus.Writes);
        Assert.Single(await house.Device.WritesAsync());
    }

    private static async Task<(Task<WriteResult> Write, Action Withdraw)> WriteAsync(House house, string key, object value)
    {
        var region = await house.Services.GetRequiredService<IRequiredActor<EconetDevices>>().GetAsync();
        var request = Guid.NewGuid();
        var write = region.Ask<WriteResult>(new ToDevice("house", new WriteParameter(key, value, "test", Request: request)));
        return (write, () => region.Tell(new ToDevice("house", new WithdrawWrite(key, request))));
    }
}
