using Econet.Simulation.Gm3.Faults;

namespace Econet.Bench.Soak;

/// <summary>Everything that can go wrong, in random order, for random times.</summary>
internal static class FaultMixture
{
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2.5);

    private const int Kinds = 17;

    public static FaultPlan Of(int seed, TimeSpan duration)
    {
        var random = new Random(seed);
        var plan = new FaultPlan(seed);
        TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));

        // The last minute is quiet, to see whether all comes back.
        for (var at = Seconds(2, 20); at < duration - TimeSpan.FromMinutes(1.5); at += Seconds(5, 45))
        {
            var length = Seconds(1, random.Next(4) == 0 ? 30 : 8);
            plan = random.Next(Kinds) switch
            {
                0 => plan.Unplug().From(at).For(length),
                1 => plan.HangWrites().From(at).For(length),
                2 => plan.DeadPort().From(at).For(length),
                3 => plan.MuteController().From(at).For(length),
                4 => plan.GrantNoTokens().From(at).For(length),
                5 => plan.GrantTwice(0.5).From(at).For(length),
                6 => plan.ForgetPeripherals().From(at).For(length),
                7 => plan.GiveAddressAway().From(at).For(length),
                8 => plan.RefuseWrites(probability: 0.5).From(at).For(length),
                9 => plan.Noise(TimeSpan.FromMilliseconds(random.Next(20, 500)), random.Next(4, 300)).From(at).For(length),
                10 => plan.MimicAnswers(0.5).From(at).For(length),
                11 => plan.DoubleAnswers(0.3).From(at).For(length),
                12 => plan.TruncateAnswers(0.2).From(at).For(length),
                13 => plan.DelayAnswers(random.Next(2) == 0 ? Late : Seconds(0, 0.3), 0.1).From(at).For(length),
                14 => plan.Echo().From(at).For(length),
                15 => plan.LoseGrants(0.3).From(at).For(length).LoseReturns(0.3).From(at).For(length),
                _ => Exchange(plan, at, at + length + TimeSpan.FromSeconds(40)),
            };
            at += length;
        }

        return plan;
    }

    /// <summary>Another controller is put in place while the cable is out, and later the first one again.</summary>
    private static FaultPlan Exchange(FaultPlan plan, TimeSpan from, TimeSpan until)
    {
        var second = TimeSpan.FromSeconds(1);
        return plan
            .Unplug().From(from).For(2 * second)
            .ChangeController().From(from + second).For(until - from)
            .Unplug().From(until).For(2 * second);
    }
}
