using Econet.Gm3;

namespace Econet.Actors.Parameters;

/// <summary>What is known of one parameter; every step gives a new state.</summary>
/// <param name="ReadAt">When the device last confirmed the value.</param>
/// <param name="ChangedAt">When a reading last differed from the one before.</param>
public sealed record ParameterState(
    ParameterDefinition Definition,
    Value Value = default,
    Quality Quality = Quality.Stale,
    Moment? ReadAt = null,
    Moment? ChangedAt = null,
    double? Min = null,
    double? Max = null)
{
    public static ParameterState Of(ParameterDefinition definition) =>
        new(definition, Min: Fixed(definition.Min), Max: Fixed(definition.Max));

    /// <summary>The device said this value. A reading older than the last one says nothing: messages may overtake each other.</summary>
    public ParameterState Read(Value reading, Moment at)
    {
        if (ReadAt is { } last && at.Ticks < last.Ticks)
        {
            return this;
        }

        var absent = reading.IsAbsent;
        var value = absent ? default : reading;
        return this with
        {
            Value = value,
            Quality = absent ? Quality.Absent : Quality.Good,
            ReadAt = at,
            ChangedAt = value == Value && ChangedAt is not null ? ChangedAt : at,
        };
    }

    /// <summary>Nobody confirmed the value for longer than its class allows.</summary>
    public ParameterState Expire() => this with { Quality = Quality.Stale };

    private static double? Fixed(Limit? limit) => limit is { HeldBy: null } known ? known.Number : null;
}
