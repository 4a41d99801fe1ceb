using System.Collections.Immutable;

namespace Econet.Actors.Parameters;

/// <summary>Everything that is known of a device at one moment; immutable.</summary>
/// <param name="Version">Grows with every change of the snapshot's content; unique within one run of the device.</param>
/// <param name="Alive">The device answered lately; an open port alone does not count.</param>
/// <param name="LastUpdate">When the device last answered with values.</param>
/// <param name="Parameters">By index, ascending.</param>
public sealed record DeviceSnapshot(
    string Device,
    long Version,
    DateTimeOffset Timestamp,
    bool Alive,
    DateTimeOffset? LastUpdate,
    ImmutableArray<ParameterValue> Parameters)
{
    /// <summary>What keeps the device from working as it should, the oldest first; empty when all is well.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];
}
