using System.Security.Cryptography;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;

namespace Econet.Actors.Tests.Storage;

public sealed class DeviceStoreTroubleTests : IDisposable
{
    private readonly StateDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Store_should_go_on_in_memory_and_return_when_its_directory_could_not_be_created()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");
        var store = _state.Open();
        Fill(store);

        Assert.False(store.Commit());
        Assert.False(store.Health.OnDisk);
        Assert.Contains($"State directory {_state.Path} can't be created", store.Health.Problem);
        AssertFull(store.Load());

        File.Delete(_state.Path);
        AssertReturns(store);
    }

    [Fact]
    public void Store_should_go_on_in_memory_and_return_when_a_directory_stood_in_the_files_place()
    {
        Directory.CreateDirectory(_state.Database);
        var store = _state.Open();
        Assert.Empty(store.Load().Values);
        Fill(store);

        Assert.False(store.Commit());
        Assert.Equal(new StoreHealth(false, $"State file {_state.Database} is a directory"), store.Health);

        Directory.Delete(_state.Database);
        AssertReturns(store);
    }

    [Fact]
    public void Store_should_go_on_in_memory_and_return_with_what_the_file_held_when_another_had_locked_it()
    {
        using (var before = _state.Open())
        {
            before.PutDocument("before", [7]);
            before.PutWrite(_state.Job(1, WriteStatus.Sent));
            before.Commit();
        }

        var other = _state.Connect();
        other.Execute("BEGIN EXCLUSIVE");
        var store = _state.Open();
        Assert.Empty(store.Load().Documents);
        Fill(store);

        Assert.False(store.Commit());
        Assert.Equal(new StoreHealth(false, $"State file {_state.Database} is in use by another process"), store.Health);

        other.Dispose();
        AssertReturns(store);
        var state = store.Load();
        Assert.Equal([7], state.Documents["before"]);
        Assert.Equal(WriteStatus.Sent, state.Writes[0].Status);
    }

    [Fact]
    public void Store_should_hold_what_it_knows_for_the_later_when_a_file_comes_back()
    {
        WriteFull();
        var away = _state.Path + ".away";
        Directory.Move(_state.Path, away);
        File.WriteAllText(_state.Path, "a file where the directory should be");
        var store = _state.Open();
        store.ClearValues();
        store.PutValues(_state.Values(2, salt: 1));
        store.PutWrite(_state.Job(1, WriteStatus.Verified));
        Assert.False(store.Commit());
        File.Delete(_state.Path);
        Directory.Move(away, _state.Path);
        _state.Time.Advance(StateDirectory.RetryInterval);

        Assert.True(store.Commit());

        foreach (var state in new[] { store.Load(), _state.OpenAfterPowerLoss().Load() })
        {
            Assert.Equal([0, 1], state.Values.Select(v => v.Index));
            Assert.Equal(WriteStatus.Verified, Assert.Single(state.Writes).Status);
            Assert.Single(state.Documents);
        }
    }

    [Fact]
    public void Store_should_let_nobody_else_in_when_it_is_open()
    {
        var store = _state.Open();
        store.Load();
        var other = _state.Open();

        Fill(other);

        Assert.False(other.Commit());
        Assert.Contains("in use by another process", other.Health.Problem);
        store.Dispose();
        AssertReturns(other);
    }

    [Fact]
    public void Store_should_go_on_in_memory_and_return_when_the_disk_was_full()
    {
        var most = 20;
        var store = _state.Open(connection => connection.Execute($"PRAGMA max_page_count={most}"));
        store.PutDocument("small", [1]);
        Assert.True(store.Commit());
        Fill(store);
        store.PutDocument("large", new byte[500_000]);

        Assert.False(store.Commit());
        Assert.Equal(new StoreHealth(false, $"No space left on the disk for state file {_state.Database}"), store.Health);

        most = 1_000_000;
        AssertReturns(store);
        Assert.Equal(500_000, _state.OpenAfterPowerLoss().Load().Documents["large"].Length);
    }

    [Fact]
    public void Store_should_write_everything_again_when_its_file_was_deleted()
    {
        var store = _state.Open();
        Fill(store);
        store.Commit();
        Directory.Delete(_state.Path, recursive: true);
        store.PutDocument("later", [1]);

        Assert.True(store.Commit());

        AssertFull(_state.OpenAfterPowerLoss().Load());
    }

    [Fact]
    public void Store_should_leave_the_file_alone_when_it_is_of_a_later_version()
    {
        using (var later = _state.Connect())
        {
            later.Execute("PRAGMA journal_mode=WAL; CREATE TABLE documents (everything_else TEXT); PRAGMA user_version=99");
        }

        var before = SHA256.HashData(File.ReadAllBytes(_state.Database));
        using (var store = _state.Open())
        {
            Fill(store);
            Assert.False(store.Commit());
            Assert.False(store.Health.OnDisk);
            Assert.Contains($"newer version (99) than this gateway supports ({StateSchema.Version})", store.Health.Problem);
            AssertFull(store.Load());
        }

        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(_state.Database)));
        Assert.Equal([_state.Database], Directory.GetFiles(_state.Path));
    }

    [Fact]
    public void Store_should_set_the_file_aside_and_begin_anew_when_it_is_garbage()
    {
        Directory.CreateDirectory(_state.Path);
        var garbage = RandomNumberGenerator.GetBytes(10_000);
        File.WriteAllBytes(_state.Database, garbage);
        var store = _state.Open();

        Assert.Empty(store.Load().Values);

        var aside = Assert.Single(_state.DamagedFiles());
        Assert.Equal(_state.Database + ".damaged-20260122-200000", aside);
        Assert.Equal(garbage, File.ReadAllBytes(aside));
        Assert.Equal(new StoreHealth(true, null, aside), store.Health);
        Fill(store);
        Assert.True(store.Commit());
        AssertFull(_state.OpenAfterPowerLoss().Load());
    }

    [Fact]
    public void Store_should_set_the_file_aside_and_begin_anew_when_it_was_cut_short()
    {
        WriteFull();
        using (var file = File.OpenWrite(_state.Database))
        {
            file.SetLength(file.Length / 2);
        }

        AssertBeginsAnew();
    }

    [Fact]
    public void Store_should_set_the_file_aside_and_begin_anew_when_any_page_was_overwritten()
    {
        WriteFull();
        var whole = File.ReadAllBytes(_state.Database);
        for (var page = 0; page < whole.Length / 4096; page++)
        {
            var damaged = whole.ToArray();
            damaged.AsSpan(page * 4096, 4096).Fill(0xA5);
            File.WriteAllBytes(_state.Database, damaged);

            AssertBeginsAnew();
            Array.ForEach(_state.DamagedFiles(), File.Delete);
        }
    }

    [Theory]
    [InlineData("parameter_values", "5", "UPDATE parameter_values SET bytes = x'01' WHERE parameter = 5")]
    [InlineData("parameter_values", "5", "UPDATE parameter_values SET type = 99 WHERE parameter = 5")]
    [InlineData("parameter_values", "5", "UPDATE parameter_values SET type = 'text' WHERE parameter = 5")]
    [InlineData("parameter_values", "5", "UPDATE parameter_values SET read_at = -1 WHERE parameter = 5")]
    [InlineData("parameter_values", "5", "UPDATE parameter_values SET changed_at = 9223372036854775807 WHERE parameter = 5")]
    [InlineData("writes", "1", "UPDATE writes SET status = 'Nonsense' WHERE id = 1")]
    [InlineData("writes", "1", "UPDATE writes SET status = '99', sent_at = 900000000000000000 WHERE id = 1")]
    [InlineData("writes", "1", "UPDATE writes SET sent_at = -1 WHERE id = 1")]
    [InlineData("writes", "1", "UPDATE writes SET bytes = x'' WHERE id = 1")]
    [InlineData("writes", "1", "UPDATE writes SET old_type = 99 WHERE id = 1")]
    public void Store_should_pass_over_a_row_that_makes_no_sense_and_keep_all_others(string table, string row, string sql)
    {
        WriteFull();
        using (var before = _state.Open())
        {
            before.Load();
            before.PutWrite(_state.Job(2));
            before.Commit();
        }

        using (var connection = _state.Connect())
        {
            connection.Execute(sql);
        }

        var store = _state.Open();
        var state = store.Load();

        Assert.Equal(new StoreHealth(true), store.Health);
        var bad = Assert.Single(store.TakeBadRows());
        Assert.Equal((table, row), (bad.Table, bad.Row));
        Assert.Single(state.Documents);
        Assert.Equal(table == "writes" ? 500 : 499, state.Values.Length);
        Assert.Equal(table == "writes" ? [2] : [1, 2], state.Writes.Select(w => w.Id));
    }

    [Fact]
    public void Store_should_pass_over_a_row_that_the_file_refuses_and_keep_all_others()
    {
        var store = _state.Open();
        store.PutWrite(_state.Job(1));
        store.PutWrite(_state.Job(2) with { Origin = null! });
        store.PutWrite(_state.Job(3));
        store.PutDocument("nothing", null!);
        store.PutDocument("something", [1]);

        Assert.True(store.Commit());

        Assert.Equal(new StoreHealth(true), store.Health);
        Assert.Equal(["documents", "writes"], store.TakeBadRows().Select(row => row.Table).Order());
        store.PutWrite(_state.Job(4));
        Assert.True(store.Commit());
        Assert.Empty(store.TakeBadRows());
        var state = _state.OpenAfterPowerLoss().Load();
        Assert.Equal([1, 3, 4], state.Writes.Select(w => w.Id));
        Assert.Equal([1], state.Documents["something"]);
    }

    [Fact]
    public void Store_should_write_everything_to_a_new_file_when_a_commit_finds_the_file_damaged()
    {
        WriteFull();
        var store = _state.Open(connection => connection.Execute("PRAGMA cache_size=1"));
        AssertFull(store.Load());
        Overwrite();
        store.PutValues(_state.Values(500));
        store.PutWrite(_state.Job(2));

        Assert.True(store.Commit());
        Assert.True(store.Health.OnDisk);
        Assert.Equal(Assert.Single(_state.DamagedFiles()), store.Health.SetAside);
        var state = _state.OpenAfterPowerLoss().Load();
        AssertFull(state);
        Assert.Equal([1, 2], state.Writes.Select(w => w.Id));
    }

    [Fact]
    public void Store_should_stay_in_memory_for_half_a_minute_when_the_new_file_is_damaged_as_well()
    {
        WriteFull();
        var store = _state.Open(connection => connection.Execute("PRAGMA cache_size=1"));
        store.Load();
        Overwrite();
        store.PutValues(_state.Values(500, salt: 1));
        Assert.True(store.Commit());
        store.Dispose();
        Overwrite();
        store.PutValues(_state.Values(500, salt: 2));

        Assert.False(store.Commit());
        Assert.False(store.Health.OnDisk);
        Assert.Contains("damaged", store.Health.Problem);

        _state.Time.Advance(StateDirectory.RetryInterval);
        Assert.True(store.Commit());
        Assert.Equal(_state.Values(1, salt: 2)[0].Value, _state.OpenAfterPowerLoss().Load().Values[0].Value);
    }

    [Fact]
    public void Store_should_keep_three_damaged_files_at_most_when_the_disk_goes_on_damaging_them()
    {
        for (var i = 0; i < 5; i++)
        {
            Directory.CreateDirectory(_state.Path);
            File.WriteAllText(_state.Database, $"garbage, and enough of it to be taken for a database that is no database, the {i}th");
            using var store = _state.Open();
            store.Load();
            Assert.True(store.Health.OnDisk);
            _state.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["20260122-200200", "20260122-200300", "20260122-200400"], _state.DamagedFiles().Select(f => f[^15..]).Order());
    }

    private void Fill(DeviceStore store)
    {
        store.PutDocument("structure", [.. Enumerable.Range(0, 9_000).Select(i => (byte)i)]);
        store.PutValues(_state.Values(500));
        store.PutWrite(_state.Job(1_000));
    }

    private static void AssertFull(StoredState state)
    {
        Assert.Equal(9_000, state.Documents["structure"].Length);
        Assert.Equal(500, state.Values.Length);
        Assert.NotEmpty(state.Writes);
    }

    // What went to memory is on the disk once the disk is back and half a minute is over, and not before.
    private void AssertReturns(DeviceStore store)
    {
        _state.Time.Advance(StateDirectory.RetryInterval - TimeSpan.FromMilliseconds(1));
        Assert.False(store.Commit());
        _state.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(store.Commit());
        Assert.Equal(new StoreHealth(true), store.Health);
        AssertFull(_state.OpenAfterPowerLoss().Load());
    }

    private void WriteFull()
    {
        using var store = _state.Open();
        store.PutDocument("structure", [.. Enumerable.Range(0, 9_000).Select(i => (byte)i)]);
        store.PutValues(_state.Values(500));
        store.PutWrite(_state.Job(1));
        store.Commit();
    }

    private void Overwrite()
    {
        using var file = File.OpenWrite(_state.Database);
        file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length).ToArray());
    }

    private void AssertBeginsAnew()
    {
        using (var store = _state.Open())
        {
            Assert.Empty(store.Load().Values);
            Assert.True(store.Health.OnDisk);
            Assert.Single(_state.DamagedFiles());
            Fill(store);
            Assert.True(store.Commit());
        }

        using var again = _state.Open();
        AssertFull(again.Load());
    }
}
