using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Our part on the bus: answers IDENTIFY, takes the token, and gives it back on every way out. A plain state machine: each event returns what
/// is to be done about it, in this order.
/// </summary>
internal sealed class BusSession(Gm3Options options, AddressClaim claim, TimeProvider time)
{
    public const string AddressDocument = "bus/address";

    /// <summary>Not empty when the last run ended with a grant on its way: the panel may wait for that token to come back.</summary>
    public const string AwaitedDocument = "bus/awaited";

    /// <summary>Gateways that notice a silence together speak so far apart, by their addresses.</summary>
    private static readonly TimeSpan SilenceStep = TimeSpan.FromMilliseconds(20);

    /// <summary>An IDENTIFY is not answered later than this: the panel has gone on.</summary>
    private static readonly TimeSpan IdentifyPatience = TimeSpan.FromMilliseconds(80);

    /// <summary>How often work begins where no token is needed.</summary>
    private static readonly TimeSpan UnbiddenPause = TimeSpan.FromSeconds(3);

    private readonly List<SessionEffect> _effects = [];
    private readonly SilenceWatch _silence = new(time);

    /// <summary>The state that follows when the return is on the wire.</summary>
    private SessionState _afterReturn = SessionState.Idle;

    /// <summary>The number of the return that is to be confirmed.</summary>
    private long? _returning;

    private Moment? _takenAt;

    /// <summary>The line went, or the last run ended, with a token of ours granted: the panel may still wait for it.</summary>
    private bool _mayBeAwaited;

    private TimeSpan _forgottenAfter = SilenceWatch.AfterLoss;
    private Moment? _forgottenAt;
    private Moment? _turnAt;
    private Moment? _unbiddenAt;

    public SessionState State { get; private set; }

    public bool IsLineOpen { get; private set; }

    public bool HoldsToken => State == SessionState.Working && options.TokenRequired;

    /// <summary>Tokens that we took.</summary>
    public long Granted { get; private set; }

    /// <summary>How long the last one was held.</summary>
    public TimeSpan LastHold { get; private set; }

    public AddressClaim Claim => claim;

    /// <summary>When <see cref="CheckTime"/> has something to do, if nothing happens before.</summary>
    public Moment? Due =>
        new[] { _forgottenAt, _turnAt, State == SessionState.Idle ? _unbiddenAt : null }.MinBy(moment => moment?.Ticks ?? long.MaxValue);

    private bool IsSilent =>
        IsLineOpen && options.TokenRequired && State != SessionState.Restoring && !HoldsToken && claim.Awaited is not null && _silence.IsOver;

    /// <summary>It is known what is stored; null where nothing is.</summary>
    public ImmutableArray<SessionEffect> Restored(byte[]? address, byte[]? awaited)
    {
        claim.Restore(address);
        if (awaited is { Length: > 0 })
        {
            (_mayBeAwaited, _forgottenAfter) = (true, SilenceWatch.AfterStop);

            // At once: a crash must not bring it back.
            Do(new SessionEffect.Keep(AwaitedDocument, []));
            if (IsLineOpen)
            {
                _forgottenAt = time.Later(time.Now(), _forgottenAfter);
            }
        }

        State = State == SessionState.Restoring ? SessionState.Idle : State;
        return Done();
    }

    public ImmutableArray<SessionEffect> LineOpened()
    {
        IsLineOpen = true;
        _silence.Restart();
        claim.Reconnected();
        if (!options.TokenRequired)
        {
            _unbiddenAt = time.Later(time.Now(), UnbiddenPause);
        }
        else if (_mayBeAwaited)
        {
            _forgottenAt = time.Later(time.Now(), _forgottenAfter);
        }

        return Done();
    }

    public ImmutableArray<SessionEffect> LineLost()
    {
        _mayBeAwaited |= HoldsToken || State == SessionState.Returning;
        (IsLineOpen, _forgottenAfter) = (false, SilenceWatch.AfterLoss);
        (_forgottenAt, _turnAt, _unbiddenAt) = (null, null, null);
        _silence.Restart();
        if (State == SessionState.Working)
        {
            StopWork();
            State = SessionState.Idle;
        }
        else if (State == SessionState.Returning)
        {
            EndReturn();
        }

        return Done();
    }

    public ImmutableArray<SessionEffect> Hear(Frame frame, Moment at)
    {
        if (frame.Destination != claim.Address && !Service.IsTokenReturn(frame))
        {
            // Somebody speaks, and not because we asked, so nobody waits for a token of ours. A return of others may be as vain as ours.
            _silence.Heard(at);
            NotAwaited();
        }

        // Until it is known what is stored, an address that was left would only be taken again.
        if (claim.Hear(frame) && State != SessionState.Restoring)
        {
            LeaveAddress("somebody else speaks from it");
        }

        if (frame.Command == Command.Identify && frame.Source == options.PanelAddress)
        {
            Identify(frame, at);
        }
        else if (Service.IsTokenGrant(frame))
        {
            TakeGrant(frame.Destination);
        }

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
        return Done();
    }

