using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class HouseTrustTests
{
    private const int Outdoor = 68;
    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Value_should_be_suspect_until_a_second_reading_bears_the_jump_out()
    {
        await using var house = await House.RunningAsync();
        var before = (await house.Device.ReadAsync($"{Outdoor}")).Value;
        house.Bus.Force(Outdoor, Value.Of(85f));

        await house.Until(2 * Cycle, s => Of(s, Outdoor).Quality == Quality.Suspect);
        Assert.Equal(before, (await house.Device.ReadAsync($"{Outdoor}")).Value);

        await house.Until(2 * Cycle, s => Of(s, Outdoor).Quality == Quality.Good);
        Assert.Equal(Value.Of(85f), (await house.Device.ReadAsync($"{Outdoor}")).Value);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(999f)]
    public async Task Value_should_be_absent_when_the_sensor_is(float reading)
    {
        await using var house = await House.RunningAsync();
        house.Bus.Force(Outdoor, Value.Of(reading));

        await house.Until(2 * Cycle, s => Of(s, Outdoor).Quality == Quality.Absent);

        Assert.True((await house.Device.ReadAsync($"{Outdoor}")).Value.IsNone);
    }

    [Fact]
    public async Task Device_should_be_silent_soon_after_its_controller_is_and_back_within_a_cycle()
    {
        await using var house = await House.RunningAsync();

        var mute = house.Bus.Inject(new FaultPlan().MuteController());
        await house.Until(TimeSpan.FromSeconds(20), s => !s.Alive);
        mute.Dispose();
        await house.Until(2 * Cycle, s => s.Alive);
    }

    [Fact]
    public async Task Device_should_be_silent_at_once_when_unplugged_and_good_again_within_two_cycles()
    {
        await using var house = await House.RunningAsync();

        house.Bus.Unplug();
        await house.Until(TimeSpan.FromSeconds(1), s => !s.Alive);
        house.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain((await house.Device.SnapshotAsync()).Parameters, p => p.Quality == Quality.Good && p.Definition.Type != ParameterType.String);
        house.Bus.Replug();

        await house.Until(3 * Cycle, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
    }

    [Fact]
    public async Task Restart_should_serve_the_last_values_as_stale_at_once_and_good_ones_within_one_token()
    {
        using var state = new StateDirectory();
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        var options = new Gm3Options { StateDirectory = state.Path };
        var first = await House.StartAsync(time, bus, options);
        await first.Until(TimeSpan.FromSeconds(30), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));
        first.UntilTokenReturned();
        await first.StopAsync();

        var second = await House.StartAsync(time, bus, options);
        time.Advance(TimeSpan.FromMilliseconds(10));
        var restored = await second.Device.SnapshotAsync();
        Assert.False(restored.Alive);
        Assert.Equal(bus.ParameterCount, restored.Parameters.Length);
        Assert.All(restored.Parameters, p => Assert.Equal(Quality.Stale, p.Quality));
        Assert.All(restored.Parameters, p => Assert.NotNull(p.ReadAt));
        var before = bus.Etiquette;

        await second.Until(
            2 * Cycle, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));

        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, bus.Etiquette.TokensReturned - before.TokensReturned);
        Assert.InRange((bus.Etiquette.TokenHeld - before.TokenHeld).TotalSeconds, 0, 2);
        await second.StopAsync();
    }

    [Fact]
    public async Task Write_under_way_in_a_crash_should_be_found_again_and_end_truly()
    {
        using var state = new StateDirectory();
        using var after = new StateDirectory();
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        var first = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = state.Path });
        await first.Until(TimeSpan.FromSeconds(30), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));

        // It is accepted, and the disk is as it was in that moment: the write may have gone out or not.
        var accepted = await first.Device.WriteAsync("HDWTSetPoint", 47, new WriteOptions(AnswerWhenAccepted: true));
        state.CopyTo(after.Path);
        first.UntilTokenReturned();
        await first.StopAsync();

        var second = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = after.Path });
        await second.Until(TimeSpan.FromSeconds(30), s => s.Alive);
        time.Advance(2 * Cycle);

        var job = Assert.Single(await second.Device.WritesAsync(accepted.Job!.Id));
        Assert.Equal(WriteStatus.Verified, job.Status);
        Assert.Equal(Value.Of(ParameterType.UInt8, 47), bus.Truth(103));
        await second.StopAsync();
    }

    [Fact]
    public async Task Token_held_in_a_crash_soon_after_the_first_start_should_be_given_back_by_the_next()
    {
        using var state = new StateDirectory();
        using var after = new StateDirectory();
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        var first = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = state.Path });
        await first.UntilTokenHeld();
        state.CopyTo(after.Path);
        bus.Unplug();
        time.Settle();
        await first.DisposeAsync();
        bus.Replug();

        await using var second = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = after.Path });

        await second.UntilLearned();
    }

    [Fact]
    public async Task Alarms_should_be_read_after_the_start_and_again_when_the_panel_shows_a_new_one()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(2 * Cycle);
        Assert.Equal([148, 20, 8, 8], (await house.Device.AlarmsAsync()).Entries.Select(a => a.Code));

        house.Bus.RaiseAlarm(10);

        await house.UntilAsync(TimeSpan.FromSeconds(60), async () => (await house.Device.AlarmsAsync()).Entries is [{ Code: 10, Name: "Antifreeze", To: null }, ..]);
    }

    private static ParameterValue Of(DeviceSnapshot snapshot, int index) => snapshot.Parameters.Single(p => p.Index == index);
}
