using System.Collections.Immutable;
using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Work;

namespace Econet.Actors.Gm3.Session;

/// <summary>How the session is, and with it the device.</summary>
/// <param name="State">As in a device's status.</param>
/// <param name="Alive">The controller answers.</param>
/// <param name="Connected">There is a line.</param>
/// <param name="LastHold">For how long a token was held last.</param>
/// <param name="Refused">Value answers that were not taken, by reason.</param>
internal sealed record SessionStatus(
    string State,
    bool Alive,
    bool Connected,
    int? Address,
    bool AddressConfirmed,
    bool HoldsToken,
    long TokensGranted,
    TimeSpan LastHold,
    BreakerState Breaker,
    int BreakerFailures,
    DateTimeOffset? BreakerTriesAt,
    int WritesWaiting,
    ImmutableSortedDictionary<string, long> Refused) : IPartStatus
{
    /// <summary>There is no session, or it is about to begin.</summary>
    public static readonly SessionStatus None = new(
        "connecting", Alive: false, Connected: false, null, AddressConfirmed: false, HoldsToken: false, 0, TimeSpan.Zero, BreakerState.Closed, 0, null, 0,
        ImmutableSortedDictionary<string, long>.Empty);

    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections =>
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty
            .Add("bus", ImmutableSortedDictionary<string, object?>.Empty
                .Add("connected", Connected)
                .Add("address", Address)
                .Add("address_confirmed", AddressConfirmed))
            .Add("token", ImmutableSortedDictionary<string, object?>.Empty
                .Add("held", HoldsToken)
                .Add("granted", TokensGranted)
                .Add("last_hold_ms", Math.Round(LastHold.TotalMilliseconds)))
            .Add("breaker", ImmutableSortedDictionary<string, object?>.Empty
                .Add("state", Breaker switch
                {
                    BreakerState.Open => "open",
                    BreakerState.HalfOpen => "half_open",
                    _ => "closed",
                })
                .Add("failures", BreakerFailures)
                .Add("tries_at", BreakerTriesAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)))
            .Add("queues", ImmutableSortedDictionary<string, object?>.Empty.Add("writes", WritesWaiting))
            .Add("refused_answers", ImmutableSortedDictionary<string, object?>.Empty
                .AddRange(Refused.Select(refused => KeyValuePair.Create(refused.Key.ToLowerInvariant(), (object?)refused.Value))));

    public static SessionStatus Of(Gm3Options options, BusSession session, Dialogue dialogue, BusWork work) => new(
        (session.IsLineOpen, session.Claim.Confirmed || !options.TokenRequired, dialogue.Breaker.State, work.IsLearned) switch
        {
            (false, _, _, _) => "connecting",
            (_, false, _, _) => "claiming",
            (_, _, BreakerState.Open, _) => "waiting",
            (_, _, _, false) => "discovering",
            _ => "running",
        },
        dialogue.Alive.Answers,
        session.IsLineOpen,
        session.Claim.Address,
        session.Claim.Confirmed,
        session.HoldsToken,
        session.Granted,
        session.LastHold,
        dialogue.Breaker.State,
        dialogue.Breaker.Failures,
        dialogue.Breaker.TriesAt,
        work.WritesWaiting,
        work.Refused);
}
