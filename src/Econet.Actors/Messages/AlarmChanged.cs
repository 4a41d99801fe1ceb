namespace Econet.Actors.Messages;

/// <summary>An alarm was raised, or has ended (<see cref="Alarm.IsActive"/>), since the device's log was last read.</summary>
public sealed record AlarmChanged(string Device, Alarm Alarm) : DeviceEvent(Device)
{
    /// <summary>What is new in <paramref name="now"/>, oldest first. Alarms are the same wherever they stand in the log.</summary>
    internal static IEnumerable<AlarmChanged> Between(string device, IReadOnlyCollection<Alarm> before, IEnumerable<Alarm> now) => now
        .Where(alarm => !before.Any(b => b with { Index = alarm.Index } == alarm))
        .Reverse()
        .Select(alarm => new AlarmChanged(device, alarm));
}
