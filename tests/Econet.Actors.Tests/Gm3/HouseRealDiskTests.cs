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

/// <summary>Writes on a disk that is really full, or can really not be written, through the system and SQLite.</summary>
public sealed class HouseRealDiskTests
{
    private const int Setpoint = 103;

    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);
    private static readonly WriteOptions Accept = new(AnswerWhenAccepted: true);

    [FactOnDisk]
    public async Task Accepted_writes_should_be_on_the_disk_or_be_refused_when_it_fills_up()
    {
        using var disk = MountedDisk.Mount();
        await using var house = await RunningAsync(disk);
        disk.Fill();

        // What SQLite has room for in its own files it may still take.
        var accepted = new List<long>();
        var result = await house.Device.WriteAsync("HDWTSetPoint", 46, Accept);
        for (var value = 47; result.Success && value <= 60; value++)
        {
            accepted.Add(result.Job!.Id);
            result = await house.Device.WriteAsync("HDWTSetPoint", value, Accept);
        }

        Assert.Equal(EconetError.NotDurable, result.Error);
        Assert.Contains("No space left on the disk", result.Message, StringComparison.Ordinal);
        Assert.Contains(result.Message!.Split(": ")[^1], Assert.Single((await house.Device.StatusAsync()).Problems).Message, StringComparison.Ordinal);
        using (var after = new StateDirectory())
        {
            after.CopyFrom(disk.Path);
            Assert.Empty(accepted.Except(after.Open().Load().Writes.Select(job => job.Id)));
        }

        disk.Free();
        house.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty((await house.Device.StatusAsync()).Problems);
        result = await house.Device.WriteAsync("HDWTSetPoint", 50, Accept);
        Assert.True(result.Success && result.Job!.IsDurable, result.Message);
        house.Time.Advance(2 * Cycle);
        Assert.Equal(50, house.Bus.Truth(Setpoint).ToInteger());
    }

    [FactOnDisk]
    public async Task Restart_should_not_undo_a_write_that_was_answered_while_the_disk_was_full()
    {
        using var disk = MountedDisk.Mount();
        await using var house = await RunningAsync(disk);
        var noGrants = house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.UntilTokenReturned();
        Assert.True((await house.Device.WriteAsync("HDWTSetPoint", 47, Accept)).Success);
        disk.Fill();
        noGrants.Dispose();

        // The file has the write above as queued, and learns nothing more.
        WriteResult newer;
        var value = 50;
        do
        {
            newer = await house.Within(3 * Cycle, house.Device.WriteAsync("HDWTSetPoint", value++));
            Assert.True(newer.Success, newer.Message);
        }
        while (newer.Job!.IsDurable && value < 64);

        Assert.False(newer.Job.IsDurable);
        using var after = new StateDirectory();
        after.CopyFrom(disk.Path);
        var (bus, time) = (house.Bus, house.Time);
        await house.StopAsync();
        var sent = bus.Writes.Count;

        await using var second = await House.StartAsync(time, bus, Options(after.Path));
        await second.UntilLearned();
        time.Advance(5 * Cycle);

        Assert.Equal(newer.NewValue, bus.Truth(Setpoint));
        Assert.Equal(sent, bus.Writes.Count);
    }

    [FactOnDisk]
    public async Task Writes_should_be_refused_with_a_remedy_when_the_directory_is_read_only_and_what_it_holds_be_known()
    {
        using var disk = MountedDisk.Mount();
        await using var first = await RunningAsync(disk);
        var (bus, time) = (first.Bus, first.Time);
        Assert.True((await first.Within(2 * Cycle, first.Device.WriteAsync("HDWTSetPoint", 47))).Success);
        await first.StopAsync();
        bus.Unplug();
        disk.MakeReadOnly();
        await using var house = await House.StartAsync(time, bus, Options(disk.Path));
        time.Settle();

        // The line is away: what is known is what was stored.
        var known = await house.Device.ReadAsync("HDWTSetPoint");
        Assert.Equal((Value.Of(47), Quality.Stale), (known.Value, known.Quality));
        Assert.Equal(47, Assert.Single(await house.Device.WritesAsync()).Value.ToInteger());

        bus.Replug();
        await house.UntilLearned();
        var refused = await house.Device.WriteAsync("HDWTSetPoint", 48, Accept);
        Assert.Equal(EconetError.NotDurable, refused.Error);
        Assert.Contains($"State directory {disk.Path} is read-only: make it writable", refused.Message, StringComparison.Ordinal);

        disk.MakeWritable();
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.True((await house.Device.WriteAsync("HDWTSetPoint", 48, Accept)).Success);
    }

    private static Gm3Options Options(string directory) => new() { StateDirectory = directory, WriteBudget = new WriteBudget(PerHour: 100) };

    private static Task<House> RunningAsync(MountedDisk disk) => House.RunningAsync(new Gm3SimulationOptions(), Options(disk.Path));
}
