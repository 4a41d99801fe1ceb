using Econet.Values;

namespace Econet.Actors.Messages;

/// <summary>A parameter as it is known now.</summary>
/// <param name="Key">What clients call it: its name, or <c>name@index</c>, or <c>@index</c>.</param>
/// <param name="Value">None when it was never read, and when the sensor is absent.</param>
/// <param name="Min">The lowest value that may be written, as the parameters that limit it stand now; null without one.</param>
/// <param name="Max">The highest value that may be written; null without one.</param>
/// <param name="ReadAt">When the device last confirmed the value; null when it never did.</param>
/// <param name="ChangedAt">When a reading last differed from the one before.</param>
public sealed record ParameterValue(
    ParameterDefinition Definition,
    string Key,
    Value Value,
    Quality Quality,
    double? Min,
    double? Max,
    DateTimeOffset? ReadAt,
    DateTimeOffset? ChangedAt) : IDeviceReply
{
    public int Index => Definition.Index;

    public string Name => Definition.Name;

    public Unit Unit => Definition.Unit;

    public ParameterType Type => Definition.Type;

    public bool Writable => Definition.Writable;
}
