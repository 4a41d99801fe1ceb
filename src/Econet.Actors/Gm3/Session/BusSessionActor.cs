using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Gm3.Protocol.ProtocolMessages;
using static Econet.Actors.Gm3.Session.SessionMessages;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Our part on the bus: gets an address, answers IDENTIFY, takes the token, works while it is held, and gives it back on every way
/// out. Speaks only while holding it, except to answer an IDENTIFY.
/// </summary>
internal sealed class BusSessionActor : UntypedActor, IWithTimers, IWithUnboundedStash
{
    private const string AddressDocument = "bus/address";
    private const string GapDocument = "bus/gap";

    /// <summary>Not empty when the last run ended with a grant on its way: the panel may wait for that token to come back.</summary>
    private const string AwaitedDocument = "bus/awaited";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Gateways that notice a silence together speak so far apart, by their addresses.</summary>
    private static readonly TimeSpan SilenceStep = TimeSpan.FromMilliseconds(20);

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
    private readonly BusToken _token;
    private readonly SilenceWatch _silence;
    private readonly AnswerWatch _answers;
    private readonly DeviceKnowledge _knowledge;
    private readonly AddressClaim _claim;
    private bool _lineOpen;
    private bool _working;
    private bool _restored;
    private Alive _alive = new(false);
    private Request? _inFlight;
    private Moment? _workSince;
    private TimeSpan _forgottenAfter = SilenceWatch.AfterLoss;
    private IActorRef? _releaser;

