using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Values;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Tests.Storage;

public sealed class DeviceStoreTests : IDisposable
{
    private static readonly Gen<Value> AnyValue = Gen.OneOf(
        Gen.Const(default(Value)),
        Gen.String[Gen.Char['\u0001', '\u007f'], 0, 40].Select(Value.Of),
        OneOf(Value.Of(float.NaN), Value.Of(double.NaN), Value.Of(float.NegativeInfinity), Value.Of(-0.0), Value.Of(999f), Value.Of("żółć")),
        Gen.Select(OneOf([.. ParameterTypes.All.Where(t => t.Size() > 0)]), Gen.Byte.Array[8], Decode));

    private readonly StateDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Store_should_give_back_values_of_every_type_when_opened_again() =>
        Gen.Select(AnyValue.Array[1, 60], Gen.Long[0, DateTimeOffset.MaxValue.Ticks]).Sample((values, ticks) =>
        {
            using var state = new StateDirectory();
            var stored = values.Select((v, i) => new StoredValue(i * 7, v, new(ticks, TimeSpan.Zero), new(ticks / 2, TimeSpan.Zero))).ToArray();
            using (var store = state.Open())
            {
                store.PutValues(stored);
                Assert.True(store.Commit());
            }

            Assert.Equal(stored, state.Open().Load().Values);
        }, iter: 20);

    [Fact]
    public void Store_should_give_back_documents_and_writes_when_opened_again()
    {
        var job = _state.Job(1) with { Value = Value.Of("twenty"), OldValue = default };
        var ended = _state.Job(2, WriteStatus.Refused) with
        {
            SentAt = _state.Time.GetUtcNow().AddTicks(1), EndedAt = _state.Time.GetUtcNow().AddTicks(2), Message = "out of range",
            Error = EconetError.BudgetSpent, RetryAt = _state.Time.GetUtcNow().AddTicks(3),
        };
        using (var store = _state.Open())
        {
            store.PutDocument("identity", [1, 0, 255]);
            store.PutDocument("empty", []);
            store.PutWrite(ended);
            store.PutWrite(job);
            Assert.True(store.Commit());
            Assert.Equal(new StoreHealth(true), store.Health);
        }

        var state = _state.Open().Load();

        Assert.Equal([1, 0, 255], state.Documents["identity"]);
        Assert.Equal([], state.Documents["empty"]);
        Assert.Equal(new[] { job, ended }, state.Writes);
    }

    [Fact]
    public void Store_should_keep_the_later_when_something_is_put_twice()
    {
        using (var store = _state.Open())
        {
            store.PutDocument("address", [1]);
            store.PutValues(_state.Values(3, salt: 1));
            store.PutWrite(_state.Job(1));
            store.Commit();
            store.PutDocument("address", [2]);
            store.PutDocument("address", [3]);
            store.PutValues(_state.Values(2, salt: 2));
            store.PutWrite(_state.Job(1, WriteStatus.Verified));
            store.Commit();
        }

        var state = _state.Open().Load();

        Assert.Equal([3], state.Documents["address"]);
        Assert.Equal(_state.Values(2, salt: 2).Append(_state.Values(3, salt: 1)[2]), state.Values);
        Assert.Equal(WriteStatus.Verified, Assert.Single(state.Writes).Status);
    }

    [Fact]
    public void Store_should_write_once_when_many_readings_are_committed_together()
    {
        var store = _state.Open();
        store.Load();
        for (var cycle = 0; cycle < 100; cycle++)
        {
            store.PutValues(_state.Values(1_870, cycle));
        }

        store.Commit();

        Assert.Equal(1, store.Commits);
    }

    [Fact]
    public void Store_should_not_write_when_nothing_has_changed()
    {
        var store = _state.Open();
        store.PutDocument("address", [1]);
        store.PutValues(_state.Values(10));
        store.PutWrite(_state.Job(1));
        store.Commit();
        store.PutDocument("address", [1]);
        store.PutValues(_state.Values(10));
        store.PutWrite(_state.Job(1));

        Assert.True(store.Commit());
        Assert.Equal(1, store.Commits);
    }

    [Fact]
    public void Store_should_forget_values_when_they_are_cleared()
    {
        using (var store = _state.Open())
        {
            store.PutValues(_state.Values(10));
            store.Commit();
        }

        using (var store = _state.Open())
        {
            store.Load();
            store.ClearValues();
            store.PutValues(_state.Values(2, salt: 1));
            store.Commit();
        }

        Assert.Equal(_state.Values(2, salt: 1), _state.Open().Load().Values);
    }

    [Fact]
    public void Store_should_load_writes_of_the_last_day_and_those_under_way_when_it_has_older_ones()
    {
        using (var store = _state.Open())
        {
            store.PutWrite(_state.Job(1, WriteStatus.Verified, TimeSpan.FromHours(25)));
            store.PutWrite(_state.Job(2, WriteStatus.Sent, TimeSpan.FromHours(50)));
            store.PutWrite(_state.Job(3, WriteStatus.Verified, TimeSpan.FromHours(25)) with { SentAt = _state.Time.GetUtcNow() });
            store.PutWrite(_state.Job(4, WriteStatus.Verified, TimeSpan.FromHours(23)));
            store.Commit();
        }

        Assert.Equal([2, 3, 4], _state.Open().Load().Writes.Select(w => w.Id));
    }

