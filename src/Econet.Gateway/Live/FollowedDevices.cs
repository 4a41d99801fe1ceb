using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Gateway.Clustering;

namespace Econet.Gateway.Live;

/// <param name="IsOwn">It is this gateway's own; else it lives on another node.</param>
internal readonly record struct FollowedDevice(string Id, bool IsOwn);

/// <param name="All">The ids of all devices.</param>
/// <param name="Followed">Those of them that this gateway follows.</param>
internal sealed record FollowedList(IReadOnlyList<string> All, IReadOnlyList<FollowedDevice> Followed)
{
    public static readonly FollowedList None = new([], []);
}

/// <summary>
/// Whose events this gateway follows: those of its own devices always, and those of devices on other nodes of a cluster while a client of the feed
/// wants them. A node that followed all of a fleet would have a copy of each device, and each change would cross to each node.
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
                yield return new FollowedList(ids, [.. ids.Select(id => new FollowedDevice(id, IsOwn: true))]);
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
                    all, [.. all.Where(id => here.Contains(id) || feed.Demand.Wants(id)).Select(id => new FollowedDevice(id, here.Contains(id)))]);
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