    public BusSessionActor(
        string device, Gm3Options options, IActorRef store, IActorRef protocol, IActorRef parameters, AddressClaim claim, TimeProvider time)
    {
        _options = options;
        _store = store;
        _protocol = protocol;
        _parameters = parameters;
        _time = time;
        _claim = claim;
        _knowledge = new DeviceKnowledge(device, store, parameters, _log);
        _work = new BusWork(options, time, _knowledge);
        _knowledge.Spaces = _work.Spaces;
        _token = new BusToken(time);
        _silence = new SilenceWatch(time);
        _answers = new AnswerWatch(options, time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(
        string device, Gm3Options options, IActorRef store, IActorRef protocol, IActorRef parameters, TimeProvider time)
    {
        // It outlives a restart of the session: the panel goes on granting tokens to it.
        var claim = new AddressClaim(options, time);
        return Akka.Actor.Props.Create(() => new BusSessionActor(device, options, store, protocol, parameters, claim, time));
    }

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
        if (_token.IsHeld)
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
            case Heard heard when Service.IsTokenGrant(heard.Frame) && _claim.Granted(heard.Frame.Destination) != GrantFor.Others:
                // Not stashed: the panel would wait for it as long as the store does.
                _protocol.Tell(new Transmit(Service.TokenReturn(heard.Frame.Destination)));
                break;
            case Release:
                BeginRelease();
                break;
            case StatusDraft draft:
                AddStatus(draft);
                break;
            case NothingStored:
                _log.Warning("The store does not answer: starting without what was stored");
                _claim.Restore(null);
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
                NoteAnswer(answered);
                GoOn();
                break;
            case Unanswered unanswered when unanswered.Request == _inFlight:
                NoteSilence(unanswered);
                break;
            case TunedGap tuned:
                _store.Tell(new SaveDocument(GapDocument, tuned.Content.ToArray()));
                break;
            case Write write when !_answers.MayAsk:
                Sender.Tell(new WriteEnded(
                    write.Id, WriteStatus.Expired, default, _time.Now(), _answers.LeftAlone, EconetError.Unavailable));
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
                CheckForgotten();
                break;
            case Loaded loaded when !_restored:
                Restore(loaded.State);
                break;
            case SilentLine when _token.MayBeAwaited:
                ReturnForgottenToken();
                break;
            case LongSilence when IsSilent:
                _silence.Tried();
                ReturnForgottenToken();
                break;
            case LongSilence:
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
            case Transmitted { Frame: var frame } when Service.IsTokenReturn(frame):
                _token.Returned();
                _releaser?.Tell(Released.Instance);
                break;
            case Transmitted or Answered or Unanswered or LineState or SilentLine or NothingStored or Loaded:
                break;
            case GetAlarms:
                Sender.Tell(_knowledge.Alarms is { } alarms && _alive.Answers
                    ? new DeviceMessages.Alarms(alarms)
                    : new Status.Failure(new EconetException(EconetError.Unavailable, "Heat pump unavailable, or its alarms not read yet")));
                break;
            case StatusDraft draft:
                AddStatus(draft);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Restore(StoredState state)
    {
        _restored = true;
        _claim.Restore(state.Documents.GetValueOrDefault(AddressDocument));
        if (state.Documents.GetValueOrDefault(GapDocument) is { } gap)
        {
            _protocol.Tell(new TunedGap(gap));
        }

        if (state.Documents.GetValueOrDefault(AwaitedDocument) is { Length: > 0 })
        {
            _token.Missed();
            _forgottenAfter = SilenceWatch.AfterStop;

            // At once: a crash must not bring it back.
            _store.Tell(new SaveDocument(AwaitedDocument, [], AtOnce: true));
        }

        _knowledge.Restore(state);
    }

    private void AddStatus(StatusDraft draft) => _protocol.Tell(draft with
    {
        Status = SessionStatus.Add(draft.Status, new(_options, _lineOpen, _alive, _claim, _token, _answers.Breaker, _work)),
    });

    private void SetLine(bool open)
    {
        _lineOpen = open;
        _silence.Restart();
        if (!open)
        {
            _token.LineLost();
            _forgottenAfter = SilenceWatch.AfterLoss;
            StopWork();
            _work.Reconnected();
            CheckAlive();
            Timers.Cancel(nameof(SilentLine));
            return;
        }

        _claim.Reconnected();
        _answers.Breaker.TryNow();
        if (!_options.TokenRequired)
        {
            Timers.StartSingleTimer(nameof(BeginUnbidden), BeginUnbidden.Instance, UnbiddenPause);
        }
        else if (_token.MayBeAwaited)
        {
            Timers.StartSingleTimer(nameof(SilentLine), SilentLine.Instance, _forgottenAfter);
        }
    }

    private void Hear(Heard heard)
    {
        var frame = heard.Frame;
        if (frame.Destination != _claim.Address && !Service.IsTokenReturn(frame))
        {
            // Somebody speaks, and not because we asked, so nobody waits for a token of ours. A return of others may be as vain as ours.
            _silence.Heard(heard.At);
            _token.NotAwaited();
        }

        if (_claim.Hear(frame))
        {
            LeaveAddress("somebody else speaks from it");
        }

        NoteHeard(frame, heard.At);
        if (frame.Command == Command.Identify && frame.Source == _options.PanelAddress)
        {
            if (_releaser is null && _options.TokenRequired && _claim.Identify(frame) is { } address)
            {
                var answer = new Frame(frame.Source, address, Command.IdentifyAnswer, Identity.Write(_options.Name));
                _protocol.Tell(new Transmit(answer, _time.Later(heard.At, IdentifyPatience)));
            }
        }
        else if (Service.IsTokenGrant(frame))
        {
            TakeToken(frame.Destination);
        }
        else
        {
            _work.Hear(heard);
        }
    }

    private void TakeToken(ushort address)
    {
        var isNew = !_claim.Confirmed;
        var grant = _claim.Granted(address);
        if (grant == GrantFor.Others)
        {
            return;
        }

        if (!_lineOpen)
        {
            _token.Missed();
            return;
        }

        if (grant == GrantFor.Former || !_options.TokenRequired)
        {
            // The panel knows us from before: it must not wait for what is not needed here.
            _protocol.Tell(new Transmit(Service.TokenReturn(address)));
            return;
        }

        if (isNew)
        {
            _log.Info("The panel grants tokens to address {Address}", address);

            // The panel waits for this address to give the token back, even from one who has just begun and ends without a word.
            _store.Tell(new SaveDocument(AddressDocument, _claim.Document, AtOnce: true));
        }

        // One that is granted before the last is back on the wire is the same one, granted twice.
        if (!_token.IsHeld && !_token.IsReturning)
        {
            _token.Take();
            BeginWork();
        }
    }

    /// <summary>Another address is to be claimed, unless this one is set.</summary>
    private void LeaveAddress(string reason)
    {
        var (address, wasShared) = (_claim.Address, _claim.IsShared);
        if (_working && _options.TokenRequired)
        {
            EndWork();
        }

        if (_claim.GiveUp())
        {
            _log.Warning("Leaving address {Address}: {Reason}", address, reason);
            _store.Tell(new SaveDocument(AddressDocument, [], AtOnce: true));
        }
        else if (!wasShared)
        {
            _log.Warning("Address {Address} is set and can't be left, but {Reason}", address, reason);
        }
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

        if (_releaser is null && _answers.MayAsk && _time.Since(_workSince!.Value) < MaxHold && _work.Next(_claim.Address!.Value) is { } request)
        {
            _inFlight = request;
            _answers.Asked(request);
            _protocol.Tell(request);
            return;
        }

        EndWork();
    }

    private void EndWork()
    {
        StopWork();
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
        if (_token.IsHeld)
        {
            _token.Return();
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

    private bool IsSilent =>
        _lineOpen && _options.TokenRequired && !_token.IsHeld && _claim.Awaited is not null && _silence.IsOver;

    private void CheckSilence()
    {
        if (IsSilent && !Timers.IsTimerActive(nameof(LongSilence)))
        {
            var turn = Math.Max(0, _claim.Awaited!.Value - BusAddress.FirstPeripheral) * SilenceStep;
            Timers.StartSingleTimer(nameof(LongSilence), LongSilence.Instance, turn);
        }
    }

    private void CheckForgotten()
    {
        if (_lineOpen && _claim.IsForgotten)
        {
            LeaveAddress("the panel grants it no token");
        }
    }

    /// <summary>The parameters have started anew and know nothing.</summary>
    private void IntroduceDevice()
    {
        if (_knowledge.IsComplete)
        {
            _knowledge.TellDefinitions();
            _work.ReadAll();
        }

        _parameters.Tell(_alive);
    }

    private void ReturnForgottenToken()
    {
        _log.Warning("The bus is silent: giving back a token that may still be ours");
        _token.NotAwaited();
        _protocol.Tell(new Transmit(Service.TokenReturn(_claim.Awaited!.Value)));
    }

    private void BeginRelease()
    {
        _releaser = Sender;
        if (!_token.IsHeld)
        {
            if (_claim.MayBeGranted)
            {
                _store.Tell(new SaveDocument(AwaitedDocument, [1], AtOnce: true));
            }

            Sender.Tell(Released.Instance);
            return;
        }

        // What the answer in flight says is not waited for: a stop has two seconds.
        EndWork();
    }

    private void NoteHeard(Frame frame, Moment at)
    {
        _answers.Heard(frame, at);
        if (frame.Source == _options.ControllerAddress)
        {
            CheckAlive();
        }
    }

    private void NoteAnswer(Answered answered)
    {
        _answers.Heard(answered.Answer, answered.At);
        if (_answers.Breaker.Succeeded())
        {
            _log.Info("The device answers again");
        }

        var wasLearned = _work.IsLearned;
        _work.Answered(answered);
        if (!wasLearned && _work.IsLearned)
        {
            _log.Info(
                "Know {Controller} parameters of the controller and {Panel} of the panel after {Seconds:F1} s of token",
                _work.Spaces[0].Parameters.Count, _work.Spaces[1].Parameters.Count,
                _workSince is { } since ? _time.Since(since).TotalSeconds : 0);
        }

        CheckAlive();
    }

    private void NoteSilence(Unanswered unanswered)
    {
        _inFlight = null;
        _log.Debug("No answer to {Frame}", unanswered.Request.Frame);
        var silence = _answers.Of(unanswered);
        if (_work.Unanswered(unanswered))
        {
            GoOn();
        }
        else if (_working)
        {
            EndWork();
        }

        if (silence == Silence.OfController)
        {
            LoseController();
        }

        if (silence != Silence.OfNoMatter && _answers.Breaker.Failed())
        {
            LeaveAlone();
        }
    }

    /// <summary>The breaker has opened: whoever waits for something is told so at once.</summary>
    private void LeaveAlone()
    {
        var breaker = _answers.Breaker;
        _log.Log(
            breaker.Openings == 1 ? LogLevel.WarningLevel : LogLevel.DebugLevel, null,
            "{Failures} requests in a row were not answered: nothing is asked until {Time:u}", breaker.Failures, breaker.TriesAt);
        _work.Abandon(_answers.LeftAlone, EconetError.Unavailable);
        LoseController();
    }

    private void CheckAlive()
    {
        if (_answers.HasFallenSilent)
        {
            LoseController();
        }

        var alive = _answers.IsAlive(_lineOpen && _work.IsLearned);
        if (alive != _alive)
        {
            _alive = alive;
            _parameters.Tell(alive);
        }
    }

    /// <summary>It is silent. When it speaks again it may be another one, or have started anew.</summary>
    private void LoseController()
    {
        _answers.Lost();
        _work.Reconnected();
        CheckAlive();
    }
}
