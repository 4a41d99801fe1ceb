using Econet.Actors;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Live;

namespace Econet.Gateway.Mqtt;

/// <summary>Follows one device for as long as the gateway runs, whether the device answers or not.</summary>
/// <param name="announcements">Null when the device is not announced.</param>
/// <param name="derived">Null when only parameters are published.</param>
/// <param name="performance">How the device has done lately, as JSON; null when nothing tells.</param>
internal sealed class DeviceFeed(
    IDevice device, DeviceTopics deviceTopics, AlarmTopics alarms, Announcements? announcements, IDerivedParameters? derived, Func<string?> performance,
    TimeSpan refresh, TimeProvider time, ILogger logger)
{
    /// <summary>How often summaries are published, and changes are looked for that no event reports: those of a parameter's limits.</summary>
    public static readonly TimeSpan SummaryInterval = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After so many looks at a device that changes all the time it is announced as it is.</summary>
    public const int MostUnrest = 12;

    /// <summary>How often the quality of the bus is read: it changes all the time and matters little.</summary>
    public static readonly TimeSpan StatusInterval = TimeSpan.FromMinutes(1);

    /// <summary>How often energy and COP are reckoned, which reads the history of a month.</summary>
    public static readonly TimeSpan PerformanceInterval = TimeSpan.FromMinutes(5);

    /// <summary>The same while nothing is recorded yet.</summary>
    public static readonly TimeSpan PerformancePatience = TimeSpan.FromSeconds(30);

    private readonly BusQuality _bus = new(time);
    private long? _askedAt;
    private long? _reckonedAt;
    private bool _isReckoned;
    private bool _isFollowed;
    private bool _knowsAlarms;
    private DeviceSnapshot? _seen;
    private int _unrest;
    private DeviceSnapshot? _announced;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(FollowAsync(stop), SummarizeAsync(stop));

    private async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await foreach (var happened in device.CheckedEventsAsync(time, stop))
                {
                    _isFollowed = true;
                    // What came into the alarm log meanwhile no event tells again.
                    _knowsAlarms &= happened is not SnapshotTaken;
                    deviceTopics.Take(happened);
                    if (happened is AlarmChanged)
                    {
                        await ReadAlarmsAsync(stop);
                    }
                    else if (happened is SnapshotTaken)
                    {
                        deviceTopics.Take(await device.WritesAsync(cancellation: stop));
                        deviceTopics.Take(derived?.States(await device.SnapshotAsync(stop)) ?? []);
                    }
                    else if (happened is ParameterChanged changed && derived?.DependsOn(changed.Key) == true)
                    {
                        deviceTopics.Take(derived?.States(await device.SnapshotAsync(stop)) ?? []);
                    }
                }
            }
            catch (Exception failed) when (!stop.IsCancellationRequested)
            {
                MqttLog.NotFollowed(logger, device.Id, FailureReason.Of(failed));
            }

            // The device's parameters restart, it could not be started, or this was too slow.
            _isFollowed = false;
            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task SummarizeAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(SummaryInterval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (!_knowsAlarms)
            {
                await ReadAlarmsAsync(stop);
            }

            deviceTopics.Flush();
            if (refresh > TimeSpan.Zero)
            {
                deviceTopics.Refresh(refresh, announcements is null ? null : announcements.Awaits);
            }

            if (!_isFollowed || _askedAt is not { } asked || time.GetElapsedTime(asked) >= StatusInterval)
            {
                await AskStatusAsync(stop);
            }

            deviceTopics.Summarize(time.GetUtcNow());
            await ReadThermostatAsync(stop);
            await LookAsync(stop);
            if (_reckonedAt is not { } reckoned || time.GetElapsedTime(reckoned) >= (_isReckoned ? PerformanceInterval : PerformancePatience))
            {
                await ReckonAsync();
            }
        }
    }

    private async Task AskStatusAsync(CancellationToken stop)
    {
        try
        {
            var status = await device.StatusAsync(stop);
            _askedAt = time.GetTimestamp();
            deviceTopics.TakeBus(_bus.Take(status));
            if (!_isFollowed)
            {
                // A device that could not be started tells no events, and says why anyway.
                deviceTopics.TakeHealth(status.Alive, status.Problems);
            }
        }
        catch (Exception failed) when (!stop.IsCancellationRequested)
        {
            MqttLog.NotFollowed(logger, device.Id, FailureReason.Of(failed));
        }
    }

    private async Task ReckonAsync()
    {
        _reckonedAt = time.GetTimestamp();
        if (await Task.Run(performance) is { } figures)
        {
            _isReckoned = true;
            deviceTopics.TakePerformance(figures);
        }
    }

    private async Task ReadAlarmsAsync(CancellationToken stop)
    {
        try
        {
            var log = await device.AlarmsAsync(stop);
            // Not read yet: with the next summary.
            _knowsAlarms = log.ReadAt is not null;
            if (_knowsAlarms)
            {
                alarms.Take(log.Entries);
            }
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // The device does not answer: with the next summary, too.
            _knowsAlarms = false;
        }
    }

    private async Task ReadThermostatAsync(CancellationToken stop)
    {
        try
        {
            deviceTopics.Take(await device.Thermostat.StatusAsync(stop));
            announcements?.AnnounceThermostat(device.Id, exists: true);
        }
        catch (EconetException none)
        {
            // A device that could not be started answers nothing, which says nothing of its thermostat.
            if (_isFollowed && none.Error is (EconetError.NotFound or EconetError.Unavailable))
            {
                announcements?.AnnounceThermostat(device.Id, exists: false);
            }
        }
    }

    /// <summary>Looks for changes that no event reports.</summary>
    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            var now = await device.SnapshotAsync(stop);
            deviceTopics.Take(WeeklySchedule.Find(now.Parameters));
            if (announcements is not null)
            {
                Announce(announcements, now);
            }
        }
        catch (Exception failed) when (!stop.IsCancellationRequested)
        {
            MqttLog.NotFollowed(logger, device.Id, FailureReason.Of(failed));
        }
    }

    /// <summary>
    /// Announces what has changed once it changes no more: while a device gets to be known its limits come one by one, and an announcement is
    /// large.
    /// </summary>
    private void Announce(Announcements to, DeviceSnapshot now)
    {
        if (now.Parameters.Length > 0 && (_announced is null || to.IsDue(device.Id) || to.Differ(now, _announced))
            && _seen is not null && (!to.Differ(now, _seen) || ++_unrest >= MostUnrest) && to.Announce(now))
        {
            _announced = now;
            _unrest = 0;
        }

        _seen = now;
    }
}
