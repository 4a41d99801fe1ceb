using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Work;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session tells its device of itself.</summary>
internal static class SessionStatus
{
    private const string Part = "session";

    public static PartStatus Of(Gm3Options options, BusSession session, Dialogue dialogue, BusWork work) => new(
        Part,
        [
            new BusSection(session.IsLineOpen, session.Claim.Address, session.Claim.Confirmed),
            new TokenSection(session.HoldsToken, session.Granted, Math.Round(session.LastHold.TotalMilliseconds)),
            new BreakerSection(dialogue.Breaker.State, dialogue.Breaker.Failures, dialogue.Breaker.TriesAt),
            new QueuesSection(work.WritesWaiting),
            new RefusedAnswersSection(work.Refused),
        ],
        StateOf(options, session, dialogue, work),
        dialogue.Alive.Answers);

    private static string StateOf(Gm3Options options, BusSession session, Dialogue dialogue, BusWork work) =>
        (session.IsLineOpen, session.Claim.Confirmed || !options.TokenRequired, dialogue.Breaker.State, work.IsLearned) switch
        {
            (false, _, _, _) => "connecting",
            (_, false, _, _) => "claiming",
            (_, _, BreakerState.Open, _) => "waiting",
            (_, _, _, false) => "discovering",
            _ => "running",
        };
}
