using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session knows to be wrong, for its device.</summary>
internal static class SessionProblems
{
    public const string Part = "session";

    public static ImmutableArray<Finding> Of(Gm3Options options, BusSession session, CircuitBreaker breaker, BusDiagnosis diagnosis) =>
    [
        .. breaker.State == BreakerState.Closed
            ? (Finding[])[]
            :
            [
                new(
                    ProblemCode.BreakerOpen,
                    $"The device left {options.Breaker.Failures} requests in a row unanswered, so it is asked only every "
                    + $"{options.Breaker.Reset.TotalSeconds:0} s until it answers: check that it is on, and check its wiring"),
            ],
        .. session.SharedAddress is { } shared
            ? (Finding[])[new(
                ProblemCode.SecondSpeaker,
                shared == session.Claim.Address
                    ? $"Another device on the bus uses the configured address {shared}: stop the other gateway, or set another address, or "
                        + "none to claim a free one"
                    : $"Another device on the bus uses address {shared}, so this one moves to another address: run only one gateway on this adapter")]
            : [],
        .. diagnosis.Find(session.Claim) is { } finding ? (Finding[])[finding] : [],
    ];
}
