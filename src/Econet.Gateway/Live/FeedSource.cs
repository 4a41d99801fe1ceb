using Econet.Actors.Devices;
using Econet.Actors.Parameters;

namespace Econet.Gateway.Live;

/// <summary>Brings the events of all devices into the feed, and its heartbeat.</summary>
internal sealed class FeedSource(IEconet econet, EventFeed feed, TimeProvider time, ILogger<FeedSource> log) : BackgroundService
{
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Before a device is asked again for its events.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A device tells its first event at once; one that did not hear the question never does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>While events come without a pause, clients are told of so many at once.</summary>
    private const int Burst = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([BeatAsync(stoppingToken), .. econet.Devices.Select(id => FollowAsync(id, stoppingToken))]);
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

    /// <summary>Whenever the events break off, they begin anew with a snapshot: nothing is missed unnoticed.</summary>
    private async Task FollowAsync(string device, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await WatchAsync(device, stopping);
                FeedLog.Ended(log, device);
            }
            catch (EconetException broken)
            {
                FeedLog.Broken(log, device, broken.Message);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                FeedLog.Silent(log, device, Patience.TotalSeconds);
            }

            await Task.Delay(Pause, time, stopping);
        }
    }

    private async Task WatchAsync(string device, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        await using var events = econet.Device(device).EventsAsync(either.Token).GetAsyncEnumerator(either.Token);
        long? last = null;
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

            var happened = events.Current;
            if (last is { } before && happened.Sequence != before + 1)
            {
                throw new EconetException($"Event {happened.Sequence} follows on {before}");
            }

            last = happened.Sequence;
            feed.Publish(happened);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}

internal static partial class FeedLog
{
    [LoggerMessage(LogLevel.Debug, "The events of {Device} have ended; they begin anew with a snapshot")]
    public static partial void Ended(ILogger logger, string device);

    [LoggerMessage(LogLevel.Warning, "The events of {Device} broke off, and begin anew with a snapshot: {Reason}")]
    public static partial void Broken(ILogger logger, string device, string reason);

    [LoggerMessage(LogLevel.Warning, "{Device} tells no events after {Seconds} s; it is asked again")]
    public static partial void Silent(ILogger logger, string device, double seconds);

    [LoggerMessage(LogLevel.Information, "A client of the events at {Address} was too slow, and is cut off")]
    public static partial void TooSlow(ILogger logger, string address);
}
