using Econet.Simulation.Gm3.Faults;

namespace Econet.Bench.Soak;

/// <summary>What a soak is like.</summary>
internal sealed record SoakOptions
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    public int Seed { get; init; } = 1;

    public double BitErrorRate { get; init; } = 5e-4;

    public double LostAnswers { get; init; } = 0.05;

    /// <summary>True: on the real clock, as fast as time goes; false: in virtual time.</summary>
    public bool Real { get; init; }

    /// <summary>A seeded mixture of everything that can go wrong, besides bit errors and lost answers.</summary>
    public bool RandomFaults { get; init; }

    /// <summary>Faults from the first moment, and not only once all structures are known.</summary>
    public bool FromStart { get; init; }

    /// <summary>
    /// The silence after which the panel takes a lost token back; null: never. Longer than one who holds it waits for an answer.
    /// </summary>
    public TimeSpan? TokenSilence { get; init; } = TimeSpan.FromSeconds(3);

    public bool PollingModule { get; init; } = true;

    /// <summary>The panel answers GET_SETTINGS; real ones seem to keep silent.</summary>
    public bool AnsweringPanel { get; init; }

    /// <summary>Longest that an answer is delayed.</summary>
    public TimeSpan LongestDelay => RandomFaults ? FaultMixture.Late : TimeSpan.Zero;

    public FaultPlan Plan()
    {
        var plan = new FaultPlan(Seed);
        plan = BitErrorRate > 0 ? plan.BitErrors(BitErrorRate) : plan;
        plan = LostAnswers > 0 ? plan.LoseAnswers(LostAnswers) : plan;
        return RandomFaults ? plan.And(FaultMixture.Of(Seed, Duration)) : plan;
    }
}
