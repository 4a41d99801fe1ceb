using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Tests.Storage;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.Tests.NeaSmart;

public sealed class BaseRestartTests : IDisposable
{
    private static readonly Zone Zone = RegisterMap.Zone(1, 3);
    private static readonly Register Setpoint = Zone.Setpoint;
    private static readonly ushort Old = Dpt9.Encode(20);
    private static readonly ushort New = Dpt9.Encode(22.5);
    private static readonly ushort Wall = Dpt9.Encode(18);
    private readonly StateDirectory _state = new();
    private int _crashes;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Registers_should_be_back_and_stale_until_the_base_touches_them()
    {
        await using (var first = await StartAsync(_state.Path))
        {
            first.Write(Zone.State.Address, 3, Old, Wall);
            first.Write(40_000, 7);
        }

        await using var house = await StartAsync(_state.Path);

        Assert.Equal(4, (await house.Registers()).Stored);
        var value = await house.Value(Zone.Temperature.Key);
        Assert.Equal((Value.Of(18f), Quality.Stale), (value.Value, value.Quality));
        Assert.NotNull(value.ReadAt);
        house.Write(Zone.Temperature.Address, Wall);
        house.Seconds(1);
        Assert.Equal(Quality.Good, (await house.Value(Zone.Temperature.Key)).Quality);
        Assert.Equal(Quality.Stale, (await house.Value(Setpoint.Key)).Quality);
    }

    [Fact]
    public async Task Measured_and_unmapped_registers_should_read_as_stored_after_a_start()
    {
        await using (var first = await StartAsync(_state.Path))
        {
            first.Write(Zone.State.Address, 3, Old, Wall);
            first.Write(40_000, 7);
        }

        await using var house = await StartAsync(_state.Path);

        Assert.Equal([0, 0, Wall], house.Read(Zone.State.Address, 3));
        Assert.Equal(7, house.Read(40_000));
        Assert.Equal(0, (await house.Registers()).InSync);
        house.Seconds(1);
        Assert.Equal(Quality.Stale, (await house.Value(Zone.Temperature.Key)).Quality);
    }

    [Fact]
    public async Task Settings_should_read_as_0_after_a_start_until_the_base_has_written_them()
    {
        await using (var first = await StartAsync(_state.Path))
        {
            first.Write(Zone.State.Address, 3, Old);
        }

        await using var house = await StartAsync(_state.Path);

        Assert.Equal([0, 0], house.Read(Zone.State.Address, 2));
        Assert.Equal(Quality.Stale, (await house.Value(Setpoint.Key)).Quality);
        house.Write(Setpoint.Address, Wall);
        Assert.Equal([0, Wall], house.Read(Zone.State.Address, 2));
    }

    [Fact]
    public async Task Stored_values_should_be_told_at_once_when_nothing_is_to_be_synchronised()
    {
        await using (var first = await StartAsync(_state.Path, sync: false))
        {
            first.Write(Zone.State.Address, 3, Old);
        }

        await using var house = await StartAsync(_state.Path, sync: false);

        house.Write(Zone.Temperature.Address, Wall);
        Assert.Equal([3, Old], house.Read(Zone.State.Address, 2));
        house.Seconds(1);
        Assert.Equal(Quality.Good, (await house.Value(Setpoint.Key)).Quality);
    }

    [Fact]
    public async Task Setting_should_read_as_0_after_the_base_was_away_for_long()
    {
        await using var house = await StartAsync(null);
        house.Write(Zone.State.Address, 3, Old);
        house.Minutes(4.9);
        Assert.Equal([3, Old], house.Read(Zone.State.Address, 2));

        house.Minutes(5.1);

        Assert.Equal([0, 0], house.Read(Zone.State.Address, 2));
        house.Write(Zone.State.Address, 2, Wall);
        Assert.Equal([2, Wall], house.Read(Zone.State.Address, 2));
    }

    [Fact]
    public async Task Setpoint_of_the_wall_thermostat_should_survive_a_crash_right_after_it()
    {
        await using var first = await StartAsync(_state.Path, sync: false);
        first.Write(Setpoint.Address, Old);
        first.Minutes(1);
        first.Write(Setpoint.Address, Wall);

        await using var house = await StartAsync(Crash(), sync: false);

        Assert.Equal(Value.Of(18f), (await house.Value(Setpoint.Key)).Value);
        Assert.Equal(Wall, house.Read(Setpoint.Address));
    }

