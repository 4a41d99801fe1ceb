using Akka.Actor;
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

/// <summary>The parameters of a device, all of them or one, restart while values are known and writes are under way.</summary>
public sealed class HousePartRestartTests : IDisposable
{
    private const string All = "parameters";
    private const string One = "parameters/0-103";

    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    private readonly StateDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(All)]
    [InlineData(One)]
    public async Task Restart_should_forget_no_value(string part)
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        var before = await house.Device.SnapshotAsync();

        Restart(house, part);

        var after = await house.Device.SnapshotAsync();
        Assert.True(after.Alive);
        Assert.Equal(before.LastUpdate, after.LastUpdate);
        Assert.Equal(before.Parameters.AsEnumerable(), after.Parameters);
        Assert.True(part == One ? after.Version >= before.Version : after.Version > before.Version);
        Assert.Equal(0, (await house.Device.StatusAsync()).Values!.ImplausibleReadings);
    }

    [Theory]
    [InlineData(All)]
    [InlineData(One)]
    public async Task Restart_should_lose_and_double_no_write_that_is_under_way(string part)
    {
        await using var house = await RunningAsync();
        var noGrants = house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.UntilTokenReturned();
        var waiting = house.Device.WriteAsync("HDWTSetPoint", 47);
        house.Time.Settle();
        var accepted = (await house.Device.WriteAsync("Circuit1ComfortTemp", 22.5, new WriteOptions(AnswerWhenAccepted: true))).Job!;
        var before = await house.Device.WritesAsync();
        Assert.Equal(2, before.Count);

        Restart(house, part);

        Assert.Equal(before, await house.Device.WritesAsync());
        Assert.False(waiting.IsCompleted);
        noGrants.Dispose();
        var result = await house.Within(3 * Cycle, waiting);
        Assert.True(result.Success, result.Message);
        house.Time.Advance(3 * Cycle);
        Assert.Equal(WriteStatus.Verified, Assert.Single(await house.Device.WritesAsync(accepted.Id)).Status);
        Assert.Equal(["22.5", "47"], house.Bus.Writes.Select(write => $"{write.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(before.Select(job => job.Id), (await house.Device.WritesAsync()).Select(job => job.Id));
    }

    [Theory]
    [InlineData(All, true)]
    [InlineData(One, true)]
    [InlineData(All, false)]
    [InlineData(One, false)]
    public async Task Restart_should_forget_no_ended_write_and_no_spent_budget(string part, bool onDisk)
    {
        await using var house = await RunningAsync(onDisk);
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 47))).Success);
        var before = await house.Device.WritesAsync();

        Restart(house, part);
        Restart(house, part);

        Assert.Equal(before, await house.Device.WritesAsync());
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 48))).Success);
        Assert.Equal(EconetError.BudgetSpent, (await house.Device.WriteAsync("HDWTSetPoint", 49)).Error);
    }

    [Fact]
    public async Task Restart_of_one_parameter_should_be_unknown_to_watchers()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        await using var events = house.Device.EventsAsync().GetAsyncEnumerator();
        var taken = Assert.IsType<SnapshotTaken>(await Next(house, events));

        Restart(house, One);
        var write = house.Device.WriteAsync("HDWTSetPoint", 47);

        var sequence = taken.Sequence;
        DeviceEvent happened;
        do
        {
            happened = await Next(house, events);
            Assert.Equal(++sequence, happened.Sequence);
        }
        while (happened is not ParameterChanged { Index: 103 } changed || changed.Value.ToInteger() != 47);

        Assert.True((await write).Success);
    }

    [Fact]
    public async Task Restart_of_all_parameters_should_end_events_and_begin_them_with_all_that_is_known()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        var before = await house.Device.SnapshotAsync();
        await using var events = house.Device.EventsAsync().GetAsyncEnumerator();
        await Next(house, events);

        house.Part(All).Tell(Kill.Instance);
        // Asked before anybody can know anything again.
        await using var anew = house.Device.EventsAsync().GetAsyncEnumerator();
        var taken = Assert.IsType<SnapshotTaken>(await Next(house, anew));

        Assert.Equal(before.Parameters.AsEnumerable(), taken.Snapshot.Parameters);
        var ended = events.MoveNextAsync().AsTask();
        while (await house.Within(Cycle, ended))
        {
            ended = events.MoveNextAsync().AsTask();
        }
    }

    [Fact]
    public async Task Limits_should_be_those_of_now_when_they_changed_while_the_parameters_started_anew()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        house.Bus.Force(108, Value.Of(ParameterType.UInt8, 60));

        house.Part("parameters/0-108").Tell(new ParameterMessages.ReadingAt(
            Value.Of(ParameterType.UInt8, 60), TimeSpan.FromMinutes(3), house.Time.Now(), InDoubt: false, Certain: true));
        house.Part(All).Tell(Kill.Instance);
        house.Time.Settle();

        Assert.Equal(60, (await house.Device.ReadAsync("HDWTSetPoint")).Max);
        Assert.Equal(EconetError.OutOfRange, (await house.Device.WriteAsync("HDWTSetPoint", 61)).Error);
    }

    [Fact]
    public async Task Parameters_should_know_what_they_had_when_they_start_anew_twice_at_once()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        var before = await house.Device.SnapshotAsync();

        house.Part(All).Tell(Kill.Instance);
        house.Part(All).Tell(Kill.Instance);
        house.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before.Parameters.Length, (await house.Device.SnapshotAsync()).Parameters.Length);
        Assert.Equal(before["HDWTSetPoint"].ChangedAt, (await house.Device.ReadAsync("HDWTSetPoint")).ChangedAt);
        Assert.True((await house.Within(2 * Cycle, house.Device.WriteAsync("HDWTSetPoint", 47))).Success);
    }

    [Fact]
    public async Task Whoever_asks_while_the_parameters_start_anew_should_wait_for_what_they_knew()
    {
        await using var house = await RunningAsync();
        house.UntilTokenReturned();
        var before = await house.Device.SnapshotAsync();
        var parameters = await house.Part(All).ResolveOne(TimeSpan.FromSeconds(5));

        parameters.Tell(Kill.Instance);
        var asked = parameters.Ask<DeviceSnapshot>(GetSnapshot.Instance);

        Assert.Equal(before.Parameters.AsEnumerable(), (await house.Within(Cycle, asked)).Parameters);
    }

    [Fact]
    public async Task Write_should_be_as_far_as_it_was_when_the_parameters_start_anew()
    {
        await using var house = await RunningAsync();
        using var mute = house.Bus.Inject(new FaultPlan().MuteController());
        var write = house.Device.WriteAsync("HDWTSetPoint", 47);
        await house.UntilAsync(2 * Cycle, async () => (await house.Device.WritesAsync()) is [{ Status: WriteStatus.Sent }], TimeSpan.FromMilliseconds(1));
        var before = await house.Device.WritesAsync();

        house.Part(All).Tell(Kill.Instance);
        house.Time.Settle();

        Assert.Equal(before, await house.Device.WritesAsync());
        mute.Dispose();
        await house.Within(TimeSpan.FromMinutes(1), write);
    }

    private static void Restart(House house, string part)
    {
        house.Part(part).Tell(Kill.Instance);

        // A second restart waits a little.
        house.Time.Advance(TimeSpan.FromMilliseconds(200));
    }

    private static async Task<DeviceEvent> Next(House house, IAsyncEnumerator<DeviceEvent> events)
    {
        Assert.True(await house.Within(3 * Cycle, events.MoveNextAsync().AsTask()));
        return events.Current;
    }

    private Task<House> RunningAsync(bool onDisk = true) => House.RunningAsync(
        new Gm3SimulationOptions(),
        new Gm3Options { StateDirectory = onDisk ? _state.Path : null, WriteBudget = new WriteBudget(PerHour: 2) });
}
