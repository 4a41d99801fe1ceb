using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class HouseTrackedWriteTests
{
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Write_should_end_verified_with_a_job_that_tells_its_way()
    {
        await using var house = await House.RunningAsync();

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 47, new WriteOptions("test")));

        Assert.True(result.Success, result.Message);
        Assert.Equal(Value.Of(ParameterType.UInt8, 47), house.Bus.Truth(103));
        var job = Assert.Single(await house.Device.WritesAsync());
        Assert.Equal((WriteStatus.Verified, "test", 103, "HDWTSetPoint"), (job.Status, job.Origin, job.Index, job.Key));
        Assert.True(job.CreatedAt <= job.SentAt && job.SentAt <= job.EndedAt);
        Assert.Equal(job, Assert.Single(await house.Device.WritesAsync(job.Id)));
    }

    [Fact]
    public async Task Ten_writes_should_end_within_one_token_cycle_and_a_second()
    {
        await using var house = await House.RunningAsync();
        int[] indices = [.. Enumerable.Range(120, 10)];

        var writes = Task.WhenAll(indices.Select(i => house.Device.WriteAsync($"{i}", 12_345 + i)));

        Assert.All(await house.Within(Cycle + TimeSpan.FromSeconds(1), writes), r => Assert.True(r.Success, r.Message));
        Assert.All(indices, i => Assert.Equal(Value.Of(ParameterType.UInt32, 12_345 + i), house.Bus.Truth(i)));
    }

    [Fact]
    public async Task Later_write_should_win_and_the_earlier_one_be_told()
    {
        await using var house = await House.RunningAsync();

        var earlier = house.Device.WriteAsync("HDWTSetPoint", 46);
        var later = house.Device.WriteAsync("HDWTSetPoint", 48);

        Assert.Equal(EconetError.Superseded, (await house.Within(2 * Cycle, earlier)).Error);
        Assert.True((await house.Within(2 * Cycle, later)).Success);
        Assert.Equal(Value.Of(ParameterType.UInt8, 48), Assert.Single(house.Bus.Writes).Value);
    }

    [Fact]
    public async Task Refused_write_should_be_an_error_and_leave_the_value()
    {
        await using var house = await House.RunningAsync();
        var before = house.Bus.Truth(103);
        house.Bus.Inject(new FaultPlan().RefuseWrites(index => index == 103));

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 47));

        Assert.Equal(EconetError.Refused, result.Error);
        Assert.Equal(WriteStatus.Refused, result.Job!.Status);
        Assert.Equal(before, (await house.Device.ReadAsync("HDWTSetPoint")).Value);
    }

    [Fact]
    public async Task Write_should_expire_when_no_token_comes()
    {
        await using var house = await House.RunningAsync();
        var withheld = house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.Time.Advance(Cycle);

        var result = await house.Within(TimeSpan.FromSeconds(40), house.Device.WriteAsync("HDWTSetPoint", 47));

        Assert.Equal(EconetError.TimedOut, result.Error);
        Assert.Equal(WriteStatus.Expired, result.Job!.Status);
        withheld.Dispose();
        house.Time.Advance(3 * Cycle);
        Assert.Empty(house.Bus.Writes);
    }

    [Fact]
    public async Task Write_should_be_refused_at_once_when_the_device_is_silent()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Unplug();
        house.Time.Advance(TimeSpan.FromMilliseconds(1));

        var result = await house.Device.WriteAsync("HDWTSetPoint", 47);

        Assert.Equal(EconetError.Unavailable, result.Error);
    }

    [Fact]
    public async Task Budget_should_bound_the_writes_of_worn_memory_and_tell_when_the_next_may_be()
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { WriteBudget = new WriteBudget(PerHour: 3) });
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 46 + i, new WriteOptions("loop")))).Success);
        }

        var spent = await house.Device.WriteAsync("HDWTSetPoint", 50);

        Assert.Equal(EconetError.BudgetSpent, spent.Error);
        Assert.Contains("loop 3", spent.Message);
        var first = (await house.Device.WritesAsync())[^1];
        Assert.Equal(first.CreatedAt + TimeSpan.FromHours(1), spent.RetryAt);
        Assert.Equal(3, (await house.Device.WritesAsync()).Count);
    }

    [Fact]
    public async Task Accepted_write_should_be_answered_before_it_is_sent_and_end_all_the_same()
    {
        await using var house = await House.RunningAsync();

        var accepted = await house.Device.WriteAsync("HDWTSetPoint", 47, new WriteOptions(AnswerWhenAccepted: true));

        Assert.Equal(WriteStatus.Queued, accepted.Job!.Status);
        house.Time.Advance(2 * Cycle);
        Assert.Equal(WriteStatus.Verified, Assert.Single(await house.Device.WritesAsync(accepted.Job.Id)).Status);
    }

    [Fact]
    public async Task Parameters_limited_by_a_write_should_be_limited_anew()
    {
        await using var house = await House.RunningAsync();
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("108", 60))).Success);

        Assert.Equal(60, (await house.Device.ReadAsync("103")).Max);
        Assert.Equal(EconetError.OutOfRange, (await house.Device.WriteAsync("103", 61)).Error);
    }

    [Fact]
    public async Task Write_of_the_panel_should_reach_the_panel()
    {
        await using var house = await House.RunningAsync();
        const int PanelMode = 10_020;

        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync($"{PanelMode}", 1))).Success);

        Assert.Equal(Value.Of(ParameterType.UInt8, 1), house.Bus.Truth(PanelMode));
        Assert.Equal(PanelMode, Assert.Single(house.Bus.Writes).Index);
    }

    [Fact]
    public async Task Read_should_ask_the_bus_when_what_is_known_is_too_old()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { PollingModule = false });
        var setting = (await house.Device.SnapshotAsync()).Parameters.First(p => p is { Index: > 200, Writable: true, Type: ParameterType.UInt8 });
        house.Bus.Force(setting.Index, Value.Of(ParameterType.UInt8, 7));

        var known = await house.Device.ReadAsync(setting.Key, TimeSpan.FromHours(1));
        var fresh = await house.Within(2 * Cycle, house.Device.ReadAsync(setting.Key, TimeSpan.Zero));

        Assert.Equal(setting.Value, known.Value);
        Assert.Equal(Value.Of(ParameterType.UInt8, 7), fresh.Value);
    }
}
