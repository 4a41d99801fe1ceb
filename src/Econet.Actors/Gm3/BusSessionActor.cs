using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Gm3.ProtocolMessages;
using static Econet.Actors.Gm3.SessionMessages;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Storage.StoreMessages;

namespace Econet.Actors.Gm3;

/// <summary>
/// Our part on the bus: gets an address, answers IDENTIFY, takes the token, works while it is held, and gives it back on every way
/// out. Speaks only while holding it, except to answer an IDENTIFY.
/// </summary>
internal sealed class BusSessionActor : UntypedActor, IWithTimers, IWithUnboundedStash, IBusWorkSink
{
    private const string AddressDocument = "bus/address";

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The token goes back after this long even when there is more to do: others wait for it.</summary>
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(10);

    /// <summary>An IDENTIFY is not answered later than this: the panel has gone on.</summary>
    private static readonly TimeSpan IdentifyPatience = TimeSpan.FromMilliseconds(80);

    /// <summary>What is stored is not waited for longer than this: a disk may hang.</summary>
    private static readonly TimeSpan RestorePatience = TimeSpan.FromSeconds(3);

    /// <summary>How often work begins where no token is needed.</summary>
    private static readonly TimeSpan UnbiddenPause = TimeSpan.FromSeconds(3);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IActorRef _store;
    private readonly IActorRef _protocol;
    private readonly IActorRef _parameters;
    private readonly BusWork _work;
    private readonly SilenceWatch _silence;
    private AddressClaim _claim;
    private ImmutableArray<Alarm>? _alarms;
    private bool _lineOpen;
    private bool _working;
    private bool _holdsToken;
    private bool _returning;
    private bool _tokenLost;
    private bool _alive;
    private Request? _inFlight;
    private Moment? _workSince;
    private Moment? _lastAnswer;
    private TimeSpan _lastHold;
    private long _tokens;
    private IActorRef? _releaser;