    [Fact]
    public async Task Accepted_write_should_go_on_after_a_crash_when_the_base_holds_what_it_held_before()
    {
        var (house, id) = await CrashedAsync(22.5);
        await using var _ = house;

        Assert.Equal([0, 0], house.Read(Zone.State.Address, 2));
        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        house.Minutes(4);
        house.Write(Setpoint.Address, Old);
        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        house.Minutes(4);
        Assert.Equal(New, house.Read(Setpoint.Address));
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
        house.Write(Setpoint.Address, New);
        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Theory]
    [InlineData(18, WriteStatus.Overridden)]
    [InlineData(25, WriteStatus.Verified)]
    public async Task Wall_thermostat_should_win_when_it_was_moved_while_the_gateway_was_down_with_a_write_unread(double moved, WriteStatus ends)
    {
        var (house, id) = await CrashedAsync(25);
        await using var _ = house;

        Assert.Equal(0, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Dpt9.Encode(moved));

        Assert.Equal(ends, (await house.Job(id)).Status);
        Assert.Equal(Dpt9.Encode(moved), house.Read(Setpoint.Address));
        Assert.Equal(Value.Of((float)moved), (await house.Value(Setpoint.Key)).Value);
    }

    [Fact]
    public async Task Accepted_write_should_expire_after_a_crash_when_the_base_does_not_say_what_it_holds()
    {
        var (house, id) = await CrashedAsync(22.5);
        await using var _ = house;
        for (var minute = 0; minute < 5; minute++)
        {
            house.Minutes(1);
            Assert.Equal(0, house.Read(Setpoint.Address));
        }

        house.Minutes(0.1);

        var job = await house.Job(id);
        Assert.Equal(WriteStatus.Expired, job.Status);
        Assert.Contains("has not reported its value", job.Message, StringComparison.Ordinal);
        house.Write(Setpoint.Address, Old);
        Assert.Equal(Old, house.Read(Setpoint.Address));
    }

    [Fact]
    public async Task Accepted_write_should_go_on_after_a_crash_with_the_first_word_of_a_base_of_which_nothing_is_known()
    {
        var (house, id) = await CrashedAsync(22.5, held: null);
        await using var _ = house;

        Assert.Equal(0, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Wall);

        Assert.Equal(New, house.Read(Setpoint.Address));
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Accepted_write_should_lie_in_its_register_at_once_after_a_crash_when_nothing_is_to_be_synchronised()
    {
        var (house, id) = await CrashedAsync(22.5, sync: false);
        await using var _ = house;

        Assert.Equal(New, house.Read(Setpoint.Address));
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Write_should_not_wait_for_the_base_when_it_is_made_after_the_crash()
    {
        var (house, earlier) = await CrashedAsync(22.5);
        await using var _ = house;
        house.Write(Zone.Temperature.Address, Wall);

        var later = (await house.Wish(Setpoint.Key, 23)).Job!.Id;

        Assert.Equal(WriteStatus.Superseded, (await house.Job(earlier)).Status);
        Assert.Equal(Dpt9.Encode(23), house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Wall);
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(later)).Status);
    }

    [Fact]
    public async Task Accepted_write_should_be_told_as_expired_when_the_gateway_was_away_for_too_long()
    {
        await using var first = await StartAsync(_state.Path);
        first.Write(Setpoint.Address, Old);
        var id = (await first.Wish(Setpoint.Key, 22.5)).Job!.Id;
        var crashed = Crash();
        _state.Time.Advance(TimeSpan.FromMinutes(6));

        await using var house = await StartAsync(crashed);

        Assert.Equal(WriteStatus.Expired, (await house.Job(id)).Status);
        Assert.Equal(0, house.Read(Setpoint.Address));
    }

    [Theory]
    [InlineData(22.5, WriteStatus.Verified)]
    [InlineData(20, WriteStatus.Overridden)]
    [InlineData(18, WriteStatus.Overridden)]
    public async Task Write_that_the_base_had_read_should_not_be_shown_to_it_again_after_a_crash(double held, WriteStatus ends)
    {
        await using var first = await StartAsync(_state.Path);
        first.Write(Setpoint.Address, Old);
        var id = (await first.Wish(Setpoint.Key, 22.5)).Job!.Id;
        Assert.Equal(New, first.Read(Setpoint.Address));
        var sentAt = (await first.Job(id)).SentAt;
        Assert.NotNull(sentAt);
        var crashed = Crash();
        _state.Time.Advance(TimeSpan.FromMinutes(1));

        await using var house = await StartAsync(crashed);

        var job = await house.Job(id);
        Assert.Equal((WriteStatus.Acknowledged, sentAt), (job.Status, job.SentAt));
        Assert.Equal(0, house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Dpt9.Encode(held));
        Assert.Equal(ends, (await house.Job(id)).Status);
        Assert.Equal(Dpt9.Encode(held), house.Read(Setpoint.Address));
        Assert.Equal(Value.Of((float)held), (await house.Value(Setpoint.Key)).Value);
    }

