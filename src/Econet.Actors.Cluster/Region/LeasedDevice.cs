using Akka.Actor;
using Akka.Event;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.State;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Ports;

namespace Econet.Actors.Cluster.Region;

/// <summary>
/// One device of the cluster, on the node where it lives now: waits for the right to speak on its bus, has the device there for as long as that
/// holds, and gives the right back when the device moves on.
/// </summary>
internal sealed partial class LeasedDevice : UntypedActor, IWithStash, IWithTimers
{
    /// <summary>Whoever asks waits so long for a device that is on its way; then it is told why.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly string _id;
    private readonly ClusterSetup _setup;
    private readonly EconetSetup _kinds;
    private readonly TimeProvider _time;
    private readonly BusLease _lease;
    private CatalogEntry? _entry;
    private SpeakerLicence? _licence;
    private IActorRef _shell = ActorRefs.Nobody;
    private IActorRef _remover = ActorRefs.Nobody;
    private bool _isAsking;
    private bool _isLate;
    private bool _deletesState;
    private string _reason = "the shared database has not answered yet";

    public LeasedDevice(string id, ClusterSetup setup, EconetSetup kinds, TimeProvider time)
    {
        (_id, _setup, _kinds, _time) = (id, setup, kinds, time);
        _lease = BusLease.Of(id, Context.System, $"{NodeNames.Of(_cluster.SelfAddress)}#{_cluster.SelfUniqueAddress.Uid}", setup.Database, time);
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string id, ClusterSetup setup, EconetSetup kinds, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new LeasedDevice(id, setup, kinds, time));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe<DeviceMessages.Release>(Self);
        Wait();
    }

    protected override void PostStop()
    {
        _setup.Here.End(_id);
        Context.System.EventStream.Unsubscribe(Self);
    }

    // A shell that failed at a message goes on with the next one, and its device never notices.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Resume);

    protected override void OnReceive(object message) => Unhandled(message);

    private void Wait()
    {
        _setup.Here.End(_id);
        (_isLate, _licence) = (false, null);
        Timers.StartSingleTimer(nameof(Late), Late.Instance, Patience);
        Become(Waiting);
        Take();
    }

    private void Take()
    {
        _entry = _setup.Catalog.Find(_id);
        if (_entry is null)
        {
            // Removed, or not heard of yet.
            Timers.StartSingleTimer(nameof(Tick), Tick.Instance, RetryPause);
            return;
        }

        _isAsking = true;
        _lease.TakeAsync().PipeTo(
            Self,
            success: taken => taken is var (licence, epoch) ? new Taken(licence, epoch) : new NotTaken("another node has its bus still"),
            failure: error => new NotTaken($"the shared database can't be used: {error.GetBaseException().Message}"));
    }

    private void Waiting(object message)
    {
        switch (message)
        {
            case Taken taken:
                _isAsking = false;
                Begin(taken);
                break;
            case NotTaken not:
                _isAsking = false;
                if (_reason != not.Reason)
                {
                    _log.Info("{Device} waits here for its bus: {Reason}", _id, not.Reason);
                }

                _reason = not.Reason;
                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, RetryPause);
                break;
            case Tick:
                Take();
                break;
            case Late when _entry is null:
                End();
                break;
            case Late:
                _isLate = true;
                Stash.UnstashAll();
                break;
            case HandOff:
                End();
                break;
            case LeaveForGood leave:
                Leave(leave);
                break;
            case BeThere or DeviceMessages.Release or Terminated or DeviceMessages.Released or Asked:
                break;
            case var _ when !_isLate:
                Stash.Stash();
                break;
            default:
                Refusal.Tell(
                    message, _id, new RequestFailed(EconetError.Unavailable, $"Device '{_id}' is on its way to another node: {_reason}"), Sender);
                break;
        }
    }

    private void Begin(Taken taken)
    {
        try
        {
            var device = DeviceKinds.Of(_entry!.Spec, _kinds.Kinds).Make(_entry.Spec);
            _licence = taken.Licence;
            _shell = Context.Watch(Context.ActorOf(
                DeviceShell.Props(device, new DeviceHome(_time, taken.Licence, new PostgresPlace(_setup.Database, _id, taken.Epoch)))));
            _log.Info("{Device} lives here now, in epoch {Epoch}", _id, taken.Epoch);
            _setup.Here.Begin(_id, taken.Licence, taken.Epoch, _time);
            Timers.Cancel(nameof(Late));
            Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _lease.Interval);
            Become(Living);
            Stash.UnstashAll();
        }
        catch (Exception wrong) when (wrong is ArgumentException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            // The catalog takes no such device; it may be one of a newer node.
            _log.Error(wrong, "{Device} can't be made here", _id);
            _reason = wrong.Message;
            Timers.StartSingleTimer(nameof(Tick), Tick.Instance, _lease.Interval);
        }
    }

    private void Living(object message)
    {
        switch (message)
        {
            case Tick:
                Renew();
                AskHowItIs();
                break;
            case DeviceStatus status:
                Summarize(status);
                break;
            case Asked asked:
                _isAsking = false;
                Note(asked);
                break;
            case BeThere when _setup.Catalog.Find(_id) is { } now && !(now.IsSameAs(_entry!) && now.Has(_entry!.Number)):
                _log.Info("{Device} is set up otherwise now, and begins anew", _id);
                Become(Restarting);
                _shell.Tell(new DeviceMessages.Remove(DeletesState: false));
                break;
            case BeThere or Late:
                break;
            case HandOff:
                MoveOn();
                break;
            case LeaveForGood leave:
                Leave(leave);
                break;
            case Terminated:
                _log.Warning("{Device} has ended unasked, and begins anew", _id);
                Restart();
                break;
            case DeviceMessages.Release { AtOnce: true } release:
                _shell.Tell(release);
                break;
            case DeviceMessages.Release or DeviceMessages.Released:
                break;
            default:
                _shell.Forward(message);
                break;
        }
    }

    private void Renew()
    {
        if (!_isAsking)
        {
            _isAsking = true;
            _lease.RenewAsync(_licence!).PipeTo(Self, success: held => new Asked(held), failure: error => new Asked(null, error));
        }
    }

    private void Note(Asked asked)
    {
        if (asked.IsHeld == false)
        {
            _log.Warning("{Device} has another owner now: it is silent here from now on", _id);
            _licence!.End();
            _setup.Here.End(_id);
            Timers.Cancel(nameof(Tick));
            Context.Stop(_shell);
            Become(Restarting);
        }
        else if (asked.Error is { } error)
        {
            _setup.Here.Trouble(_id);
            _log.Warning("The lease of {Device} can't be renewed: {Reason}", _id, error.GetBaseException().Message);
        }
    }

    /// <summary>The device ends, and is started again as one that has come here just now.</summary>
    private void Restarting(object message)
    {
        switch (message)
        {
            case Terminated:
                Restart();
                break;
            case Asked:
                _isAsking = false;
                break;
            case Tick:
                Renew();
                break;
            case BeThere or DeviceMessages.Released or DeviceMessages.Release or Late:
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    private void Restart()
    {
        Timers.CancelAll();
        _shell = ActorRefs.Nobody;
        Wait();
        Stash.UnstashAll();
    }

    private sealed record Tick : ILocalMessage
    {
        public static readonly Tick Instance = new();
    }

    private sealed record Late : ILocalMessage
    {
        public static readonly Late Instance = new();
    }

    private sealed record Taken(SpeakerLicence Licence, long Epoch) : ILocalMessage;

    private sealed record NotTaken(string Reason) : ILocalMessage;

    /// <param name="IsHeld">Null when that is not known.</param>
    private sealed record Asked(bool? IsHeld, Exception? Error = null) : ILocalMessage;
}
