using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Writes of the value that the device held when it was last read.</summary>
public class HouseHeldWriteTests
{
    private const int Setpoint = 103;

    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Write_should_be_verified_by_a_reading_after_it_and_not_be_sent_when_the_device_still_holds_the_value()
    {
        await using var house = await RunningAsync();

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 45));

        Assert.True(result.Success, result.Message);
        Assert.Equal(WriteStatus.Verified, result.Job!.Status);
        Assert.Null(result.Job.SentAt);
        Assert.True((await house.Device.ReadAsync("HDWTSetPoint")).ReadAt > result.Job.CreatedAt);
        house.Time.Advance(2 * Cycle);
        Assert.Empty(house.Bus.Writes);
    }

    [Fact]
    public async Task Write_should_be_sent_when_the_device_was_changed_just_before()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        house.Bus.Force(Setpoint, Value.Of(ParameterType.UInt8, 50));

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 45));

        Assert.True(result.Success, result.Message);
        Assert.Equal(45, house.Bus.Truth(Setpoint).ToDouble());
        Assert.Equal(Setpoint, Assert.Single(house.Bus.Writes).Index);
    }

    [Fact]
    public async Task Write_should_be_sent_once_when_it_is_asked_for_twice()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        var first = house.Device.WriteAsync("HDWTSetPoint", 47);
        await house.UntilAsync(2 * Cycle, async () => await house.Device.WritesAsync() is [{ SentAt: not null }], TimeSpan.FromMilliseconds(2));

        var second = house.Device.WriteAsync("HDWTSetPoint", 47);

        Assert.True((await house.Within(2 * Cycle, first)).Success);
        Assert.True((await house.Within(2 * Cycle, second)).Success);
        Assert.Single(house.Bus.Writes);
    }

    [Fact]
    public async Task Write_should_fail_as_any_other_when_the_device_does_not_tell_what_it_holds()
    {
        await using var house = await RunningAsync();
        house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.Time.Advance(Cycle);

        var result = await house.Within(TimeSpan.FromSeconds(40), house.Device.WriteAsync("HDWTSetPoint", 45));

        Assert.Equal((EconetError.TimedOut, WriteStatus.Expired), (result.Error, result.Job!.Status));
        Assert.DoesNotContain("may hold", result.Job.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_should_spend_no_budget_unless_it_is_sent()
    {
        await using var house = await RunningAsync(new Gm3Options { WriteBudget = new WriteBudget(PerHour: 1) });
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 45))).Success);
        }

        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 46))).Success);

        Assert.Equal(EconetError.BudgetSpent, (await house.Device.WriteAsync("HDWTSetPoint", 45)).Error);
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 46))).Success);
        Assert.Single(house.Bus.Writes);
    }

    [Fact]
    public async Task Write_should_be_refused_for_its_budget_when_it_would_have_to_be_sent_after_all()
    {
        await using var house = await RunningAsync(new Gm3Options { WriteBudget = new WriteBudget(PerHour: 1) });
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 46))).Success);
        house.UntilTokenReturned();
        house.Bus.Force(Setpoint, Value.Of(ParameterType.UInt8, 50));

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 46));

        Assert.Equal((EconetError.BudgetSpent, WriteStatus.Expired), (result.Error, result.Job!.Status));
        Assert.NotNull(result.RetryAt);
        Assert.Equal((result.Error, result.RetryAt), (result.Job.Error, result.Job.RetryAt));
        Assert.Equal(50, house.Bus.Truth(Setpoint).ToDouble());
        Assert.Equal(50, (await house.Device.ReadAsync("HDWTSetPoint")).Value.ToDouble());
    }

    [Fact]
    public async Task Accepted_write_should_be_a_job_like_any_other_and_be_kept_over_a_restart()
    {
        using var state = new StateDirectory();
        var options = new Gm3Options { StateDirectory = state.Path };
        await using var first = await RunningAsync(options);
        first.UntilTokenReturned();

        var accepted = await first.Device.WriteAsync("HDWTSetPoint", 45, new WriteOptions(AnswerWhenAccepted: true));

        Assert.Equal(WriteStatus.Queued, accepted.Job!.Status);
        await first.StopAsync();
        await using var second = await House.StartAsync(first.Time, first.Bus, options);
        second.Time.Settle();
        Assert.False(Assert.Single(await second.Device.WritesAsync(accepted.Job.Id)).HasEnded);
        await second.UntilLearned();
        second.Time.Advance(2 * Cycle);
        Assert.Equal(WriteStatus.Verified, Assert.Single(await second.Device.WritesAsync(accepted.Job.Id)).Status);
        Assert.Empty(first.Bus.Writes);
    }

    [Fact]
    public async Task Many_writes_should_tell_the_truth_when_some_were_changed_at_the_device()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        int[] indices = [.. Enumerable.Range(120, 10)];
        var wanted = indices.ToDictionary(index => index, index => (long)house.Bus.Truth(index).ToInteger());
        foreach (var index in indices.Where(index => index % 2 == 0))
        {
            house.Bus.Force(index, Value.Of(ParameterType.UInt32, 1));
        }

        var results = await house.Within(
            3 * Cycle, Task.WhenAll(wanted.Select(write => house.Device.WriteAsync($"{write.Key}", write.Value))));

        Assert.All(results, result => Assert.True(result.Success, result.Message));
        Assert.All(wanted, write => Assert.Equal(write.Value, (long)house.Bus.Truth(write.Key).ToInteger()));
        Assert.All(house.Bus.Writes, write => Assert.Equal(0, write.Index % 2));
    }

    /// <summary>A house whose hot water is to have 45 °C, and where nobody tells settings unasked.</summary>
    private static async Task<House> RunningAsync(Gm3Options? options = null)
    {
        var house = await House.RunningAsync(new Gm3SimulationOptions { PollingModule = false }, options);
        Assert.Equal(45, (await house.Device.ReadAsync("HDWTSetPoint")).Value.ToDouble());
        return house;
    }
}
