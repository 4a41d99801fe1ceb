using System.Collections.Immutable;
using Econet.Values;

namespace Econet.Actors.Messages;

/// <summary>Something that happened to a device.</summary>
public abstract record DeviceEvent(string Device)
{
    /// <summary>Grows by one with each event of the device, within one run of it.</summary>
    public long Sequence { get; init; }
}

/// <summary>
/// Everything that is known: the first event for whoever begins to watch, and sent again when the device comes to have other parameters.
/// All events that follow are newer than it.
/// </summary>
public sealed record SnapshotTaken(string Device, DeviceSnapshot Snapshot) : DeviceEvent(Device);

/// <summary>A value or its quality changed.</summary>
public sealed record ParameterChanged(
    string Device, string Key, int Index, Value Value, Value OldValue, Quality Quality, DateTimeOffset? ReadAt, DateTimeOffset? ChangedAt)
    : DeviceEvent(Device);

/// <summary>A write was accepted, came further, or ended.</summary>
public sealed record WriteChanged(string Device, WriteJob Job) : DeviceEvent(Device);

/// <summary>The device came to answer or to be silent, or there are other problems than before.</summary>
/// <param name="Problems">What keeps it from working as it should, the oldest first; empty when all is well.</param>
public sealed record HealthChanged(string Device, bool Alive, ImmutableArray<Problem> Problems) : DeviceEvent(Device);

/// <summary>The last that a watcher hears: nothing follows, because the device's parameters restart, or the device is gone or failed.</summary>
/// <param name="Reason">For people.</param>
public sealed record WatchEnded(string Device, string Reason) : DeviceEvent(Device);
