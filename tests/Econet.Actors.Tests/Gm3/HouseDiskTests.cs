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

/// <summary>Writes while the disk that they are to be recorded on goes and comes back.</summary>
public sealed class HouseDiskTests : IDisposable
{
    private const int Setpoint = 103;
    private const int Before = 45;
    private const int Accepted = 47;
    private const int Newer = 50;

    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    private readonly StateDirectory _state = new();

    public enum Step
    {
        Queued,
        Received,
        Acknowledged,
        Verified,
    }

    public enum Since
    {
        Nothing,
        AnotherValueAtThePanel,
        TheFormerValueAtThePanel,
        AnotherWrite,
        AWriteOfTheFormerValue,
    }

    public static TheoryData<Step, Since, bool> Courses
    {
        get
        {
            var courses = new TheoryData<Step, Since, bool>();
            foreach (var step in Enum.GetValues<Step>())
            {
                foreach (var since in Enum.GetValues<Since>())
                {
                    courses.Add(step, since, true);
                    courses.Add(step, since, false);
                }
            }

            return courses;
        }
    }

    public void Dispose()
    {
        Back();
        _state.Dispose();
    }

    /// <summary>The disk goes at a step of an accepted write, something newer happens, and the process ends; then the disk is there again.</summary>
    [Theory]
    [MemberData(nameof(Courses))]
    public async Task Restart_should_undo_nothing_newer_when_the_disk_went_at_any_step_of_a_write(Step step, Since since, bool comesBackBefore)
    {
        await using var first = await RunningAsync();
        var bus = first.Bus;
        first.UntilTokenReturned();
        bus.Inject(new FaultPlan().RefuseWrites(_ =>
        {
            if (step == Step.Received)
            {
                Go();
            }

            return false;
        }).Times(1));
        var job = (await first.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true))).Job!;
        if (step != Step.Queued)
        {
            await first.UntilAsync(
                3 * Cycle, async () => Reached((await first.Device.WritesAsync(job.Id))[0].Status, step), TimeSpan.FromMilliseconds(1));
        }

        Go();
        if (step != Step.Queued)
        {
            // By now it has ended, whether that could be recorded or not.
            await first.UntilAsync(3 * Cycle, async () => (await first.Device.WritesAsync(job.Id))[0].HasEnded);
        }

        first.UntilTokenReturned();
        var expected = await HappensAsync(since, first, step);
        if (comesBackBefore)
        {
            Back();
        }

        // As the process is killed: the disk, and the memory of the machine, are as they are now.
        using var after = new StateDirectory();
        if (!comesBackBefore)
        {
            Back();
        }

        _state.CopyTo(after.Path);
        bus.Unplug();
        first.Time.Settle();
        await first.StopAsync();
        bus.Replug();
        var sentBefore = bus.Writes.Count;

        await using var second = await House.StartAsync(first.Time, bus, Options(after.Path));
        await second.UntilLearned();
        second.Time.Advance(5 * Cycle);

        Assert.Equal(expected, (int)bus.Truth(Setpoint).ToInteger());
        Assert.True(bus.Writes.Count == sentBefore || (step == Step.Queued && since is Since.Nothing or Since.TheFormerValueAtThePanel));
        Assert.True((await second.Device.WritesAsync()).All(write => write.HasEnded));
    }

    [Fact]
    public async Task Accepted_write_should_be_refused_and_never_be_made_when_it_can_not_be_recorded()
    {
        await using var house = await RunningAsync();
        Go();

        var refused = await house.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true));

        Assert.Equal(EconetError.NotDurable, refused.Error);
        Assert.Equal(WriteStatus.Expired, refused.Job!.Status);
        Back();
        house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(house.Bus.Writes);
        Assert.True((await house.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true))).Success);
    }

    [Fact]
    public async Task Write_that_is_waited_for_should_be_made_without_a_record_and_say_so()
    {
        await using var house = await RunningAsync();
        Go();

        var result = await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", Accepted));

        Assert.True(result.Success, result.Message);
        Assert.False(result.Job!.IsDurable);
        Assert.False(Assert.Single(await house.Device.WritesAsync(result.Job.Id)).IsDurable);
        Back();
        house.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", Newer))).Job!.IsDurable);
    }

    [Fact]
    public async Task Accepted_write_should_be_taken_without_a_record_where_that_is_wanted_and_say_so()
    {
        await using var house = await RunningAsync(acceptWithoutDisk: true);
        Go();

        var accepted = await house.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true));

        Assert.True(accepted.Success, accepted.Message);
        Assert.False(accepted.Job!.IsDurable);
        house.Time.Advance(2 * Cycle);
        Assert.Equal(Accepted, (int)house.Bus.Truth(Setpoint).ToInteger());
    }

    [Fact]
    public async Task Write_of_before_should_not_be_sent_when_the_disk_could_not_be_read_while_a_newer_one_was_made()
    {
        await using var first = await RunningAsync();
        var (bus, time) = (first.Bus, first.Time);
        var noGrants = bus.Inject(new FaultPlan().GrantNoTokens());
        first.UntilTokenReturned();
        Assert.True((await first.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true))).Success);
        await first.StopAsync();
        noGrants.Dispose();
        Go();
        await using (var second = await House.StartAsync(time, bus, Options(_state.Path)))
        {
            await second.UntilLearned();
            Assert.True((await second.Within(2 * Cycle, second.Device.WriteAsync("HDWTSetPoint", Newer))).Success);
            Assert.True((await second.Within(2 * Cycle, second.Device.WriteAsync("HDWTSetPoint", Before))).Success);
            await second.StopAsync();
        }

        // It comes back after the run that could have told it what happened.
        Back();
        await using var third = await House.StartAsync(time, bus, Options(_state.Path));
        await third.UntilLearned();
        time.Advance(5 * Cycle);

        Assert.Equal(Before, (int)bus.Truth(Setpoint).ToInteger());
        Assert.DoesNotContain(bus.Writes, write => write.Value.ToInteger() == Accepted);
    }

    [Fact]
    public async Task Write_of_before_should_not_be_sent_when_somebody_changed_the_value_while_the_gateway_was_away()
    {
        await using var first = await RunningAsync();
        var noGrants = first.Bus.Inject(new FaultPlan().GrantNoTokens());
        first.UntilTokenReturned();
        var job = (await first.Device.WriteAsync("HDWTSetPoint", Accepted, new WriteOptions(AnswerWhenAccepted: true))).Job!;
        await first.StopAsync();
        noGrants.Dispose();
        first.Bus.Force(Setpoint, Value.Of(ParameterType.UInt8, Newer));

        await using var second = await House.StartAsync(first.Time, first.Bus, Options(_state.Path));
        await second.UntilLearned();
        second.Time.Advance(3 * Cycle);

        Assert.Equal(Newer, (int)first.Bus.Truth(Setpoint).ToInteger());
        Assert.Equal(WriteStatus.Overridden, Assert.Single(await second.Device.WritesAsync(job.Id)).Status);
    }

    private static bool Reached(WriteStatus status, Step step) => step switch
    {
        Step.Received => status is not WriteStatus.Queued,
        Step.Acknowledged => status is not (WriteStatus.Queued or WriteStatus.Sent),
        _ => status is WriteStatus.Verified,
    };

    /// <returns>What the device is to hold from then on.</returns>
    private static async Task<int> HappensAsync(Since since, House house, Step step)
    {
        switch (since)
        {
            case Since.AnotherValueAtThePanel:
                house.Bus.Force(Setpoint, Value.Of(ParameterType.UInt8, Newer));
                return Newer;
            case Since.TheFormerValueAtThePanel:
                house.Bus.Force(Setpoint, Value.Of(ParameterType.UInt8, Before));
                // Of a write that was accepted and never sent, this is no later word.
                return step == Step.Queued ? Accepted : Before;
            case Since.AnotherWrite or Since.AWriteOfTheFormerValue:
                var value = since == Since.AnotherWrite ? Newer : Before;
                var result = await house.Within(3 * Cycle, house.Device.WriteAsync("HDWTSetPoint", value));
                Assert.True(result.Success, result.Message);
                return value;
            default:
                return Accepted;
        }
    }

    private static Gm3Options Options(string directory, bool acceptWithoutDisk = false) => new()
    {
        StateDirectory = directory, AcceptWritesWithoutDisk = acceptWithoutDisk, WriteBudget = new WriteBudget(PerHour: 100),
    };

    private async Task<House> RunningAsync(bool acceptWithoutDisk = false)
    {
        var house = await House.RunningAsync(new Gm3SimulationOptions { PollingModule = false, MostParameters = 300 }, Options(_state.Path, acceptWithoutDisk));
        Assert.Equal(Before, (int)house.Bus.Truth(Setpoint).ToInteger());
        return house;
    }

    /// <summary>The disk is gone, with all that it holds.</summary>
    private void Go()
    {
        if (Directory.Exists(_state.Path))
        {
            Directory.Move(_state.Path, _state.Path + ".away");
            File.WriteAllText(_state.Path, "a file where the directory should be");
        }
    }

    private void Back()
    {
        if (File.Exists(_state.Path))
        {
            File.Delete(_state.Path);
            Directory.Move(_state.Path + ".away", _state.Path);
        }
    }
}