    [Fact]
    public void Store_should_load_a_thousand_writes_at_most_and_those_under_way_first_when_there_are_more()
    {
        using (var store = _state.Open())
        {
            store.PutWrite(_state.Job(1));
            for (var id = 2; id <= 1_500; id++)
            {
                store.PutWrite(_state.Job(id, WriteStatus.Verified));
            }

            store.Commit();
            Assert.Equal(1_000, store.Load().Writes.Length);
        }

        Assert.Equal([1, .. Enumerable.Range(502, 999).Select(id => (long)id)], _state.Open().Load().Writes.Select(w => w.Id));
    }

    [Fact]
    public void Store_should_forget_ended_writes_when_they_are_a_month_old()
    {
        using (var store = _state.Open())
        {
            store.PutWrite(_state.Job(1, WriteStatus.Verified, TimeSpan.FromDays(31)));
            store.PutWrite(_state.Job(2, WriteStatus.Sent, TimeSpan.FromDays(31)));
            store.PutWrite(_state.Job(3, WriteStatus.Verified, TimeSpan.FromDays(29)));
            store.Commit();
        }

        Assert.Equal([2, 3], StoredWrites());
    }

    [Fact]
    public void Store_should_forget_the_oldest_ended_writes_when_there_are_more_than_ten_thousand()
    {
        using (var store = _state.Open())
        {
            for (var id = 1; id <= 10_003; id++)
            {
                store.PutWrite(_state.Job(id, id == 2 ? WriteStatus.Sent : WriteStatus.Verified));
            }

            store.Commit();
        }

        Assert.Equal([2, .. Enumerable.Range(4, 10_000).Select(id => (long)id)], StoredWrites());
    }

    [Fact]
    public void Store_should_wait_for_the_disk_only_when_it_is_asked_to_or_saves_a_write()
    {
        const long normal = 1, full = 2;
        SqliteConnection? connection = null;
        var store = _state.Open(c => connection = c);

        store.PutValues(_state.Values(1));
        store.Commit();
        Assert.Equal(normal, connection!.Scalar("PRAGMA synchronous"));
        store.PutDocument("address", [1]);
        store.Commit(durable: true);
        Assert.Equal(full, connection!.Scalar("PRAGMA synchronous"));
        store.PutValues(_state.Values(1, salt: 1));
        store.Commit();
        Assert.Equal(normal, connection!.Scalar("PRAGMA synchronous"));
        store.PutWrite(_state.Job(1));
        store.Commit();
        Assert.Equal(full, connection!.Scalar("PRAGMA synchronous"));
        Assert.Equal("wal", connection!.Scalar("PRAGMA journal_mode"));
    }

    [Fact]
    public void Store_should_hold_what_was_committed_durably_when_the_power_goes()
    {
        var store = _state.Open();
        store.PutValues(_state.Values(100));
        store.PutWrite(_state.Job(1, WriteStatus.Sent));
        Assert.True(store.Commit(durable: true));
        store.PutWrite(_state.Job(1, WriteStatus.Verified));

        var state = _state.OpenAfterPowerLoss().Load();

        Assert.Equal(_state.Values(100), state.Values);
        Assert.Equal(WriteStatus.Sent, Assert.Single(state.Writes).Status);
    }

    [Fact]
    public void Store_should_hold_all_of_a_commit_or_none_when_the_power_goes_in_its_midst()
    {
        var store = _state.Open();
        store.PutValues(_state.Values(1_000));
        store.Commit();
        var log = new FileInfo(_state.Database + "-wal");
        var before = log.Length;
        store.PutValues(_state.Values(1_000, salt: 1));
        store.PutWrite(_state.Job(1));
        store.Commit();
        log.Refresh();
        var length = log.Length - before;

        foreach (var lost in new[] { 1, length / 2, length - 1 })
        {
            var state = _state.OpenAfterPowerLoss(lost).Load();
            Assert.Equal(_state.Values(1_000), state.Values);
            Assert.Empty(state.Writes);
        }
    }

    [Fact]
    public void Store_should_keep_everything_in_memory_when_no_directory_is_wanted()
    {
        using var store = new DeviceStore(null, _state.Time);
        store.PutValues(_state.Values(3));

        Assert.False(store.Commit());
        Assert.Equal(new StoreHealth(false), store.Health);
        Assert.Equal(_state.Values(3), store.Load().Values);
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static Value Decode(ParameterType type, byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        return Value.TryRead(type, ref rest, out var value) ? value : throw new ArgumentException("Too short", nameof(bytes));
    }

    private List<long> StoredWrites()
    {
        using var command = _state.Connect().CreateCommand();
        command.CommandText = "SELECT id FROM writes ORDER BY id";
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }
}
