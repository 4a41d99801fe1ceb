using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>An alarm was raised, or has ended (<see cref="Alarm.To"/>), since the device's log was last read.</summary>
public sealed record AlarmChanged(string Device, Alarm Alarm) : DeviceEvent(Device)
{
    /// <summary>What is new in <paramref name="now"/>, oldest first. Alarms are told apart by code and beginning.</summary>
    internal static IEnumerable<AlarmChanged> Between(string device, IReadOnlyCollection<Alarm> before, IEnumerable<Alarm> now) => now
        .Where(alarm => !before.Any(b => b.Code == alarm.Code && b.From == alarm.From && b.To == alarm.To))
        .Reverse()
        .Select(alarm => new AlarmChanged(device, alarm));
}
