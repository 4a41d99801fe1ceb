using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <content>Takes the token, works with it and gives it back.</content>
internal sealed partial class BusSession
{
    private void TakeGrant(ushort address)
    {
        var isNew = !claim.Confirmed;
        var grant = claim.Granted(address);
        if (grant == GrantFor.Others)
        {
            return;
        }

        // One who has just restarted may not have been told of the line yet that it hears.
        if (!IsLineOpen && State != SessionState.Restoring)
        {
            _forgotten.Missed();
        }
        else if (options.TokenRequired && State is not SessionState.Restoring && (grant == GrantFor.Former || _second.Suspects(address))
            && !HoldsToken && _returning is null)
        {
            // The panel must not wait for ever; but whoever else it may be for comes first.
            if (grant == GrantFor.Us)
            {
                Keep(isNew);
                _second.Listened();
            }

            _contested.Take(address, usable: grant == GrantFor.Us);
        }
        else if (!options.TokenRequired || State is SessionState.Restoring or SessionState.Released)
        {
            // The panel knows us from before: it must not wait for what can't be used.
            Do(new SessionEffect.Say(Service.TokenReturn(address)));
        }
        else
        {
            Keep(isNew);
            TakeToken();
        }
    }

    /// <summary>At once: the panel grants tokens from now on, even when we end without a word.</summary>
    private void Keep(bool isNewAddress)
    {
        if (isNewAddress)
        {
            Do(new SessionEffect.Note(LogLevel.InfoLevel, "The panel grants tokens to address {Address}", claim.Address));
            Do(new SessionEffect.Keep(AddressDocument, claim.Document));
        }

        if (!_isKeptAsAwaited)
        {
            _isKeptAsAwaited = true;
            Do(new SessionEffect.Keep(AwaitedDocument, [1]));
        }
    }

    private void TakeToken()
    {
        // One that is granted before the last is back on the wire is the same one, granted twice.
        if (State is SessionState.Working or SessionState.Returning || _returning is not null)
        {
            return;
        }

        Granted++;
        _takenAt = time.Now();
        _forgotten.NotAwaited();
        if (State == SessionState.Leaving)
        {
            ReturnToken();
        }
        else
        {
            BeginWork();
        }
    }

    private void BeginWork()
    {
        State = SessionState.Working;
        Do(new SessionEffect.BeginWork(claim.Address!.Value));
    }

    private void EndWork()
    {
        StopWork();
        if (options.TokenRequired)
        {
            _second.Worked();
            State = SessionState.Returning;
            LastHold = time.Since(_takenAt!.Value);
            ReturnToken();
            return;
        }

        State = _afterReturn;
        _unbiddenAt = time.Later(time.Now(), options.PollInterval > UnbiddenPause ? options.PollInterval : UnbiddenPause);
    }

    private void StopWork() => Do(SessionEffect.StopWork.Instance);

    private void ReturnToken()
    {
        _forgotten.Returned();
        _returning = MessageId.Next();
        Do(new SessionEffect.Say(Service.TokenReturn(claim.Address!.Value), Confirm: _returning));
    }

    private void EndReturn()
    {
        _returning = null;
        State = State == SessionState.Returning ? _afterReturn : State;
    }

    /// <summary>Somebody else works with the token that we hold. Who gives it back is settled by the silence behind.</summary>
    private void YieldToken()
    {
        if (HoldsToken)
        {
            StopWork();
            Do(SessionEffect.StopAsking.Instance);
            State = _afterReturn;
            LastHold = time.Since(_takenAt!.Value);
            _contested.Take(claim.Address!.Value, usable: false);
        }
    }

    /// <summary>Nobody else has used the token, nor given it back.</summary>
    private void TakeContested()
    {
        var isUsable = _contested.IsUsable;
        var address = _contested.Win();
        if (isUsable && address == claim.Address && State is SessionState.Idle or SessionState.Leaving)
        {
            TakeToken();
        }
        else
        {
            _forgotten.Returned();
            Do(new SessionEffect.Say(Service.TokenReturn(address)));
        }
    }
}
