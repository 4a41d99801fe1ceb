using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Our part on the bus: answers IDENTIFY, takes the token, gives it back on every way out, and leaves so that nobody waits for us. A plain
/// state machine: each event returns what is to be done about it, in this order.
/// </summary>
internal sealed partial class BusSession(Gm3Options options, AddressClaim claim, TimeProvider time)
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
            _forgotten.WasLeftBehind();
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

    public ImmutableArray<SessionEffect> Hear(ProtocolMessages.Heard heard)
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
        if (!_forgotten.IsExpected)
        {
            // What we gave back when we were told to leave may have been destroyed as well.
            AwaitLastGrant();
        }

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

    private void Identify(ProtocolMessages.Heard heard)
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
