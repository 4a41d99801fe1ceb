using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

public sealed class EventFeedTests
{
    private const int Capacity = 8;
    private const long Start = 1000;

    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _device = new("heatpump", Parameter(1, "A", Value.Of(0f)), Parameter(2, "B", Value.Of(0f)));
    private readonly EventFeed _feed;

    public EventFeedTests()
    {
        _feed = new EventFeed(new FakeEconet(_device), _time, Capacity, Start);
        _feed.Publish(new SnapshotTaken("heatpump", _device.Snapshot));
    }

    [Fact]
    public async Task Client_should_get_a_snapshot_and_then_what_is_newer()
    {
        Change(1, 1);
        using var reader = _feed.Subscribe(new EventFilter(), null);

        var snapshot = Assert.Single(await NextAsync(reader));
        Change(1, 2);
        Change(2, 3);

        Assert.Equal((FeedKind.Snapshot, Start + 2), (snapshot.Kind, snapshot.Sequence));
        Assert.Contains("\"A\":{\"index\":1,\"name\":\"A\",\"value\":1,", Text(snapshot), StringComparison.Ordinal);
        Assert.Equal([Start + 3, Start + 4], (await NextAsync(reader)).Select(i => i.Sequence!.Value));
    }

    [Fact]
    public async Task Snapshot_should_wait_for_events_that_the_device_has_told_already()
    {
        var underWay = _device.Change(1, Value.Of(7f));
        using var reader = _feed.Subscribe(new EventFilter(), null);

        var next = reader.NextAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        _feed.Publish(underWay);
        _feed.Wake();
        await next;

        var snapshot = Assert.Single(reader.Items);
        Assert.Equal(Start + 2, snapshot.Sequence);
        Assert.Contains("\"A\":{\"index\":1,\"name\":\"A\",\"value\":7,", Text(snapshot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_should_be_as_last_told_when_the_feed_does_not_catch_up()
    {
        _device.Change(1, Value.Of(7f));
        using var reader = _feed.Subscribe(new EventFilter(), null);

        var waiting = _time.WaitBegunAsync(EventFeed.Patience);
        var next = reader.NextAsync(CancellationToken.None).AsTask();
        await waiting;
        _time.Advance(EventFeed.Patience);
        await next;

        Assert.Contains("\"A\":{\"index\":1,\"name\":\"A\",\"value\":0,", Text(Assert.Single(reader.Items)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_should_be_shared_when_clients_come_together()
    {
        using var first = _feed.Subscribe(new EventFilter(), null);
        using var second = _feed.Subscribe(new EventFilter(), null);
        var one = Assert.Single(await NextAsync(first));
        Change(1, 1);
        var other = Assert.Single(await NextAsync(second));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        using var third = _feed.Subscribe(new EventFilter(), null);
        var later = Assert.Single(await NextAsync(third));

        Assert.True(one.Fields.Equals(other.Fields));
        Assert.Equal(Start + 2, Assert.Single(await NextAsync(second)).Sequence);
        Assert.Equal(Start + 2, later.Sequence);
    }

    [Theory]
    [InlineData(1011, false)]
    [InlineData(1003, false)]
    [InlineData(1002, true)]
    [InlineData(1012, true)]
    [InlineData(0, true)]
    [InlineData(long.MaxValue, true)]
    public async Task Client_should_resume_only_from_what_the_ring_still_follows_on(long since, bool begins)
    {
        for (var i = 1; i <= 10; i++)
        {
            Change(1, i);
        }

        using var reader = _feed.Subscribe(new EventFilter(), since);
        if (since == Start + 11)
        {
            Change(2, 5);
        }

        var items = await NextAsync(reader);

        Assert.Equal(begins ? FeedKind.Snapshot : FeedKind.Change, items[0].Kind);
        Assert.Equal(begins ? Start + 11 : since + 1, items[0].Sequence);
    }

    [Fact]
    public async Task Client_should_be_cut_off_when_it_stays_behind()
    {
        using var reader = _feed.Subscribe(new EventFilter(), Start + 1);
        Change(1, 1);
        await NextAsync(reader);
        // It has everything, and waits; what comes then it may not leave for long.
        var waits = reader.NextAsync(CancellationToken.None).AsTask();
        Change(1, 2);
        await waits;
        Change(1, 3);
        _time.Advance(Pace.Limit + TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<TooSlowException>(() => NextAsync(reader));
    }

    [Fact]
    public async Task Client_should_not_be_cut_off_when_it_comes_back_after_long()
    {
        Change(1, 1);
        _time.Advance(TimeSpan.FromHours(1));
        using var reader = _feed.Subscribe(new EventFilter(), Start + 1);

        Assert.Equal(Start + 2, Assert.Single(await NextAsync(reader)).Sequence);
    }

    [Fact]
    public async Task Client_should_be_cut_off_when_the_ring_overtakes_it()
    {
        using var reader = _feed.Subscribe(new EventFilter(), Start + 1);
        for (var i = 1; i <= Capacity + 1; i++)
        {
            Change(1, i);
        }

        await Assert.ThrowsAsync<TooSlowException>(() => NextAsync(reader));
    }

    [Fact]
    public async Task Snapshot_in_the_feed_should_be_told_unless_a_newer_one_took_its_place()
    {
        using var reader = _feed.Subscribe(new EventFilter(), Start + 1);
        _feed.Publish(new SnapshotTaken("heatpump", _device.Snapshot));
        Change(1, 1);
        _feed.Publish(new SnapshotTaken("heatpump", _device.Snapshot));

        var items = await NextAsync(reader);

        Assert.Equal([(FeedKind.Change, Start + 3), (FeedKind.Snapshot, Start + 4)], items.Select(i => (i.Kind, i.Sequence!.Value)));
    }

    [Fact]
    public async Task Heartbeat_should_tell_where_to_resume_when_the_filter_left_nothing()
    {
        using var reader = _feed.Subscribe(new EventFilter(Names: NamesFilter.Of(["B"])), Start + 1);
        Change(1, 1);
        Change(1, 2);
        _feed.Beat();

        Assert.Empty(await NextAsync(reader));
        Assert.Equal(Start + 3, reader.Position);
        _feed.Beat();
        Assert.Empty(await NextAsync(reader));
        Assert.Null(reader.Position);
    }

    [Fact]
    public void Clients_should_be_refused_when_there_are_too_many()
    {
        var readers = Enumerable.Range(0, EventFeed.MaxClients).Select(_ => _feed.Subscribe(new EventFilter(), null)).ToList();

        Assert.Equal(EconetError.Unavailable, Assert.Throws<EconetException>(() => _feed.Subscribe(new EventFilter(), null)).Error);

        readers[0].Dispose();
        _feed.Subscribe(new EventFilter(), null);
    }

    [Fact]
    public void Numbers_should_be_others_after_every_start_and_exact_in_JavaScript()
    {
        var starts = Enumerable.Range(0, 100).Select(_ => new EventFeed(new FakeEconet(), _time)).Select(LastOf).ToList();

        Assert.Equal(starts.Count, starts.Distinct().Count());
        Assert.All(starts, start => Assert.InRange(start, 1L << 40, (1L << 53) - EventFeed.Capacity));

        static long LastOf(EventFeed feed) => feed.StateAsync(new EventFilter()).GetAwaiter().GetResult().Sequence;
    }

    private static async Task<IReadOnlyList<FeedItem>> NextAsync(FeedReader reader)
    {
        await reader.NextAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return reader.Items;
    }

    private static string Text(FeedItem item) => Encoding.UTF8.GetString(item.Fields.Span);

    private void Change(int index, float value)
    {
        _feed.Publish(_device.Change(index, Value.Of(value)));
        _feed.Wake();
    }
}
