using Econet.Actors;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Live;

namespace Econet.Gateway.Mqtt;

/// <summary>Follows one device for as long as the gateway runs, whatever becomes of the device.</summary>
/// <param name="announcements">Null when the device is not announced.</param>
/// <param name="derived">Null when only parameters are told.</param>
internal sealed class DeviceFeed(
    IDevice device, DeviceTopics deviceTopics, Announcements? announcements, IDerivedParameters? derived, SeenAlarms seen, TimeSpan refresh,
    TimeProvider time, ILogger logger)
{
    /// <summary>How often summaries are told, and it is looked for what no event tells: other limits of a parameter.</summary>
    public static readonly TimeSpan SummaryInterval = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After so many looks at a device that changes all the time it is announced as it is.</summary>
    public const int MostUnrest = 12;

    private bool _knowsAlarms;
    private DeviceSnapshot? _seen;
    private int _unrest;
    private DeviceSnapshot? _announced;
    private bool _hasThermostat;
    private bool _announcedThermostat;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(FollowAsync(stop), SummarizeAsync(stop));

    private async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await foreach (var happened in device.CheckedEventsAsync(time, stop))
                {
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

            // The device's parameters start anew, or this was too slow.
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

            deviceTopics.Summarize(time.GetUtcNow());
            await LookAsync(stop);
        }
    }

    /// <summary>Looks for what no event tells.</summary>
    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await ReadThermostatAsync(stop);
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

    private async Task ReadThermostatAsync(CancellationToken stop)
    {
        try
        {
            deviceTopics.Take(await device.Thermostat.StatusAsync(stop));
            _hasThermostat = true;
        }
        catch (EconetException)
        {
            // There is none, or it does not answer now.
        }
    }

    private async Task ReadAlarmsAsync(CancellationToken stop)
    {
        try
        {
            var alarms = await device.AlarmsAsync(stop);
            deviceTopics.Take(alarms, seen.Unseen(device.Id, alarms));
            _knowsAlarms = true;
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // Not read yet: with the next summary.
            _knowsAlarms = false;
        }
    }

    /// <summary>
    /// Announces what has changed once it changes no more: while a device gets to be known its limits come one by one, and an announcement is
    /// large.
    /// </summary>
    private void Announce(Announcements to, DeviceSnapshot now)
    {
        var differs = _announced is null || _announcedThermostat != _hasThermostat || to.IsDue(device.Id) || to.Differ(now, _announced);
        if (now.Parameters.Length > 0 && differs && _seen is not null && (!to.Differ(now, _seen) || ++_unrest >= MostUnrest)
            && to.Announce(now, _hasThermostat))
        {
            (_announced, _announcedThermostat) = (now, _hasThermostat);
            _unrest = 0;
        }

        _seen = now;
    }
}
