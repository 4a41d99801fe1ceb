using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What is known of one parameter; every step gives a new state.</summary>
/// <param name="ReadAt">When the device last confirmed the value.</param>
/// <param name="ChangedAt">When a reading last differed from the one before.</param>
/// <param name="MaxAge">How long the last reading may be taken for good.</param>
/// <param name="Candidate">A reading that awaits another one like it; none mostly.</param>
/// <param name="CandidateAt">When it was read first.</param>
/// <param name="SaidAt">When the device last said anything of it, believed or not.</param>
internal sealed record ParameterState(
    ParameterDefinition Definition,
    Value Value = default,
    Quality Quality = Quality.Stale,
    Moment? ReadAt = null,
    Moment? ChangedAt = null,
    double? Min = null,
    double? Max = null,
    TimeSpan MaxAge = default,
    Value Candidate = default,
    Moment CandidateAt = default,
    Moment? SaidAt = null)
{
    /// <summary>What the parameter means, and with that what it can hold.</summary>
    public required Meaning Meaning { get; init; }

    /// <summary>False while a parameter that holds one of its limits was not read.</summary>
    public bool AreLimitsKnown { get; init; } = Definition is { Min: not Limit.HeldBy, Max: not Limit.HeldBy };

    /// <summary>How many readings were not believed.</summary>
    public int Doubted { get; init; }

    /// <summary>From when on it is overdue: a device that says what can't be is there anyway.</summary>
    public Moment? LastWord => Quality == Quality.Suspect ? SaidAt : ReadAt;

    /// <param name="meaning">Null: what its unit tells.</param>
    public static ParameterState Of(ParameterDefinition definition, Meaning? meaning = null) =>
        new(definition, Min: Fixed(definition.Min), Max: Fixed(definition.Max))
        {
            Meaning = meaning ?? definition.MeaningIn(Vocabularies.Units),
        };

    /// <summary>
    /// The device said this value. A reading older than the last one says nothing: messages may overtake each other. An impossible one is
    /// never believed, nor is none at all, which stands for what the parameter's type can't hold. An implausible one is suspect until a second one bears it out, unless it is certain; until then the last good value
    /// stays. While the line is in doubt so does every value that a reading would change, but its quality stays too: nothing is wrong with it yet.
    /// </summary>
    /// <param name="inDoubt">The line may bring what nobody said.</param>
    /// <param name="certain">However implausible: it was set so.</param>
    public ParameterState Read(Value reading, Moment at, TimeSpan maxAge, bool inDoubt, TimeProvider time, bool certain = false)
    {
        if ((ReadAt is { } last && at.Ticks < last.Ticks) || (SaidAt is { } said && at.Ticks < said.Ticks))
        {
            return this;
        }

        var isImpossible = IsImpossible(reading);
        if (isImpossible && !Value.IsNone)
        {
            return Doubt(reading, at, maxAge, Quality.Suspect);
        }

        var since = ReadAt is { } before ? time.GetElapsedTime(before.Ticks, at.Ticks) : TimeSpan.Zero;
        var isPlausible = certain || isImpossible || Plausibility.IsPlausible(Meaning, reading, Value, since);
        if (isPlausible && (!inDoubt || IsHeld(reading)))
        {
            return Confirm(reading, at, maxAge);
        }

        var between = Candidate.IsNone ? TimeSpan.Zero : time.GetElapsedTime(CandidateAt.Ticks, at.Ticks);
        var isBorneOut = !Candidate.IsNone && (Plausibility.Agree(Meaning, Candidate, reading, between) || (isImpossible && IsImpossible(Candidate)));
        if (!isBorneOut)
        {
            return Doubt(reading, at, maxAge, isPlausible ? Quality : Quality.Suspect);
        }

        return isPlausible || !Meaning.Counter || between >= Plausibility.CounterPatience ? Confirm(reading, at, maxAge) : this with { Quality = Quality.Suspect, SaidAt = at };
    }

    /// <summary>
    /// Whether a reading says nothing but that all is as it was, so that <see cref="Read"/> would change nothing but the times.
    /// </summary>
    /// <param name="last">When the device said something of it last.</param>
    public bool IsConfirmedBy(Value reading, Moment at, Moment? last, TimeSpan maxAge) =>
        Quality == Quality.Good && Candidate.IsNone && reading.Type == Value.Type && reading == Value && maxAge == MaxAge
        && last is { } before && before.Ticks <= at.Ticks && !IsImpossible(reading);

    /// <summary>As it is when the device has confirmed it.</summary>
    public ParameterState ConfirmedAt(Moment at) => this with { ReadAt = at, SaidAt = at };

    /// <summary>The device holds this value beyond doubt; one that can't be is none, and the last good one stays.</summary>
    public ParameterState Confirm(Value reading, Moment at, TimeSpan maxAge)
    {
        var isImpossible = IsImpossible(reading);
        if (isImpossible && !Value.IsNone)
        {
            return Doubt(reading, at, maxAge, Quality.Suspect);
        }

        var absent = isImpossible || reading.SaysNone;
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
            SaidAt = at,
        };
    }

    /// <summary>
    /// Whether the device is to be asked again at once for what it has just said: a reading that another one may bear out, or the first one that
    /// can't be. A device that goes on saying that is not asked more often than any other.
    /// </summary>
    public bool WantsSecondReading(ParameterState before) =>
        Quality == Quality.Suspect && SaidAt != before.SaidAt
        && (before.Quality != Quality.Suspect || (CandidateAt != before.CandidateAt && !IsImpossible(Candidate)));

    /// <summary>Nobody confirmed the value for longer than its class allows.</summary>
    public bool IsOverdue(TimeProvider time) => LastWord is { } lastWord && IsOverdue(time.Since(lastWord));

    /// <param name="silence">How long ago the <see cref="LastWord"/> was.</param>
    public bool IsOverdue(TimeSpan silence) => Quality != Quality.Stale && silence > MaxAge;

    /// <summary>A counter's new beginning has waited long enough: the device is to be asked whether it still says the same.</summary>
    public bool IsDueAgain(TimeProvider time) =>
        !Candidate.IsNone && Meaning.Counter && SaidAt is { } said && time.Since(CandidateAt) >= Plausibility.CounterPatience
        && time.GetElapsedTime(CandidateAt.Ticks, said.Ticks) < Plausibility.CounterPatience;

    /// <summary>It is overdue.</summary>
    public ParameterState Expire() => this with { Quality = Quality.Stale };

    /// <summary>What was known before a restart: stale until the device confirms it.</summary>
    /// <param name="value">None when the sensor was absent. One of another type belongs to something else, and is left; so is one that can't be.</param>
    public ParameterState Restore(Value value, Moment readAt, Moment changedAt) =>
        ReadAt is not null || (!value.IsNone && value.Type != Definition.Type) || Meaning.IsImpossible(value)
            ? this
            : this with { Value = value, Quality = Quality.Stale, ReadAt = readAt, ChangedAt = changedAt };

    private ParameterState Doubt(Value reading, Moment at, TimeSpan maxAge, Quality quality) => this with
    {
        Quality = quality,
        MaxAge = maxAge,
        Candidate = reading,
        CandidateAt = at,
        SaidAt = at,
        Doubted = Doubted + (quality == Quality.Suspect && !reading.IsNone && reading != Candidate ? 1 : 0),
    };

    /// <summary>No value at all is what a device said that its parameter's type can't hold.</summary>
    private bool IsImpossible(Value reading) => reading.IsNone || Meaning.IsImpossible(reading);

    private bool IsHeld(Value reading) =>
        reading.SaysNone || IsImpossible(reading) ? ReadAt is not null && Value.IsNone : reading == Value;

    private static double? Fixed(Limit? limit) => (limit as Limit.Fixed)?.Number;
}
