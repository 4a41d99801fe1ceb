using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Moves the messages of the session: between the bus and <see cref="BusSession"/>, which knows when we may speak, and
/// <see cref="Dialogue"/>, which knows what we have to say.
/// </summary>
internal sealed partial class BusSessionActor : UntypedActor, IWithTimers, IWithUnboundedStash
{
    private const string GapDocument = "bus/gap";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>What is stored is not waited for longer than this: a disk may hang.</summary>
    private static readonly TimeSpan RestorePatience = TimeSpan.FromSeconds(3);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _releasers = [];
    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IActorRef _store;
    private readonly IActorRef _protocol;
    private readonly IActorRef _parameters;
    private readonly DeviceKnowledge _knowledge;
    private readonly ToldProblems _problems = new(SessionProblems.Part, Context.Parent);
    private readonly ToldStatus<SessionStatus> _status = new(Context.Parent);
    private readonly BusWork _work;
    private readonly BusSession _session;
    private readonly BusDiagnosis _diagnosis;
    private readonly Dialogue _dialogue;
    private Moment? _due;
    private bool _restored;

    public BusSessionActor(
        string device, Gm3Options options, IActorRef store, IActorRef protocol, IActorRef parameters, AddressClaim claim, TimeProvider time)
    {
        (_options, _time, _store, _protocol, _parameters) = (options, time, store, protocol, parameters);
        var spaces = new DeviceSpaces(options, time);
        _knowledge = new DeviceKnowledge(device, () => options.Vocabulary.Current.Of(Vocabularies.Gm3), spaces, store, parameters, _log, _time);
        _work = new BusWork(spaces, options, time, _knowledge);
        _session = new BusSession(options, claim, time);
        _diagnosis = new BusDiagnosis(options, time);
        _dialogue = new Dialogue(_work, options, _log, time);
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
        Timers.StartPeriodicTimer(nameof(Tick), SessionMessages.TickOver.Instance, Tick);
        _protocol.Tell(ProtocolMessages.GetLineState.Instance);
        _store.Tell(StoreMessages.Load.Instance);
        Timers.StartSingleTimer(nameof(RestorePatience), SessionMessages.NothingStored.Instance, RestorePatience);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The next session knows nothing of these, and those who asked would wait in vain.
        _work.Abandon("The write was lost in an internal error; read the value to see how it ended");
        _parameters.Tell(new ParameterMessages.Alive(false));
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _status.Tell(SessionStatus.None);
        if (_session.TokenAt is { } address)
        {
            _protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(address)));
        }
    }

    protected override void OnReceive(object message)
    {
        Handle(message);
        _status.Tell(SessionStatus.Of(_options, _session, _dialogue, _work));
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case ProtocolMessages.LineState { Open: true }:
                OpenLine();
                break;
            case ProtocolMessages.LineState:
                LoseLine();
                break;
            case ProtocolMessages.Heard heard:
                Hear(heard);
                break;
            case ProtocolMessages.Answered answered when _dialogue.Ends(answered.Request):
                GoOn(_dialogue.Answered(answered));
                CheckAlive();
                break;
            case ProtocolMessages.Unanswered unanswered when _dialogue.Ends(unanswered.Request):
                GoOn(_dialogue.Unanswered(unanswered));
                CheckAlive();
                break;
            case ProtocolMessages.Answered { Request: var request } when _dialogue.IsOver(request):
                break;
            case ProtocolMessages.Unanswered { Request: var request } when _dialogue.IsOver(request):
                break;
            case ProtocolMessages.Transmitted sent when _session.Awaits(sent.Id):
                Apply(_session.Returned());
                break;
            case ProtocolMessages.TunedGap tuned:
                _store.Tell(new StoreMessages.SaveDocument(GapDocument, tuned.Content.ToArray()));
                break;
            case SessionMessages.TickOver:
                _work.ExpireWrites();
                CheckAlive();
                Apply(_session.CheckTime());
                _problems.Tell([.. SessionProblems.Of(_options, _session, _dialogue.Breaker, _diagnosis), .. WorkProblems.Of(_work)]);
                break;
            case SessionMessages.TimeIsUp:
                Apply(_session.CheckTime());
                break;
            case StoreMessages.Loaded loaded when !_restored:
                Restore(loaded.State);
                break;
            case StoreMessages.Loaded:
                // What a former self asked for came first, and this is no more.
                break;
            case SessionMessages.NothingStored:
                _log.Warning("The store does not answer: starting without the stored state");
                Begin(_session.Restored(null, null));
                break;
            case DeviceMessages.Release release:
                _releasers.Add(Sender);
                Apply(_session.Leave(release.AtOnce));
                break;
            case ParameterMessages.Write or ParameterMessages.Refresh or ParameterMessages.ParametersStarted or GetAlarms
                when _session.State == SessionState.Restoring:
                Stash.Stash();
                break;
            default:
                ReceiveWork(message);
                break;
        }
    }

    /// <summary>What concerns the device rather than the bus.</summary>
    private void ReceiveWork(object message)
    {
        switch (message)
        {
            case ParameterMessages.Write write when !_dialogue.MayAsk:
                Sender.Tell(new ParameterMessages.WriteEnded(
                    write.Id, WriteStatus.Expired, default, _time.Now(), _dialogue.LeftAlone, EconetError.Unavailable));
                break;
            case ParameterMessages.Write write:
                _work.Queue(new QueuedWrite(write, Sender, _time.Now()));
                break;
            case ParameterMessages.Withdraw withdraw:
                _work.Withdraw(withdraw.Id);
                break;
            case ParameterMessages.Refresh refresh:
                _work.Refresh(refresh.Index);
                break;
            case ParameterMessages.ParametersStarted:
                IntroduceDevice();
                break;
            case GetAlarms:
                Sender.Tell(_dialogue.Alive.Answers
                    ? new AlarmList(_knowledge.Alarms ?? [], _knowledge.AlarmsReadAt)
                    : new RequestFailed(EconetError.Unavailable, _dialogue.Alive.Reason ?? "Heat pump unavailable"));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Restore(StoredState state)
    {
        _restored = true;
        Timers.Cancel(nameof(RestorePatience));
        if (state.Documents.GetValueOrDefault(GapDocument) is { } gap)
        {
            _protocol.Tell(new ProtocolMessages.TunedGap(gap));
        }

        _knowledge.Restore(state);
        Begin(_session.Restored(
            state.Documents.GetValueOrDefault(BusSession.AddressDocument), state.Documents.GetValueOrDefault(BusSession.AwaitedDocument)));
    }

    private void Begin(ImmutableArray<SessionEffect> effects)
    {
        Apply(effects);
        Stash.UnstashAll();
    }

    /// <summary>It is told once unasked, and once because we asked.</summary>
    private void OpenLine()
    {
        if (!_session.IsLineOpen)
        {
            _dialogue.LineOpened();
            _diagnosis.Restart();
            Apply(_session.LineOpened());
        }
    }

    private void LoseLine()
    {
        if (_session.IsLineOpen)
        {
            Apply(_session.LineLost());
            _dialogue.LineLost();
            CheckAlive();
        }
    }

    private void Hear(ProtocolMessages.Heard heard)
    {
        _dialogue.Heard(heard.Frame, heard.At);
        if (heard.Frame.Source == _options.ControllerAddress)
        {
            CheckAlive();
        }

        _work.Hear(heard);
        _diagnosis.Heard(heard, _session.Claim);
        Apply(_session.Hear(heard));
    }

    private void GoOn(ProtocolMessages.Request? next)
    {
        if (next is not null)
        {
            _protocol.Tell(next);
        }
        else
        {
            Apply(_session.WorkOver());
        }
    }

    /// <summary>The parameters have restarted and know nothing.</summary>
    private void IntroduceDevice()
    {
        if (_knowledge.IsComplete)
        {
            _knowledge.TellDefinitions();
            _work.ReadAll();
        }

        _parameters.Tell(_dialogue.Alive);
    }

    private void CheckAlive()
    {
        if (_dialogue.IsAliveNews(_session.IsLineOpen))
        {
            _parameters.Tell(_dialogue.Alive);
        }
    }
}
