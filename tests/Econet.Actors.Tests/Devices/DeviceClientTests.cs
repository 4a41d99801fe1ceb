using System.Text.Json;
using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Values;

namespace Econet.Actors.Tests.Devices;

public sealed class DeviceClientTests
{
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(10);

    private enum Mode
    {
        Off,
        On,
    }

    [Fact]
    public async Task Client_should_refuse_arguments_that_are_none_before_anything_is_asked()
    {
        await using var house = await House.StartAsync();
        var device = house.Device;

        Assert.Throws<ArgumentNullException>(() => { _ = device.ReadAsync(null!); });
        Assert.Throws<ArgumentException>(() => { _ = device.ReadAsync(""); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = device.ReadAsync("PS", TimeSpan.FromSeconds(-1)); });
        Assert.Throws<ArgumentNullException>(() => { _ = device.WriteAsync(null!, 1); });
        Assert.Throws<ArgumentNullException>(() => { _ = device.WriteAsync("PS", 1, null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = device.WriteAsync("PS", 1, new WriteOptions(null!)); });
        Assert.Throws<ArgumentNullException>(() => house.Econet.Device(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => house.Econet.AddAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => house.Econet.RemoveAsync(null!));
    }

    [Theory]
    [MemberData(nameof(Forties))]
    public async Task Write_should_take_a_number_however_it_is_told(object given)
    {
        await using var house = await House.RunningAsync();

        Assert.True((await house.Within(Cycle, house.Device.WriteAsync("HDWTSetPoint", given))).Success);
        Assert.Equal(40, house.Bus.Truth("HDWTSetPoint").ToDouble());
    }

    public static TheoryData<object> Forties =>
    [
        (sbyte)40, (ushort)40, 40L, 40UL, 40f, 40.0, 40m, (Half)40, (Int128)40, (nint)40, new System.Numerics.BigInteger(40),
        Value.Of(ParameterType.UInt8, 40), Value.Of(40), Value.Of(40f), JsonSerializer.SerializeToElement(40), JsonSerializer.SerializeToElement(40.0),
        (DayOfWeek)40,
    ];

    [Fact]
    public async Task Write_should_take_the_value_that_was_read()
    {
        await using var house = await House.RunningAsync();
        foreach (var key in new[] { "HDWTSetPoint", "Circuit1ComfortTemp" })
        {
            var read = await house.Device.ReadAsync(key);
            var written = await house.Within(Cycle, house.Device.WriteAsync(key, read.Value));
            Assert.Equal((true, read.Value), (written.Success, written.NewValue));
        }
    }

    [Fact]
    public async Task Message_should_name_the_type_that_can_not_be_written()
    {
        await using var house = await House.RunningAsync();

        Assert.Contains(
            "System.Uri", Assert.Throws<ArgumentException>(() => { _ = house.Device.WriteAsync("HDWTSetPoint", new Uri("http://x")); }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "JSON array", Assert.Throws<ArgumentException>(() => { _ = house.Device.WriteAsync("HDWTSetPoint", JsonSerializer.SerializeToElement(Array.Empty<int>())); }).Message,
            StringComparison.Ordinal);
        Assert.True(WrittenValue.TryPlain(Mode.On, out var plain, out _));
        Assert.Equal(1, plain);
    }

    [Fact]
    public async Task Write_should_be_withdrawn_when_it_is_cancelled_while_it_is_queued()
    {
        await using var house = await House.RunningAsync();
        house.UntilTokenReturned();
        using var cancellation = new CancellationTokenSource();
        var write = house.Device.WriteAsync("HDWTSetPoint", 40, cancellation.Token);
        await house.UntilAsync(Cycle, async () => await house.Device.WritesAsync() is [{ Status: WriteStatus.Queued }], TimeSpan.FromMilliseconds(1));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        house.Time.Advance(Cycle);
        Assert.Empty(house.Bus.Writes);
        Assert.Equal(WriteStatus.Withdrawn, Assert.Single(await house.Device.WritesAsync()).Status);
    }

    [Fact]
    public async Task Call_should_fail_at_once_when_the_host_has_stopped()
    {
        await using var house = await House.RunningAsync();
        var device = house.Device;
        await house.StopAsync();
        await house.System.WhenTerminated;

        Assert.Equal(EconetError.Unavailable, (await Assert.ThrowsAsync<EconetException>(() => device.SnapshotAsync())).Error);
        await Assert.ThrowsAsync<EconetException>(() => device.WriteAsync("HDWTSetPoint", 40));
        await Assert.ThrowsAsync<EconetException>(async () =>
        {
            await foreach (var _ in device.EventsAsync())
            {
            }
        });
    }

    [Fact]
    public async Task Call_under_way_should_fail_when_the_host_stops()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Unplug(TimeSpan.FromHours(1));
        var region = house.System.ActorSelection("/user/econet");
        var hung = (IInternalActorRef)await region.ResolveOne(TimeSpan.FromSeconds(10));
        hung.Suspend();
        var call = house.Device.SnapshotAsync();
        hung.Resume(null);
        await house.StopAsync();

        await call.WaitAsync(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Many_should_be_read_and_written_in_the_order_they_are_named()
    {
        await using var house = await House.RunningAsync();
        house.UntilTokenReturned();

        var writes = await house.Within(Cycle, house.Device.WriteManyAsync(new Dictionary<string, object?>
        {
            ["HDWTSetPoint"] = 40, ["no such"] = 1, ["Circuit1ComfortTemp"] = 22.5,
        }));

        Assert.Equal([null, EconetError.NotFound, null], writes.Select(write => write.Error));
        Assert.InRange(house.Bus.Writes[^1].At - house.Bus.Writes[0].At, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var read = await house.Device.ReadManyAsync(["Circuit1ComfortTemp", "103"]);
        Assert.Equal([22.5, 40.0], read.Select(parameter => parameter.Value.ToDouble()));
        Assert.Equal(EconetError.NotFound, (await Assert.ThrowsAsync<EconetException>(() => house.Device.ReadManyAsync(["PS", "no such"]))).Error);
        Assert.Contains("HDW", (await house.Device.SchedulesAsync()).Select(schedule => schedule.Name));
    }

    [Fact]
    public async Task Snapshot_should_find_a_parameter_as_the_device_does()
    {
        await using var house = await House.RunningAsync();
        var snapshot = await house.Device.SnapshotAsync();
        foreach (var key in snapshot.Parameters.SelectMany(p => new[] { p.Key, $"{p.Name}@{p.Index}", $"{p.Index}" }))
        {
            Assert.True(snapshot.TryGet(key, out var found), key);
            Assert.Equal((await house.Device.ReadAsync(key)).Index, found.Index);
            if (found.Index > 60)
            {
                break;
            }
        }

        Assert.False(snapshot.TryGet("no such", out _));
        Assert.False(snapshot.TryGet("PS@103", out _));
        Assert.Equal(EconetError.Ambiguous, Assert.Throws<EconetException>(() => snapshot["UID"]).Error);
        Assert.Equal(EconetError.NotFound, Assert.Throws<EconetException>(() => snapshot["no such"]).Error);
    }

    [Fact]
    public async Task Watcher_should_be_told_that_nothing_follows_and_live_when_the_parameters_start_anew()
    {
        await using var house = await House.RunningAsync();
        var heard = new List<object>();
        var watcher = house.System.ActorOf(Props.Create(() => new Listener(heard)));
        var region = house.System.ActorSelection("/user/econet");
        region.Tell(new ToDevice("house", new WatchDevice(watcher)));
        house.Time.Settle();

        house.Part("parameters").Tell(Kill.Instance);
        house.Time.Advance(Cycle);

        Assert.IsType<WatchEnded>(heard[^1]);
        region.Tell(new ToDevice("house", new WatchDevice(watcher)));
        house.Time.Settle();
        Assert.IsType<SnapshotTaken>(heard[^1]);
        region.Tell(new ToDevice("house", new UnwatchDevice(watcher)));
        house.Time.Settle();
        var before = heard.Count;
        house.Time.Advance(Cycle);
        Assert.Equal(before, heard.Count);
    }

    private sealed class Listener(List<object> heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard.Add(message);
    }
}
