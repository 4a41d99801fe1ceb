using System.Collections.Immutable;

namespace Econet.Actors.Messages;

/// <summary>
/// How a device and its bus are doing; each section holds the counters and states of one part. Those that are known here have a property, which is null
/// where the device's kind has no such part.
/// </summary>
/// <param name="State">One word: <c>connecting</c>, <c>claiming</c>, <c>discovering</c>, <c>running</c> ….</param>
/// <param name="Sections">All of them by name, also those of later versions. Names and values, as they appear under <c>/api/status</c>: names in snake_case, values numbers, texts, bools or null.</param>
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

    public BusSection? Bus => Find("bus") is { } fields ? BusSection.Of(fields) : null;

    public TokenSection? Token => Find("token") is { } fields ? TokenSection.Of(fields) : null;

    public BreakerSection? Breaker => Find("breaker") is { } fields ? BreakerSection.Of(fields) : null;

    /// <summary>The traffic of a GM3 device.</summary>
    public TrafficSection? Traffic => Find("traffic") is { } fields && Server is null ? TrafficSection.Of(fields) : null;

    /// <summary>The traffic of a NEA SMART device.</summary>
    public ModbusTrafficSection? ModbusTraffic => Find("traffic") is { } fields && Server is not null ? ModbusTrafficSection.Of(fields) : null;

    public ServerSection? Server => Find("server") is { } fields ? ServerSection.Of(fields) : null;

    public RegistersSection? Registers => Find("registers") is { } fields ? RegistersSection.Of(fields) : null;

    public ValuesSection? Values => Find("values") is { } fields ? ValuesSection.Of(fields) : null;

    public WritesSection? Writes => Find("writes") is { } fields ? WritesSection.Of(fields, Find("queues")) : null;

    public StorageSection? Storage => Find("storage") is { } fields ? StorageSection.Of(fields) : null;

    /// <summary>Value answers of a GM3 device that were not taken, by reason.</summary>
    public IReadOnlyDictionary<string, long>? RefusedAnswers =>
        Sections.GetValueOrDefault("refused_answers") is { } reasons && Find("refused_answers") is { } fields
            ? reasons.Keys.ToImmutableSortedDictionary(reason => reason, reason => fields.Count(reason))
            : null;

    private StatusFields? Find(string section) => Sections.TryGetValue(section, out var fields) ? new StatusFields(fields) : null;
}
