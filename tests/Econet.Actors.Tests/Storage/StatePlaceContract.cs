using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Values;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Actors.Tests.Storage;

/// <summary>What every place promises that a device's state can be kept in.</summary>
public abstract class StatePlaceContract
{
    private static readonly Guid Request = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 22, 6, 0, 0, TimeSpan.Zero));

    /// <summary>The same place each time it is asked for within one test, and empty at first.</summary>
    private protected abstract IStatePlace Place();

    private protected void State_should_come_back_whole_when_it_is_opened_again()
    {
        var job = Job(7, "kitchen") with { Request = Request, CorrelationId = "kitchen-1", Message = "Küche", SentAt = _time.GetUtcNow() };
        StoredValue[] values =
        [
            new(1, Value.Of(ParameterType.UInt8, 47), _time.GetUtcNow(), _time.GetUtcNow()), new(2, Value.Of(21.37f), _time.GetUtcNow(), _time.GetUtcNow()),
            new(3, "ecoMAX", _time.GetUtcNow(), _time.GetUtcNow()), new(4, Value.None, _time.GetUtcNow(), _time.GetUtcNow()),
        ];
        using (var store = Open())
        {
            store.PutDocument("bus/address", [1, 0, 255]);
            store.PutValues(values);
            store.PutWrite(job);
            Assert.True(store.Commit(durable: true));
        }

        using var again = Open();
        var state = again.Load();

        Assert.True(again.Health.OnDisk);
        Assert.Equal([1, 0, 255], state.Documents["bus/address"]);
        Assert.Equal(values[..3], state.Values[..3]);
        Assert.True(state.Values[3].Value.IsNone);
        Assert.Equal(job, Assert.Single(state.Writes));
    }

    private protected void Later_should_take_the_place_of_earlier()
    {
        using (var store = Open())
        {
            store.PutDocument("a", [1]);
            store.PutValues([new(1, Value.Of(1f), _time.GetUtcNow(), _time.GetUtcNow())]);
            store.PutWrite(Job(7, "kitchen"));
            Assert.True(store.Commit());
            store.PutDocument("a", []);
            store.ClearValues();
            store.PutValues([new(2, Value.Of(2f), _time.GetUtcNow(), _time.GetUtcNow())]);
            store.PutWrite(Job(7, "kitchen") with { Status = WriteStatus.Verified, EndedAt = _time.GetUtcNow() });
            Assert.True(store.Commit());
        }

        using var again = Open();
        var state = again.Load();

        Assert.Empty(state.Documents["a"]);
        Assert.Equal(2, Assert.Single(state.Values).Index);
        Assert.Equal(WriteStatus.Verified, Assert.Single(state.Writes).Status);
    }

    private protected void Row_that_can_not_be_kept_should_not_keep_the_others_out(string origin)
    {
        using (var store = Open())
        {
            store.PutWrite(Job(1, "kitchen"));
            store.PutWrite(Job(2, origin));
            store.PutWrite(Job(3, "kitchen"));
            Assert.True(store.Commit());
            Assert.True(store.Has(1) && !store.Has(2) && store.Has(3));
            Assert.Single(store.TakeBadRows());
        }

        using var again = Open();

        Assert.Equal([1L, 3L], again.Load().Writes.Select(write => write.Id));
    }

    private protected void Old_ended_writes_should_go_and_those_under_way_should_stay()
    {
        using (var store = Open())
        {
            store.PutWrite(Job(1, "kitchen") with { Status = WriteStatus.Verified, EndedAt = _time.GetUtcNow() });
            store.PutWrite(Job(2, "kitchen"));
            Assert.True(store.Commit());
        }

        _time.Advance(TimeSpan.FromDays(31));
        using (var store = Open())
        {
            store.PutDocument("a", [1]);
            Assert.True(store.Commit());
        }

        using var again = Open();
        var state = again.Load();

        Assert.Equal(2, Assert.Single(state.Writes).Id);
    }

    private DeviceStore Open() => new(Place(), _time);

    private WriteJob Job(long id, string origin) => new(
        id, "HDWTSetPoint", 103, Value.Of(ParameterType.UInt8, 47), Value.Of(ParameterType.UInt8, 45), origin, _time.GetUtcNow());
}