    public BusSessionActor(Gm3Options options, IActorRef store, IActorRef protocol, IActorRef parameters, TimeProvider time)
    {
        _options = options;
        _store = store;
        _protocol = protocol;
        _parameters = parameters;
        _time = time;
        _claim = Claim(null);
        _work = new BusWork(options, time, this);
        _silence = new SilenceWatch(time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(Gm3Options options, IActorRef store, IActorRef protocol, IActorRef parameters, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new BusSessionActor(options, store, protocol, parameters, time));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), TickOver.Instance, Tick);
        _protocol.Tell(GetLineState.Instance);
        _store.Tell(Load.Instance);
        Timers.StartSingleTimer(nameof(RestorePatience), NothingStored.Instance, RestorePatience);
        Become(Restoring);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The next session knows nothing of these, and those who asked would wait in vain.
        _work.Abandon("It was lost in an internal error; read the value to see how it ended");
        _parameters.Tell(new Alive(false));
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        if (_holdsToken)
        {
            _protocol.Tell(new Transmit(Service.TokenReturn(_claim.Address!.Value)));
        }
    }

    /// <summary>Nothing is done on the bus before it is known what is stored: the address first of all.</summary>
    private void Restoring(object message)
    {
        switch (message)
        {
            case Loaded loaded:
                Timers.Cancel(nameof(RestorePatience));
                Restore(loaded.State);
                Become(OnReceive);
                Stash.UnstashAll();
                break;
            case NothingStored:
                _log.Warning("The store does not answer: starting without what was stored");
                Become(OnReceive);
                Stash.UnstashAll();
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LineState line when line.Open != _lineOpen:
                SetLine(line.Open);
                break;
            case Heard heard:
                Hear(heard);
                break;
            case Answered answered when answered.Request == _inFlight:
                _inFlight = null;
                NoteAnswer(answered.Answer, answered.At);
                _work.Answered(answered);
                GoOn();
                break;
            case Unanswered unanswered when unanswered.Request == _inFlight:
                NoteSilence(unanswered);
                break;
            case Write write:
                _work.Queue(new QueuedWrite(write, Sender, _time.Now()));
                break;
            case Refresh refresh:
                _work.Refresh(refresh.Index);
                break;
            case TickOver:
                _work.ExpireWrites();
                CheckAlive();
                CheckSilence();
                break;
            case SilentLine when _tokenLost:
                ReturnForgottenToken();
                break;
            case Introduce:
                IntroduceDevice();
                break;
            case BeginUnbidden:
                BeginUnbiddenWork();
                break;
            case Release:
                BeginRelease();
                break;
            case Transmitted { Frame: var frame } when IsTokenReturn(frame):
                _returning = false;
                _releaser?.Tell(Released.Instance);
                break;
            case Transmitted or Answered or Unanswered or LineState or SilentLine or NothingStored or Loaded:
                break;
            case GetAlarms:
                Sender.Tell(_alarms is { } alarms && _alive
                    ? new DeviceMessages.Alarms(alarms)
                    : new Status.Failure(new EconetException(EconetError.Unavailable, "Heat pump unavailable, or its alarms not read yet")));
                break;
            case StatusDraft draft:
                _protocol.Tell(draft with { Status = AddStatus(draft.Status) });
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void IBusWorkSink.Learned()
    {
        _log.Info(
            "Know {Controller} parameters of the controller and {Panel} of the panel after {Seconds:F1} s of token",
            _work.Spaces[0].Parameters.Count, _work.Spaces[1].Parameters.Count,
            _workSince is { } since ? _time.Since(since).TotalSeconds : 0);
        foreach (var space in _work.Spaces)
        {
            _store.Tell(new SaveDocument(space.IdentityDocument, space.Identity));
            _store.Tell(new SaveDocument(space.StructureDocument, space.Parameters.Encode()));
        }

        TellDefinitions();
        CheckAlive();
    }

    void IBusWorkSink.Read(Readings readings) => _parameters.Tell(readings);

    void IBusWorkSink.Progressed(QueuedWrite write, WriteStatus status) =>
        write.Requester.Tell(new WriteProgress(write.Write.Id, status));

    void IBusWorkSink.Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason) =>
        write.Requester.Tell(new WriteEnded(write.Write.Id, outcome, held, at, reason));

    void IBusWorkSink.AlarmsRead(IReadOnlyList<AlarmRecord> alarms) =>
        _alarms = [.. alarms.Select((a, index) => new Alarm(index, a.Code, AlarmNames.Of(a.Code), a.From, a.To))];

    private AddressClaim Claim(ushort? stored) => new(
        _options.SourceAddress ?? stored ?? (_options.TokenRequired ? null : BusAddress.EconetModule), _time);

    private void Restore(StoredState state)
    {
        var stored = state.Documents.GetValueOrDefault(AddressDocument) is [var low, var high] ? (ushort?)(low | (high << 8)) : null;
        _claim = Claim(stored is { } address && BusAddress.IsPeripheral(address) ? address : null);
        foreach (var space in _work.Spaces)
        {
            space.Restore(
                state.Documents.GetValueOrDefault(space.IdentityDocument), state.Documents.GetValueOrDefault(space.StructureDocument));
        }

        if (_work.Spaces.All(space => space.Parameters.IsComplete))
        {
            // What was known before can be served, as stale, before the bus says a word.
            TellDefinitions();
        }
    }

    private void TellDefinitions() =>
        _parameters.Tell(new Define([.. _work.Spaces.SelectMany(space => space.Parameters.Definitions())]));

    private void SetLine(bool open)
    {
        _lineOpen = open;
        _silence.Restart();
        if (!open)
        {
            _tokenLost |= _holdsToken || _returning;
            _holdsToken = _returning = false;
            StopWork();
            SetAlive(false);
            _work.Reconnected();
            Timers.Cancel(nameof(SilentLine));
            return;
        }

        if (!_options.TokenRequired)
        {
            Timers.StartSingleTimer(nameof(BeginUnbidden), BeginUnbidden.Instance, UnbiddenPause);
        }
        else if (_tokenLost)
        {
            Timers.StartSingleTimer(nameof(SilentLine), SilentLine.Instance, SilenceWatch.AfterLoss);
        }
    }

    private void Hear(Heard heard)
    {
        if (heard.Frame.Destination != _claim.Address)
        {
            // Somebody speaks, and not because we asked, so nobody waits for a token of ours.
            _silence.Heard(heard.At);
            _tokenLost = false;
        }

        var frame = heard.Frame;
        _claim.Hear(frame);
        NoteAnswer(frame, heard.At);
        if (frame.Command == Command.Identify && frame.Source == _options.PanelAddress)
        {
            if (_releaser is null && _options.TokenRequired && _claim.Identify(frame) is { } address)
            {
                var answer = new Frame(frame.Source, address, Command.IdentifyAnswer, Identity.Write(_options.Name));
                _protocol.Tell(new Transmit(answer, _time.Later(heard.At, IdentifyPatience)));
            }
        }
        else if (Service.TryFunction(frame, out var function) && function == ServiceFunction.TokenGrant)
        {
            TakeToken(frame.Destination);
        }
        else
        {
            _work.Hear(frame, heard.At);
        }
    }

    private void TakeToken(ushort address)
    {
        var isNew = !_claim.Confirmed;
        if (!_claim.Granted(address))
        {
            return;
        }

        if (!_lineOpen)
        {
            _tokenLost = true;
            return;
        }

        if (!_options.TokenRequired)
        {
            // A panel that knows us from before: it must not wait for what is not needed here.
            _protocol.Tell(new Transmit(Service.TokenReturn(address)));
            return;
        }

        if (isNew)
        {
            _log.Info("The panel grants tokens to address {Address}", address);

            // The panel waits for this address to give the token back, even from one who has just begun and ends without a word.
            _store.Tell(new SaveDocument(AddressDocument, [(byte)address, (byte)(address >> 8)], AtOnce: true));
        }

        if (_holdsToken)
        {
            return;
        }

        _tokens++;
        _holdsToken = true;
        _tokenLost = false;
        BeginWork();
    }

    private void BeginWork()
    {
        _workSince = _time.Now();
        _working = true;
        _work.Begin();
        GoOn();
    }

    private void GoOn()
    {
        if (!_working)
        {
            return;
        }

        if (_releaser is null && _time.Since(_workSince!.Value) < MaxHold && _work.Next(_claim.Address!.Value) is { } request)
        {
            _inFlight = request;
            _protocol.Tell(request);
            return;
        }

        EndWork();
    }

    private void EndWork()
    {
        StopWork();
        if (_workSince is { } since)
        {
            _lastHold = _time.Since(since);
        }

        ReturnToken();
        if (!_options.TokenRequired && _lineOpen)
        {
            var pause = _options.PollInterval > UnbiddenPause ? _options.PollInterval : UnbiddenPause;
            Timers.StartSingleTimer(nameof(BeginUnbidden), BeginUnbidden.Instance, pause);
        }
    }

    private void StopWork()
    {
        _inFlight = null;
        _working = false;
        _work.Interrupt();
    }

    private void ReturnToken()
    {
        if (_holdsToken)
        {
            (_holdsToken, _returning) = (false, true);
            _silence.Restart();
            _protocol.Tell(new Transmit(Service.TokenReturn(_claim.Address!.Value)));
        }
    }

    private void BeginUnbiddenWork()
    {
        if (_lineOpen && !_working)
        {
            BeginWork();
        }
    }

    private void CheckSilence()
    {
        if (_lineOpen && _options.TokenRequired && !_holdsToken && _claim.Address is not null && _silence.IsOver())
        {
            ReturnForgottenToken();
        }
    }

    /// <summary>The parameters have started anew and know nothing.</summary>
    private void IntroduceDevice()
    {
        if (_work.Spaces.All(space => space.Parameters.IsComplete))
        {
            TellDefinitions();
            _work.ReadAll();
        }

        _parameters.Tell(new Alive(_alive));
    }

    private void ReturnForgottenToken()
    {
        _log.Warning("The bus is silent: giving back a token that may still be ours");
        _tokenLost = false;
        _protocol.Tell(new Transmit(Service.TokenReturn(_claim.Address!.Value)));
    }

    private void BeginRelease()
    {
        _releaser = Sender;
        if (!_holdsToken)
        {
            Sender.Tell(Released.Instance);
            return;
        }

        // Not even the answer in flight is waited for: a stop has two seconds.
        EndWork();
    }

    private void NoteAnswer(Frame frame, Moment at)
    {
        if (frame.Source == _options.ControllerAddress)
        {
            _lastAnswer = at;
            CheckAlive();
        }
    }

    private void NoteSilence(Unanswered unanswered)
    {
        _inFlight = null;
        _log.Debug("No answer to {Frame}", unanswered.Request.Frame);
        var request = unanswered.Request;
        var isSilent = request.Frame.Destination == _options.ControllerAddress && request.Attempts is null && !unanswered.Damaged;
        if (_work.Unanswered())
        {
            GoOn();
        }
        else if (_working)
        {
            EndWork();
        }

        if (isSilent)
        {
            LoseController();
        }
    }

    private void CheckAlive()
    {
        if (_lastAnswer is { } last && _time.Since(last) > _options.SilentAfter)
        {
            LoseController();
        }

        SetAlive(_lineOpen && _work.IsLearned && _lastAnswer is not null);
    }

    /// <summary>It is silent. When it speaks again it may be another one, or have started anew.</summary>
    private void LoseController()
    {
        _lastAnswer = null;
        _work.Reconnected();
        SetAlive(false);
    }

    private void SetAlive(bool alive)
    {
        if (alive != _alive)
        {
            _alive = alive;
            _parameters.Tell(new Alive(alive));
        }
    }

    private static bool IsTokenReturn(Frame frame) =>
        Service.TryFunction(frame, out var function) && function == ServiceFunction.TokenReturn;

    private DeviceStatus AddStatus(DeviceStatus status) => status with
    {
        State = (_lineOpen, _claim.Confirmed || !_options.TokenRequired, _work.IsLearned) switch
        {
            (false, _, _) => "connecting",
            (_, false, _) => "claiming",
            (_, _, false) => "discovering",
            _ => "running",
        },
        Alive = _alive,
        Sections = status.Sections
            .Add("bus", ImmutableSortedDictionary<string, object?>.Empty
                .Add("connected", _lineOpen)
                .Add("address", (int?)_claim.Address)
                .Add("address_confirmed", _claim.Confirmed))
            .Add("token", ImmutableSortedDictionary<string, object?>.Empty
                .Add("held", _holdsToken)
                .Add("granted", _tokens)
                .Add("last_hold_ms", Math.Round(_lastHold.TotalMilliseconds)))
            .Add("queues", ImmutableSortedDictionary<string, object?>.Empty
                .Add("writes", _work.WritesWaiting))
            .Add("refused_answers", ImmutableSortedDictionary<string, object?>.Empty
                .AddRange(_work.Refused.Select(r => KeyValuePair.Create(r.Key.ToLowerInvariant(), (object?)r.Value)))),
    };
}
