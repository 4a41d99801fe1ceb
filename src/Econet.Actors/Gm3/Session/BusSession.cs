using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.Protocol.ProtocolMessages;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Our part on the bus: answers IDENTIFY, takes the token, gives it back on every way out, and leaves so that nobody waits for us. A plain
/// state machine: each event returns what is to be done about it, in this order.
/// </summary>
internal sealed class BusSession(Gm3Options options, AddressClaim claim, TimeProvider time)
{
    public const string AddressDocument = "bus/address";

    /// <summary>Not empty while the panel may grant us a token: if the run ends then, the next one gives it back.</summary>
    public const string AwaitedDocument = "bus/awaited";

    /// <summary>How often work begins where no token is needed.</summary>
    private static readonly TimeSpan UnbiddenPause = TimeSpan.FromSeconds(3);

    private readonly List<SessionEffect> _effects = [];
    private readonly ForgottenToken _forgotten = new(time);
    private readonly SecondSpeaker _second = new(time);
    private readonly ContestedToken _contested = new(time, new Random(unchecked((int)time.GetTimestamp())));

    /// <summary>The state that follows when the return is on the wire.</summary>
    private SessionState _afterReturn = SessionState.Idle;

    /// <summary>The number of the return that is to be confirmed.</summary>
    private long? _returning;

    /// <summary>What is kept in <see cref="AwaitedDocument"/>.</summary>
    private bool _isKeptAsAwaited;

    private Moment? _takenAt;
    private Moment? _unbiddenAt;
    private Moment? _leaveBy;

    public SessionState State { get; private set; }

    public bool IsLineOpen { get; private set; }

    public bool HoldsToken => State == SessionState.Working && options.TokenRequired;

    /// <summary>Tokens that we took.</summary>
    public long Granted { get; private set; }

    /// <summary>How long the last one was held that we worked with.</summary>
    public TimeSpan LastHold { get; private set; }

    public AddressClaim Claim => claim;

    /// <summary>The address whose token may be with us; null when none is.</summary>
    public ushort? TokenAt => HoldsToken ? claim.Address : _contested.Address;

    /// <summary>The address of ours that somebody else uses, or used lately; null when there is none.</summary>
    public ushort? SharedAddress => _second.Address;

    /// <summary>When <see cref="CheckTime"/> has something to do, if nothing happens before.</summary>
    public Moment? Due => new[]
    {
        _forgotten.Due,
        _contested.Due,
        State == SessionState.Idle ? _unbiddenAt : null,
        State == SessionState.Leaving ? _leaveBy : null,
    }.MinBy(moment => moment?.Ticks ?? long.MaxValue);

    /// <summary>A grant may be on its way to us, and can be given back.</summary>
    private bool MayBeGranted => IsLineOpen && options.TokenRequired && claim.MayBeGranted && !_forgotten.IsBusDead;

    private bool MayAnswer =>
        options.TokenRequired && State is SessionState.Idle or SessionState.Working or SessionState.Returning && _afterReturn == SessionState.Idle;

    /// <summary>It is known what is stored; null where nothing is.</summary>
    public ImmutableArray<SessionEffect> Restored(byte[]? address, byte[]? awaited)
    {
        claim.Restore(address);
        if (awaited is { Length: > 0 })
        {
            _isKeptAsAwaited = true;
            _forgotten.LeftBehind();
        }

        State = State == SessionState.Restoring ? SessionState.Idle : State;
        return Done();
    }

    public ImmutableArray<SessionEffect> LineOpened()
    {
        IsLineOpen = true;
        _forgotten.LineOpened();
        claim.Reconnected();
        _second.LineOpened();
        _contested.Restart();
        _unbiddenAt = options.TokenRequired ? null : time.Later(time.Now(), UnbiddenPause);
        return Done();
    }

    public ImmutableArray<SessionEffect> LineLost()
    {
        IsLineOpen = false;
        _forgotten.LineLost(withToken: HoldsToken || _returning is not null);
        _unbiddenAt = null;
        if (State == SessionState.Working)
        {
            StopWork();
            State = SessionState.Idle;
        }

        if (_returning is not null)
        {
            EndReturn();
        }

        CheckLeft();
        return Done();
    }

