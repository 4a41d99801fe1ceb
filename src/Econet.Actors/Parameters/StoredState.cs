using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>A parameter's last value.</summary>
/// <param name="Value">None when the sensor was absent.</param>
internal sealed record StoredValue(int Index, Value Value, DateTimeOffset ReadAt, DateTimeOffset ChangedAt);

/// <summary>What is kept of a device.</summary>
/// <param name="Documents">What its driver encoded, by name.</param>
/// <param name="Values">By growing index.</param>
/// <param name="Writes">By growing id: those under way, and those of the last day, 1,000 at most.</param>
internal sealed record StoredState(
    ImmutableDictionary<string, byte[]> Documents, ImmutableArray<StoredValue> Values, ImmutableArray<WriteJob> Writes);

/// <summary>Where a device's state is kept.</summary>
/// <param name="OnDisk">False while it is in memory only.</param>
/// <param name="Problem">For people: what keeps it off the disk; null when nothing does, and when no disk is wanted.</param>
/// <param name="SetAside">The damaged file that was last set aside, and replaced by a new one, since the start; null without one.</param>
internal sealed record StoreHealth(bool OnDisk, string? Problem = null, string? SetAside = null) : IPartStatus
{
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections =>
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty.Add("storage", ImmutableSortedDictionary<string, object?>.Empty
            .Add("on_disk", OnDisk)
            .Add("problem", Problem)
            .Add("set_aside", SetAside));

    public void Report(ILoggingAdapter log, string device)
    {
        if (SetAside is { } damaged)
        {
            log.Warning("{Device}: a damaged state file was set aside as {File}", device, damaged);
        }

        if (OnDisk)
        {
            log.Info("{Device}: state is kept on disk", device);
        }
    }
}
