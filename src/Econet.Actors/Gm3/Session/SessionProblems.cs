using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session knows to be wrong, for its device.</summary>
internal static class SessionProblems
{
    public const string Part = "session";

    public static ImmutableArray<Finding> Of(Gm3Options options, AddressClaim claim, CircuitBreaker breaker, BusDiagnosis diagnosis) =>
    [
        .. breaker.State == BreakerState.Closed
            ? (Finding[])[]
            :
            [
                new(
                    ProblemCode.BreakerOpen,
                    $"The device left {options.Breaker.Failures} requests in a row unanswered, so it is asked only once every "
                    + $"{options.Breaker.Reset.TotalSeconds:0} s until it answers: check that it is on, and its wiring"),
            ],
        .. claim.IsShared
            ? (Finding[])[new(
                ProblemCode.SecondSpeaker,
                $"Somebody else on the bus uses address {claim.Address}, which is set for this device: set another one, or none to claim a free one")]
            : [],
        .. diagnosis.Find(claim) is { } finding ? (Finding[])[finding] : [],
    ];
}
