using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <content>Leaves the bus so that nobody waits for us.</content>
internal sealed partial class BusSession
{
    /// <summary>The host is about to stop: nobody on the bus shall wait for us. <see cref="SessionEffect.Left"/> says when it may.</summary>
    /// <param name="atOnce">A token that we hold goes back, and nothing else is waited for.</param>
    public ImmutableArray<SessionEffect> Leave(bool atOnce)
    {
        // A second one may shorten the first.
        _leaveBy = atOnce ? time.Now() : _leaveBy ?? time.Later(time.Now(), options.LeaveTimeout);
        _afterReturn = SessionState.Leaving;
        if (!atOnce && options.LeaveTimeout > TimeSpan.Zero && MayBeGranted)
        {
            Do(new SessionEffect.Note(
                LogLevel.InfoLevel, "Staying on the bus until the panel grants address {Address} no more tokens, for at most {Seconds:F0} s",
                claim.Awaited, options.LeaveTimeout.TotalSeconds));
        }

        switch (State)
        {
            case SessionState.Working:
                // What the answer in flight says is not waited for.
                EndWork();
                break;
            case SessionState.Restoring or SessionState.Idle:
                State = SessionState.Leaving;
                break;
            case SessionState.Released:
                Do(SessionEffect.Left.Instance);
                break;
        }

        AwaitLastGrant();
        CheckLeft();
        return Done();
    }

    /// <summary>A grant that noise has destroyed holds up the panel, which has nobody to wait for but us: a silence shows it.</summary>
    private void AwaitLastGrant()
    {
        if (State == SessionState.Leaving && MayBeGranted)
        {
            _forgotten.LeftBehind();
        }
    }

    /// <summary>Ends a stay that has lasted until no grant can be on its way, or that can't last any longer.</summary>
    private void CheckLeft()
    {
        if (State != SessionState.Leaving || _returning is not null || ((MayBeGranted || _contested.Address is not null) && !IsOver(_leaveBy)))
        {
            return;
        }

        if (_contested.Address is not null && IsLineOpen)
        {
            TakeContested();
            if (_returning is not null)
            {
                return;
            }
        }

        State = SessionState.Released;
        if (!claim.MayBeGranted && _isKeptAsAwaited)
        {
            Do(new SessionEffect.Keep(AwaitedDocument, []));
        }
        else if (MayBeGranted)
        {
            // Who waits for nothing has chosen so.
            Do(new SessionEffect.Note(
                options.LeaveTimeout > TimeSpan.Zero ? LogLevel.WarningLevel : LogLevel.InfoLevel,
                "Left the bus while the panel may still grant address {Address} a token; if the bus stands still now, the next start returns it",
                claim.Awaited));
        }

        Do(SessionEffect.Left.Instance);
    }
}
