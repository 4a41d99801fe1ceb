using System.Collections.Immutable;
using System.Globalization;
using Econet.Actors.Messages;
using Econet.Actors.Gm3.Work;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session adds to its device's status.</summary>
internal static class SessionStatus
{
    public static DeviceStatus Add(DeviceStatus status, Parts parts) => status with
    {
        State = (parts.Session.IsLineOpen, parts.Session.Claim.Confirmed || !parts.Options.TokenRequired, parts.Dialogue.Breaker.State, parts.Work.IsLearned) switch
        {
            (false, _, _, _) => "connecting",
            (_, false, _, _) => "claiming",
            (_, _, BreakerState.Open, _) => "waiting",
            (_, _, _, false) => "discovering",
            _ => "running",
        },
        Alive = parts.Dialogue.Alive.Answers,
        Sections = status.Sections
            .Add("bus", ImmutableSortedDictionary<string, object?>.Empty
                .Add("connected", parts.Session.IsLineOpen)
                .Add("address", (int?)parts.Session.Claim.Address)
                .Add("address_confirmed", parts.Session.Claim.Confirmed))
            .Add("token", ImmutableSortedDictionary<string, object?>.Empty
                .Add("held", parts.Session.HoldsToken)
                .Add("granted", parts.Session.Granted)
                .Add("last_hold_ms", Math.Round(parts.Session.LastHold.TotalMilliseconds)))
            .Add("breaker", ImmutableSortedDictionary<string, object?>.Empty
                .Add("state", parts.Dialogue.Breaker.State switch
                {
                    BreakerState.Open => "open",
                    BreakerState.HalfOpen => "half_open",
                    _ => "closed",
                })
                .Add("failures", parts.Dialogue.Breaker.Failures)
                .Add("tries_at", parts.Dialogue.Breaker.TriesAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)))
            .Add("queues", ImmutableSortedDictionary<string, object?>.Empty
                .Add("writes", parts.Work.WritesWaiting))
            .Add("refused_answers", ImmutableSortedDictionary<string, object?>.Empty
                .AddRange(parts.Work.Refused.Select(r => KeyValuePair.Create(r.Key.ToLowerInvariant(), (object?)r.Value)))),
    };

    /// <summary>What the session consists of.</summary>
    internal sealed record Parts(Gm3Options Options, BusSession Session, Dialogue Dialogue, BusWork Work);
}
