using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class HouseEventTests
{
    [Fact]
    public async Task Snapshot_should_tell_the_problem_that_there_is()
    {
        await using var house = await House.RunningAsync();
        Assert.Empty((await house.Device.SnapshotAsync()).Problems);
        var problem = new Problem(ProblemCode.StoreInMemory, "No disk", house.Time.GetUtcNow());

        house.Part("parameters").Tell(new ParameterMessages.Trouble([problem]));
        house.Time.Settle();

        Assert.Equal(problem, Assert.Single((await house.Device.SnapshotAsync()).Problems));
    }

    [Fact]
    public async Task Events_should_begin_with_a_snapshot_and_go_on_in_order_with_all_that_happens()
    {
        await using var house = await House.RunningAsync();
        using var cancel = new CancellationTokenSource();
        await using var events = house.Device.EventsAsync(cancel.Token).GetAsyncEnumerator();
        var seen = new List<DeviceEvent>();
        var next = events.MoveNextAsync().AsTask();
        async Task UntilSeen(Func<DeviceEvent, bool> expected)
        {
            for (var before = seen.Count; !seen.Skip(before).Any(expected);)
            {
                Assert.True(seen.Count < before + 20_000, "It does not happen");
                Assert.True(await house.Within(TimeSpan.FromMinutes(6), next));
                seen.Add(events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }

        await UntilSeen(e => e is SnapshotTaken);
        var write = house.Device.WriteAsync("HDWTSetPoint", 48);
        await UntilSeen(e => e is WriteChanged { Job.Status: WriteStatus.Verified });
        await house.Within(TimeSpan.FromSeconds(5), write);

        // The log has been read once by then: what it holds the first time is no change.
        house.Time.Advance(TimeSpan.FromSeconds(10));
        house.Bus.RaiseAlarm(8);
        await UntilSeen(e => e is AlarmChanged { Alarm: { Code: 8, To: null } });
        house.Bus.ClearAlarm(8);
        await UntilSeen(e => e is AlarmChanged { Alarm: { Code: 8, To: not null } });
        house.Bus.Unplug();
        await UntilSeen(e => e is HealthChanged { Alive: false });

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Within(TimeSpan.FromSeconds(5), next));
        Assert.IsType<SnapshotTaken>(seen[0]);
        Assert.Contains(seen, e => e is ParameterChanged { Key: "HDWTSetPoint" } change && change.Value.ToDouble() == 48);
        Assert.Single(seen.OfType<SnapshotTaken>());
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0].Sequence + i), seen.Select(e => e.Sequence));
        Assert.Equal(
            [WriteStatus.Queued, WriteStatus.Sent, WriteStatus.Acknowledged, WriteStatus.Verified],
            seen.OfType<WriteChanged>().Select(e => e.Job.Status));
    }
}
