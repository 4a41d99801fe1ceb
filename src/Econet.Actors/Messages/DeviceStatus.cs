using System.Collections.Immutable;

namespace Econet.Actors.Messages;

/// <summary>How a device and its bus are doing; each section holds the counters and states of one part.</summary>
/// <param name="State">One word: <c>connecting</c>, <c>claiming</c>, <c>discovering</c>, <c>running</c> ….</param>
/// <param name="Sections">Names and values, as they appear under <c>/api/status</c>: names in snake_case, values numbers, texts, bools or null.</param>
public sealed record DeviceStatus(
    string Device,
    string Kind,
    string State,
    bool Alive,
    DateTimeOffset? LastUpdate,
    int ParametersCount,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections) : IDeviceReply
{
    /// <summary>What keeps the device from working as it should, the oldest first; empty when all is well.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];
}