    [Fact]
    public async Task Verified_write_should_survive_a_crash()
    {
        await using var first = await StartAsync(_state.Path, sync: false);
        first.Write(Setpoint.Address, Old);
        var id = (await first.Wish(Setpoint.Key, 22.5)).Job!.Id;
        for (var second = 0; second < 70; second += 10)
        {
            first.Read(Setpoint.Address);
            first.Seconds(10);
        }

        Assert.Equal(WriteStatus.Verified, (await first.Job(id)).Status);
        await using var house = await StartAsync(Crash(), sync: false);

        Assert.Equal(Value.Of(22.5f), (await house.Value(Setpoint.Key)).Value);
        Assert.Equal(New, house.Read(Setpoint.Address));
        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Fact]
    public async Task Gateway_should_go_on_in_memory_when_its_database_can_not_be_used()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");
        await using var house = await StartAsync(_state.Path, withoutDisk: true);

        house.Write(Setpoint.Address, Old);

        Assert.Equal(Old, house.Read(Setpoint.Address));
        Assert.Contains("can't be created", Assert.Single((await house.Device.StatusAsync()).Problems).Message, StringComparison.Ordinal);
        var accepted = await house.Wish(Setpoint.Key, 21);
        Assert.True(accepted.Success, accepted.Message);
        Assert.False(accepted.Job!.IsDurable);
    }

    [Fact]
    public async Task Gateway_should_accept_no_write_that_it_can_not_record_unless_it_is_told_to()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");
        await using var house = await StartAsync(_state.Path);
        house.Write(Setpoint.Address, Old);

        var refused = await house.Wish(Setpoint.Key, 21);

        Assert.Equal(EconetError.NotDurable, refused.Error);
        Assert.Equal(Old, house.Read(Setpoint.Address));
        var waiting = house.Device.WriteAsync(Setpoint.Key, 21);
        house.Seconds(1);
        Assert.Equal(Dpt9.Encode(21), house.Read(Setpoint.Address));
        house.Write(Setpoint.Address, Dpt9.Encode(21));
        Assert.False((await waiting.WaitAsync(Ports.Patience.Long)).Job!.IsDurable);
    }

    [Fact]
    public async Task Gateway_should_serve_nobody_before_its_database_when_there_is_to_be_no_fallback()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");
        await using var house = await BaseHouse.StartAsync(
            options => options with { StateDirectory = _state.Path, EnableFallback = false }, _state.Time);
        house.Seconds(10);
        Assert.False(house.Bus.IsOpen);
        Assert.Equal("starting", (await house.Device.StatusAsync()).State);
        Assert.Equal(RegisterMap.All.Count, (await house.Device.SnapshotAsync()).Parameters.Length);

        File.Delete(_state.Path);
        house.Minutes(1);

        Assert.True(house.Bus.IsOpen);
        house.Write(Setpoint.Address, Old);
        Assert.Empty((await house.Device.StatusAsync()).Problems);
    }

    [Fact]
    public async Task What_is_stored_should_be_back_where_nobody_has_written_when_the_database_can_be_used_only_later()
    {
        long id;
        await using (var first = await StartAsync(_state.Path))
        {
            first.Write(Zone.State.Address, 3, Old, Wall);
            id = (await first.Wish(Setpoint.Key, 22.5)).Job!.Id;
        }

        Directory.Move(_state.Path, _state.Path + ".away");
        File.WriteAllText(_state.Path, "a file where the directory should be");
        await using var house = await StartAsync(_state.Path);
        house.Write(Setpoint.Address, Old);
        Assert.Empty(await house.Device.WritesAsync(id));

        File.Delete(_state.Path);
        Directory.Move(_state.Path + ".away", _state.Path);
        house.Minutes(1);

        Assert.Empty((await house.Device.StatusAsync()).Problems);
        Assert.Equal([0, Old, Wall], house.Read(Zone.State.Address, 3));
        var state = await house.Value(Zone.State.Key);
        Assert.Equal((Value.Of(ParameterType.UInt8, 3), Quality.Stale), (state.Value, state.Quality));
        var job = await house.Job(id);
        Assert.Equal(WriteStatus.Expired, job.Status);
        Assert.Contains("could not be read at the start", job.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_of_this_run_should_stay_as_they_are_when_the_database_can_be_used_only_later()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");
        await using var house = await StartAsync(_state.Path, withoutDisk: true);
        house.Write(Setpoint.Address, Old);
        var id = (await house.Wish(Setpoint.Key, 22.5)).Job!.Id;
        house.Read(Setpoint.Address);

        File.Delete(_state.Path);
        house.Seconds(50);

        Assert.Empty((await house.Device.StatusAsync()).Problems);
        Assert.Equal(WriteStatus.Acknowledged, (await house.Job(id)).Status);
        house.Write(Setpoint.Address, New);
        Assert.Equal(WriteStatus.Verified, (await house.Job(id)).Status);
    }

    [Theory]
    [InlineData("registers.db", "registers.db")]
    [InlineData("registers", "registers.db")]
    [InlineData("old.sqlite", "old.sqlite.db")]
    public async Task Registers_should_be_kept_in_the_file_that_is_named(string name, string file)
    {
        await using (var house = await BaseHouse.StartAsync(
            options => options with { StateDirectory = "/nowhere", DatabasePath = Path.Combine(_state.Path, "deep", name) }, _state.Time))
        {
            house.Write(Setpoint.Address, Old);
            Assert.True((await house.Storage()).OnDisk);
        }

        Assert.True(File.Exists(Path.Combine(_state.Path, "deep", file)));
    }

    [Fact]
    public async Task Nothing_should_be_kept_when_the_database_is_memory()
    {
        await using var house = await BaseHouse.StartAsync(
            options => options with { StateDirectory = _state.Path, DatabasePath = ":memory:", EnableFallback = false }, _state.Time);

        house.Write(Setpoint.Address, Old);

        Assert.False(Directory.Exists(_state.Path));
        Assert.Empty((await house.Device.StatusAsync()).Problems);
    }

    [Theory]
    [InlineData("register/103")]
    [InlineData("register/-1")]
    [InlineData("register/65536")]
    [InlineData("bus/address")]
    public void Document_that_is_no_register_should_be_left(string name)
    {
        var good = new StoredRegister(103, 7, RegisterWriter.User, DateTimeOffset.UnixEpoch, 5);
        var content = good.Encode();

        Assert.Equal(name == good.Document, StoredRegister.TryDecode(name, content, out var decoded));
        Assert.Equal(name == good.Document ? good : default, decoded);
        Assert.False(StoredRegister.TryDecode(good.Document, content[1..], out _));
        Assert.False(StoredRegister.TryDecode(good.Document, [.. content[..3], .. Enumerable.Repeat((byte)0xFF, 16)], out _));
    }

    /// <summary>A house whose gateway crashed and started again with a write that the base had not read.</summary>
    /// <param name="held">What the base held, and told, before; null for nothing.</param>
    private async Task<(BaseHouse House, long Write)> CrashedAsync(double wish, double? held = 20, bool sync = true)
    {
        await using var first = await StartAsync(_state.Path, sync);
        if (held is { } setpoint)
        {
            first.Write(Setpoint.Address, Dpt9.Encode(setpoint));
        }

        first.Read(1);
        var id = (await first.Wish(Setpoint.Key, wish)).Job!.Id;
        var house = await StartAsync(Crash(), sync);
        Assert.Equal(WriteStatus.Queued, (await house.Job(id)).Status);
        return (house, id);
    }

    private Task<BaseHouse> StartAsync(string? directory, bool sync = true, bool withoutDisk = false) => BaseHouse.StartAsync(
        options => options with { StateDirectory = directory, SyncOnStartup = sync, AcceptWritesWithoutDisk = withoutDisk }, _state.Time);

    /// <summary>A directory with the bytes that are there now, as after <c>kill -9</c>.</summary>
    private string Crash()
    {
        var directory = Path.Combine(Path.GetDirectoryName(_state.Path)!, $"crashed-{++_crashes}");
        _state.CopyTo(directory);
        return directory;
    }
}
