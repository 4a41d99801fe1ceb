using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What is known of one parameter; every step gives a new state.</summary>
/// <param name="ReadAt">When the device last confirmed the value.</param>
/// <param name="ChangedAt">When a reading last differed from the one before.</param>
/// <param name="MaxAge">How long the last reading may be taken for good.</param>
/// <param name="Candidate">A reading that awaits another one like it; none mostly.</param>
/// <param name="CandidateAt">When that one was read.</param>
public sealed record ParameterState(
    ParameterDefinition Definition,
    Value Value = default,
    Quality Quality = Quality.Stale,
    Moment? ReadAt = null,
    Moment? ChangedAt = null,
    double? Min = null,
    double? Max = null,
    TimeSpan MaxAge = default,
    Value Candidate = default,
    Moment CandidateAt = default)
{
    public static ParameterState Of(ParameterDefinition definition) =>
        new(definition, Min: Fixed(definition.Min), Max: Fixed(definition.Max));

    /// <summary>
    /// The device said this value. A reading older than the last one says nothing: messages may overtake each other. An implausible
    /// one is suspect until a second one bears it out, unless it is certain; until then the last good value stays. While the line is in doubt
    /// so does every value that a reading would change, but its quality stays too: nothing is wrong with it yet.
    /// </summary>
    /// <param name="inDoubt">The line may bring what nobody said.</param>
    /// <param name="certain">However implausible: it was set so.</param>
    public ParameterState Read(Value reading, Moment at, TimeSpan maxAge, bool inDoubt, TimeProvider time, bool certain = false)
    {
        if ((ReadAt is { } last && at.Ticks < last.Ticks) || (!Candidate.IsNone && at.Ticks < CandidateAt.Ticks))
        {
            return this;
        }

        if (!Candidate.IsNone
            && Plausibility.Agree(Definition.Unit, Candidate, reading, time.GetElapsedTime(CandidateAt.Ticks, at.Ticks)))
        {
            return Confirm(reading, at, maxAge);
        }

        var since = ReadAt is { } before ? time.GetElapsedTime(before.Ticks, at.Ticks) : TimeSpan.Zero;
        var known = Quality == Quality.Absent ? default : Value;
        var isPlausible = certain || Plausibility.IsPlausible(Definition, reading, known, since);
        if (!isPlausible || (inDoubt && !IsHeld(reading)))
        {
            return this with { Quality = isPlausible ? Quality : Quality.Suspect, Candidate = reading, CandidateAt = at };
        }

        return Confirm(reading, at, maxAge);
    }

    /// <summary>The device holds this value beyond doubt.</summary>
    public ParameterState Confirm(Value reading, Moment at, TimeSpan maxAge)
    {
        var absent = reading.SaysNone;
        var value = absent ? default : reading;
        return this with
        {
            Value = value,
            Quality = absent ? Quality.Absent : Quality.Good,
            ReadAt = at,
            ChangedAt = value == Value && ChangedAt is not null ? ChangedAt : at,
            MaxAge = maxAge,
            Candidate = default,
            CandidateAt = default,
        };
    }

    /// <summary>Nobody confirmed the value for longer than its class allows.</summary>
    public ParameterState Expire() => this with { Quality = Quality.Stale };

    /// <summary>What was known before a restart: stale until the device confirms it.</summary>
    /// <param name="value">None when the sensor was absent. One of another type belongs to something else, and is left.</param>
    public ParameterState Restore(Value value, Moment readAt, Moment changedAt) =>
        ReadAt is not null || (!value.IsNone && value.Type != Definition.Type)
            ? this
            : this with { Value = value, Quality = Quality.Stale, ReadAt = readAt, ChangedAt = changedAt };

    private bool IsHeld(Value reading) => reading.SaysNone ? ReadAt is not null && Value.IsNone : reading == Value;

    private static double? Fixed(Limit? limit) => (limit as Limit.Fixed)?.Number;
}
