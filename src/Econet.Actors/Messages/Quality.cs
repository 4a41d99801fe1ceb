namespace Econet.Actors.Messages;

/// <summary>How far a value can be trusted.</summary>
public enum Quality
{
    /// <summary>Confirmed by the device within the time its poll class allows.</summary>
    Good,

    /// <summary>Not confirmed for longer than that, or never.</summary>
    Stale,

    /// <summary>The latest reading was implausible and awaits a second one; the value is the last good one.</summary>
    Suspect,

    /// <summary>The device says that the sensor is missing; there is no value.</summary>
    Absent,
}