    /// <summary>Time has passed: at <see cref="Due"/>, and now and then.</summary>
    public ImmutableArray<SessionEffect> CheckTime()
    {
        if (IsOver(_forgottenAt) && _mayBeAwaited)
        {
            ReturnForgottenToken();
        }

        CheckSilence();
        if (IsLineOpen && claim.IsForgotten)
        {
            LeaveAddress("the panel grants it no token");
        }

        if (State == SessionState.Idle && IsOver(_unbiddenAt))
        {
            _unbiddenAt = null;
            BeginWork();
        }

        return Done();
    }

    /// <summary>The host is about to stop. <see cref="SessionEffect.Left"/> says when it may.</summary>
    public ImmutableArray<SessionEffect> Leave()
    {
        switch (State)
        {
            case SessionState.Working when HoldsToken:
                // What the answer in flight says is not waited for.
                _afterReturn = SessionState.Released;
                EndWork();
                break;
            case SessionState.Returning:
                _afterReturn = SessionState.Released;
                break;
            default:
                if (State == SessionState.Working)
                {
                    StopWork();
                }

                if (claim.MayBeGranted)
                {
                    Do(new SessionEffect.Keep(AwaitedDocument, [1]));
                }

                State = SessionState.Released;
                Do(SessionEffect.Left.Instance);
                break;
        }

        return Done();
    }

    private void Identify(Frame frame, Moment at)
    {
        var mayAnswer = State is not (SessionState.Restoring or SessionState.Released) && _afterReturn != SessionState.Released;
        if (mayAnswer && options.TokenRequired && claim.Identify(frame) is { } address)
        {
            var answer = new Frame(frame.Source, address, Command.IdentifyAnswer, Identity.Write(options.Name));
            Do(new SessionEffect.Say(answer, time.Later(at, IdentifyPatience)));
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
            _mayBeAwaited = true;
            return;
        }

        if (grant == GrantFor.Former || !options.TokenRequired || State is SessionState.Restoring or SessionState.Released)
        {
            // The panel knows us from before: it must not wait for what can't be used.
            Do(new SessionEffect.Say(Service.TokenReturn(address)));
            return;
        }

        if (isNew)
        {
            Do(new SessionEffect.Note(LogLevel.InfoLevel, "The panel grants tokens to address {Address}", address));

            // The panel waits for this address to give the token back, even from one who has just begun and ends without a word.
            Do(new SessionEffect.Keep(AddressDocument, claim.Document));
        }

        // One that is granted before the last is back on the wire is the same one, granted twice.
        if (State == SessionState.Idle)
        {
            Granted++;
            _takenAt = time.Now();
            NotAwaited();
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
        if (!options.TokenRequired)
        {
            State = SessionState.Idle;
            _unbiddenAt = time.Later(time.Now(), options.PollInterval > UnbiddenPause ? options.PollInterval : UnbiddenPause);
            return;
        }

        State = SessionState.Returning;
        LastHold = time.Since(_takenAt!.Value);
        _silence.Restart();
        _returning = MessageId.Next();
        Do(new SessionEffect.Say(Service.TokenReturn(claim.Address!.Value), Confirm: _returning));
    }

    private void StopWork() => Do(SessionEffect.StopWork.Instance);

    private void EndReturn()
    {
        _returning = null;
        State = _afterReturn;
        if (State == SessionState.Released)
        {
            Do(SessionEffect.Left.Instance);
        }
    }

    /// <summary>Another address is to be claimed, unless this one is set.</summary>
    private void LeaveAddress(string reason)
    {
        var address = claim.Address;
        if (HoldsToken)
        {
            EndWork();
        }

        if (claim.GiveUp())
        {
            Do(new SessionEffect.Note(LogLevel.WarningLevel, "Leaving address {Address}: {Reason}", address, reason));
            Do(new SessionEffect.Keep(AddressDocument, []));
        }
    }

    private void CheckSilence()
    {
        if (!IsSilent)
        {
            _turnAt = null;
            return;
        }

        _turnAt ??= time.Later(time.Now(), Math.Max(0, claim.Awaited!.Value - BusAddress.FirstPeripheral) * SilenceStep);
        if (IsOver(_turnAt))
        {
            _turnAt = null;
            _silence.Tried();
            ReturnForgottenToken();
        }
    }

    private void ReturnForgottenToken()
    {
        NotAwaited();
        Do(new SessionEffect.Note(LogLevel.WarningLevel, "The bus is silent: giving back a token that may still be ours"));
        Do(new SessionEffect.Say(Service.TokenReturn(claim.Awaited!.Value)));
    }

    private void NotAwaited() => (_mayBeAwaited, _forgottenAt) = (false, null);

    private bool IsOver(Moment? end) => end?.Ticks <= time.GetTimestamp();

    private void Do(SessionEffect effect) => _effects.Add(effect);

    private ImmutableArray<SessionEffect> Done()
    {
        ImmutableArray<SessionEffect> effects = [.. _effects];
        _effects.Clear();
        return effects;
    }
}
