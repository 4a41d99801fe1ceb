using System.Runtime.CompilerServices;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>
/// Brings the events of the devices that are followed into the feed, those of this gateway's own also to the others who hear them, and the feed's
/// heartbeat.
/// </summary>
internal sealed class FeedSource(
    IEconet econet, EventFeed feed, FollowedDevices followed, IEnumerable<IDeviceEvents> others, TimeProvider time, ILogger<FeedSource> log) : BackgroundService
{
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Before a device is asked again for its events.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What that pause grows to while the device has no events to tell.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>While events come without a pause, clients get this many at once.</summary>
    private const int Burst = 64;

    private readonly IDeviceEvents[] _others = [.. others];
    private FollowedList _list = FollowedList.None;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(BeatAsync(stoppingToken), EachDevice.RunAsync(ListAsync(stoppingToken), FollowAsync, End, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task BeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(HeartbeatInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            feed.Beat();
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<FollowedDevice>> ListAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        await foreach (var list in followed.ListAsync(stopping))
        {
            // Of those that the feed follows it is told when nothing more can come of them.
            foreach (var removed in _list.All.Except(list.All).Except(_list.Followed.Where(device => device.IsForFeed).Select(device => device.Id)))
            {
                feed.Remove(removed);
            }

            _list = list;
            feed.Wake();
            yield return list.Followed;
        }
    }

    private void End(FollowedDevice former)
    {
        if (former.IsForOthers)
        {
            Array.ForEach(_others, other => other.Gone(former.Id));
        }

        if (former.IsForFeed && _list.All.Contains(former.Id))
        {
            feed.LetGo(former.Id);
        }
        else if (former.IsForFeed)
        {
            feed.Remove(former.Id);
        }

        feed.Wake();
    }

    /// <summary>Whenever the events break off, they start again with a snapshot: nothing is missed unnoticed.</summary>
    private async Task FollowAsync(FollowedDevice one, CancellationToken stopping)
    {
        var device = one.Id;
        var hasBegun = false;
        for (var pause = Pause; ; )
        {
            try
            {
                await WatchAsync(one, () => hasBegun = true, stopping);
                FeedLog.Ended(log, device);
                pause = Pause;
            }
            catch (EconetException broken) when (hasBegun)
            {
                FeedLog.Broken(log, device, broken.Message);
            }
            catch (EconetException notYet)
            {
                // On a small machine a device takes longer to start than one waits for its first event.
                FeedLog.NotBegun(log, device, notYet.Message);
            }

            await Task.Delay(pause, time, stopping);
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    private async Task WatchAsync(FollowedDevice one, Action began, CancellationToken stopping)
    {
        var device = econet.Device(one.Id);
        var hearers = one.IsForOthers ? _others : [];
        await using var events = device.CheckedEventsAsync(time, stopping).GetAsyncEnumerator(stopping);
        for (var pending = 0; ; pending++)
        {
            var next = events.MoveNextAsync();
            if (pending >= Burst || !next.IsCompleted)
            {
                feed.Wake();
                pending = 0;
            }

            if (!await next)
            {
                return;
            }

            began();
            if (one.IsForFeed)
            {
                feed.Publish(events.Current);
            }

            foreach (var other in hearers)
            {
                other.Take(device, events.Current);
            }
        }
    }
}

internal static partial class FeedLog
{
    [LoggerMessage(LogLevel.Debug, "The events of {Device} ended; they start again with a snapshot")]
    public static partial void Ended(ILogger logger, string device);

    [LoggerMessage(LogLevel.Debug, "{Device} sends no events yet: {Reason}")]
    public static partial void NotBegun(ILogger logger, string device, string reason);

    [LoggerMessage(LogLevel.Warning, "The events of {Device} were interrupted; they start again with a snapshot: {Reason}")]
    public static partial void Broken(ILogger logger, string device, string reason);

    [LoggerMessage(LogLevel.Information, "The event client at {Address} was too slow and is disconnected")]
    public static partial void TooSlow(ILogger logger, string address);
}
