using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Gateway.Clustering;

namespace Econet.Gateway.Live;

/// <param name="IsForFeed">For the clients of the feed.</param>
/// <param name="IsForOthers">For those who hear this gateway's own devices.</param>
internal readonly record struct FollowedDevice(string Id, bool IsForFeed, bool IsForOthers);

/// <param name="All">The ids of all devices.</param>
/// <param name="Followed">What this gateway follows of them.</param>
internal sealed record FollowedList(IReadOnlyList<string> All, IReadOnlyList<FollowedDevice> Followed)
{
    public static readonly FollowedList None = new([], []);
}

/// <summary>
/// Whose events this gateway follows: those of its own devices always, for those who hear them. For the feed it is the same devices, but in a cluster
/// those that a client wants, wherever they live: a node whose feed followed all of a fleet would have a copy of each device, and each change
/// would cross to each node.
/// </summary>
internal sealed class FollowedDevices(IEconet econet, OwnDevices own, EventFeed feed)
{
    /// <summary>The list, and again whenever it may have changed.</summary>
    public async IAsyncEnumerable<FollowedList> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!own.IsShared)
        {
            await foreach (var ids in own.ListAsync(cancellation))
            {
                yield return new FollowedList(ids, [.. ids.Select(id => new FollowedDevice(id, IsForFeed: true, IsForOthers: true))]);
            }

            yield break;
        }

        IReadOnlyList<string> all = [], mine = [];
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var hearing = Task.WhenAll(
            HearAsync(econet.DevicesAsync(end.Token), ids => all = ids),
            HearAsync(own.ListAsync(end.Token), ids => mine = ids),
            HearAsync(feed.Demand.ChangesAsync(end.Token), _ => { }));
        try
        {
            await foreach (var _ in news.Reader.ReadAllAsync(cancellation))
            {
                var here = mine.ToHashSet();
                yield return new FollowedList(
                    all,
                    [
                        .. all.Where(here.Contains).Select(id => new FollowedDevice(id, IsForFeed: false, IsForOthers: true)),
                        .. all.Where(feed.Demand.Wants).Select(id => new FollowedDevice(id, IsForFeed: true, IsForOthers: false)),
                    ]);
            }
        }
        finally
        {
            await end.CancelAsync();
            await hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task HearAsync<T>(IAsyncEnumerable<T> source, Action<T> take)
        {
            await foreach (var one in source)
            {
                take(one);
                news.Writer.TryWrite(true);
            }
        }
    }
}
