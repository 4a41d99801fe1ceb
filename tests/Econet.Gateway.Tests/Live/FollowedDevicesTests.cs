using System.Collections.Concurrent;
using System.Text;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Clustering;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>Which devices a node of a cluster follows, and what those hear of it who follow there.</summary>
public sealed class FollowedDevicesTests : IAsyncLifetime, IDisposable
{
    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _ours = new("ours", Parameter(1, "A", Value.Of(0f)));
    private readonly FakeDevice _theirs = new("theirs", Parameter(1, "A", Value.Of(0f)));
    private readonly FakeCluster _cluster = new("ours");
    private readonly Hearer _hearer = new();
    private readonly FakeEconet _econet;
    private readonly EventFeed _feed;
    private readonly FeedSource _source;

    public FollowedDevicesTests()
    {
        _econet = new FakeEconet(_ours, _theirs);
        _feed = new EventFeed(_econet, _time);
        _source = new FeedSource(
            _econet, _feed, new FollowedDevices(_econet, new OwnDevices(_econet, _cluster), _feed), [_hearer], _time, NullLogger<FeedSource>.Instance);
    }

    public async Task InitializeAsync()
    {
        await _source.StartAsync(CancellationToken.None);
        await HeardAsync("ours snapshot");
    }

    public Task DisposeAsync() => _source.StopAsync(CancellationToken.None);

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task Feed_should_follow_a_device_only_while_a_client_wants_it_and_a_while_longer()
    {
        Assert.Equal((1, 0), (_ours.Watchers, _theirs.Watchers));

        var reader = _feed.Subscribe(Only("theirs"), null);
        Assert.Contains("\"device\":\"theirs\"", Text(await NextAsync(reader)), StringComparison.Ordinal);
        _theirs.Change(1, Value.Of(1f));
        Assert.Contains("\"value\":1,", Text(await NextAsync(reader)), StringComparison.Ordinal);
        reader.Dispose();
        _time.Advance(FeedDemand.Linger - FeedSource.HeartbeatInterval);
        Assert.Equal(1, _theirs.Watchers);

        _time.Advance(2 * FeedSource.HeartbeatInterval);
        await Expect.EventuallyAsync(() => Task.FromResult(_theirs.Watchers == 0));
        Assert.Equal(1, _ours.Watchers);
        Assert.Equal(["ours snapshot"], _hearer.Heard);
    }

    [Fact]
    public async Task Client_should_miss_nothing_that_it_comes_back_for()
    {
        long last;
        using (var reader = _feed.Subscribe(Only("theirs"), null))
        {
            last = (await NextAsync(reader)).Sequence!.Value;
        }

        _theirs.Change(1, Value.Of(1f));
        using (var soon = _feed.Subscribe(Only("theirs"), last))
        {
            var change = await NextAsync(soon);
            Assert.Equal((FeedKind.Change, last + 1), (change.Kind, change.Sequence));
            last = change.Sequence!.Value;
        }

        _time.Advance(FeedDemand.Linger + FeedSource.HeartbeatInterval);
        await Expect.EventuallyAsync(() => Task.FromResult(_theirs.Watchers == 0));
        _theirs.Change(1, Value.Of(2f));

        // What nobody followed no event tells: a snapshot does.
        using var late = _feed.Subscribe(Only("theirs"), last);
        var snapshot = await NextAsync(late);
        Assert.Equal((FeedKind.Snapshot, last + 1), (snapshot.Kind, snapshot.Sequence));
        Assert.Contains("\"value\":2,", Text(snapshot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_should_move_with_the_device()
    {
        using var reader = _feed.Subscribe(new EventFilter(), null);
        var last = (await NextAsync(reader)).Sequence;
        Assert.Equal((2, 1), (_ours.Watchers, _theirs.Watchers));

        _cluster.Have("theirs");
        await HeardAsync("ours gone");
        await HeardAsync("theirs snapshot");
        _theirs.Change(1, Value.Of(1f));
        await HeardAsync("theirs change");
        _ours.Change(1, Value.Of(3f));

        // Nothing of this is the client's business: it has each change once.
        var changes = new List<FeedItem>();
        while (changes.Count < 2)
        {
            await NextAsync(reader);
            changes.AddRange(reader.Items);
        }

        Assert.Equal([(FeedKind.Change, last + 1), (FeedKind.Change, last + 2)], changes.Select(item => (item.Kind, item.Sequence)));
        Assert.Equal(["ours snapshot", "ours gone", "theirs snapshot", "theirs change"], _hearer.Heard);
        Assert.Equal((1, 2), (_ours.Watchers, _theirs.Watchers));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_should_be_told_that_a_device_was_removed_also_when_nobody_followed_it(bool isFollowed)
    {
        using var reader = _feed.Subscribe(isFollowed ? new EventFilter() : Only("ours"), null);
        await NextAsync(reader);

        _econet.Remove("theirs");

        await Expect.EventuallyAsync(() => Task.FromResult(_theirs.Watchers == 0));
        _ours.Change(1, Value.Of(1f));
        using var other = _feed.Subscribe(new EventFilter(), reader.Items[^1].Sequence);
        do
        {
            await NextAsync(other);
        }
        while (!other.Items.Exists(item => item.Kind == FeedKind.Removed));
    }

    private static EventFilter Only(string device) => new(new HashSet<string> { device });

    /// <summary>The last of what comes next.</summary>
    private static async Task<FeedItem> NextAsync(FeedReader reader)
    {
        do
        {
            await reader.NextAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }
        while (reader.Items.Count == 0);
        return reader.Items[^1];
    }

    private static string Text(FeedItem item) => Encoding.UTF8.GetString(item.Fields.Span);

    private Task HeardAsync(string what) => Expect.EventuallyAsync(() => Task.FromResult(_hearer.Heard.Contains(what)), () => string.Join(", ", _hearer.Heard));

    private sealed class Hearer : IDeviceEvents
    {
        public ConcurrentQueue<string> Heard { get; } = [];

        public void Take(IDevice device, DeviceEvent happened) =>
            Heard.Enqueue($"{device.Id} {(happened is SnapshotTaken ? "snapshot" : happened is ParameterChanged ? "change" : "other")}");

        public void Gone(string device) => Heard.Enqueue($"{device} gone");
    }
}