    public ImmutableArray<SessionEffect> Hear(Heard heard)
    {
        var (frame, at) = (heard.Frame, heard.At);
        if (frame.Destination != claim.Address && !Service.IsTokenReturn(frame))
        {
            // Somebody speaks, and not because we asked. A return of others may be as vain as ours.
            _forgotten.Heard(at);
        }

        AwaitLastGrant();
        claim.Hear(frame);
        _contested.Heard(heard);

        // Until it is known what is stored, an address that was left would only be taken again.
        if (State != SessionState.Restoring && _second.Shows(heard, claim.Address))
        {
            YieldToken();
        }

        if (frame.Command == Command.Identify && frame.Source == options.PanelAddress)
        {
            Identify(heard);
        }
        else if (Service.IsTokenGrant(frame))
        {
            TakeGrant(frame.Destination);
        }

        CheckLeft();
        return Done();
    }

    /// <summary>There is nothing left to ask, or nobody answers.</summary>
    public ImmutableArray<SessionEffect> WorkOver()
    {
        EndWork();
        return Done();
    }

    /// <summary>True when this is the confirmation that is waited for.</summary>
    public bool Awaits(long confirmation) => _returning == confirmation;

    /// <summary>The token return is on the wire.</summary>
    public ImmutableArray<SessionEffect> Returned()
    {
        EndReturn();
        CheckLeft();
        return Done();
    }

    /// <summary>Time has passed: at <see cref="Due"/>, and now and then.</summary>
    public ImmutableArray<SessionEffect> CheckTime()
    {
        if (options.TokenRequired && !HoldsToken && State != SessionState.Restoring && claim.Awaited is { } address && _forgotten.IsDue(address))
        {
            Do(new SessionEffect.Note(LogLevel.WarningLevel, "The bus is silent: returning a token that the gateway may still hold"));
            Do(new SessionEffect.Say(Service.TokenReturn(address)));
        }

        if (IsLineOpen && claim.IsForgotten)
        {
            LeaveAddress("the panel grants it no token");
        }

        if (IsLineOpen && _contested.IsDue)
        {
            TakeContested();
        }

        if (IsLineOpen && !HoldsToken && _second.MayLeave && _second.Address == claim.Address)
        {
            LeaveAddress("somebody else uses it", toAnother: true);
        }

        if (State == SessionState.Idle && IsOver(_unbiddenAt))
        {
            _unbiddenAt = null;
            BeginWork();
        }

        CheckLeft();
        return Done();
    }

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

    private void Identify(Heard heard)
    {
        if (!MayAnswer || heard.TooLate)
        {
            claim.Ignore(heard.Frame);
        }
        else if (claim.Identify(heard.Frame) is { } address)
        {
            var answer = new Frame(heard.Frame.Source, address, Command.IdentifyAnswer, Identity.Write(options.Name));
            Do(new SessionEffect.Say(answer, heard.At));
        }
    }

    private void TakeGrant(ushort address)
    {
        var isNew = !claim.Confirmed;
        var grant = claim.Granted(address);
        if (grant == GrantFor.Others)
        {
            return;
        }

        // One who has just started anew may not have been told of the line yet that it hears.
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
            Do(new SessionEffect.Note(
                LogLevel.WarningLevel,
                "Left the bus while the panel may still grant address {Address} a token; if the bus stands still now, the next start returns it",
                claim.Awaited));
        }

        Do(SessionEffect.Left.Instance);
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

    /// <summary>Another address is to be claimed, unless this one is set.</summary>
    private void LeaveAddress(string reason, bool toAnother = false)
    {
        var address = claim.Address;
        if (HoldsToken)
        {
            EndWork();
        }

        if (claim.GiveUp(toAnother))
        {
            _second.Moved();
            Do(new SessionEffect.Note(toAnother ? LogLevel.InfoLevel : LogLevel.WarningLevel, "Leaving address {Address}: {Reason}", address, reason));
            Do(new SessionEffect.Keep(AddressDocument, []));
        }
    }

    private bool IsOver(Moment? end) => end?.Ticks <= time.GetTimestamp();

    private void Do(SessionEffect effect) => _effects.Add(effect);

    private ImmutableArray<SessionEffect> Done()
    {
        ImmutableArray<SessionEffect> effects = [.. _effects];
        _effects.Clear();
        return effects;
    }
}
