using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Parameters;

/// <summary>
/// The parameters of one device: hands on what the driver reads and what clients write to the actor of each parameter, and answers for them all
/// with what these publish. Knows the driver only as the actor that takes their writes.
/// </summary>
internal sealed class ParametersActor : GuardedActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan AgeCheck = TimeSpan.FromSeconds(1);

    /// <summary>How often changed values go to the store, which brings them to the disk more seldom still.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    private readonly string _device;
    private readonly IActorRef _store;
    private readonly RunWitness _witness;
    private readonly WritePolicy _policy;
    private readonly Func<SystemVocabulary> _vocabulary;
    private readonly TimeProvider _time;
    private readonly DeviceParameters _known;
    private readonly ParameterActors _actors;
    private readonly DeviceWrites _writes;
    private readonly ParameterQuestions _questions;
    private readonly ToldStatus<ParametersStatus> _status = new(Context.Parent);
    private IActorRef _driver = ActorRefs.Nobody;
    private ImmutableArray<StoredValue> _stored = [];
    private RollCall _call = new([]);

    /// <summary>Where the state is kept could not be read at the start; what is there comes when it can.</summary>
    private bool _lacksFile;

    public ParametersActor(
        string device, IActorRef store, RunWitness witness, WritePolicy policy, Func<SystemVocabulary> vocabulary, TimeProvider time)
    {
        (_device, _store, _witness, _policy, _vocabulary, _time) = (device, store, witness, policy, vocabulary, time);
        _known = new DeviceParameters(device, vocabulary, time);
        _actors = new ParameterActors(Context, _known, vocabulary, time);
        _writes = new DeviceWrites(device, _known, _actors, store, witness, time);
        _questions = new ParameterQuestions(_known, _writes, time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(
        string device, IActorRef store, RunWitness witness, WritePolicy policy, Func<SystemVocabulary> vocabulary, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ParametersActor(device, store, witness, policy, vocabulary, time)).WithDispatcher(DeviceActor.Dispatcher);

    // Whatever happens to one, it has the same memory afterwards.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckAges), CheckAges.Instance, AgeCheck);
        Timers.StartPeriodicTimer(nameof(SaveChanged), SaveChanged.Instance, SaveInterval);
        Context.Parent.Tell(ParameterMessages.ParametersStarted.Instance);
        _store.Tell(StoreMessages.Load.Instance);
    }

    // The parameters' actors live on, with what they know and the writes that are under way.
    protected override void PreRestart(Exception reason, object message) => EndRequests();

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        _call = _actors.Recall();
        Become(Recalling);
        GoOn();
    }

    protected override void PostStop() => EndRequests();

    protected override void Failed(object message, RequestFailed failure)
    {
        if (message is GetSnapshot or GetParameter or WriteParameter or GetWrites)
        {
            Sender.Tell(failure);
        }
    }

    protected override void OnReceive(object message)
    {
        Handle(message);
        _status.Tell(new ParametersStatus(_known.Table.Count, _known.LastUpdate, _known.Table.Describe(), _writes.UnderWay));
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case ParameterMessages.Define define:
                SetDefinitions(define);
                break;
            case ParameterMessages.Readings readings:
                _known.HasUpdate(readings.At);
                _actors.Distribute(readings);
                break;
            case ParameterMessages.Alive alive:
                SetAlive(alive);
                break;
            case ParameterMessages.Trouble trouble:
                _known.Set(trouble.Problems);
                break;
            case ParameterMessages.Announce announce:
                _known.Watchers.Tell(announce.Event);
                break;
            case ParameterMessages.StateChanged changed when _actors.Are(changed.State.Definition.Index, Sender, out var place):
                _actors.TellLimits(_known.Publish(place, changed.State));
                _actors.Catch(place);
                break;
            case ParameterMessages.JobChanged changed when _actors.Are(changed.Job.Index, Sender, out _):
                _writes.Put(changed.Job);
                break;
            case ParameterMessages.StateChanged or ParameterMessages.JobChanged or ParameterMessages.Known:
                // Of an actor of former parameters, which has not stopped yet.
                break;
            case CheckAges:
                _actors.CheckAges();
                _known.Readers.ExpireOld();
                break;
            case SaveChanged:
                _store.Tell(_known.Table.TakeChanged());
                _known.Table.Tidy();
                break;
            case ParameterMessages.SaveAll:
                _store.Tell(_known.Table.TakeAll());
                break;
            case StoreMessages.Loaded loaded:
                Take(loaded);
                break;
            case StoreHealth { OnDisk: true } when _lacksFile:
                _lacksFile = false;
                _store.Tell(StoreMessages.Load.Instance);
                break;
            case StoreHealth or StoreMessages.WriteSaved:
                break;
            case WatchDevice watch:
                Context.Watch(watch.Watcher);
                _known.Watchers.Add(watch.Watcher, new SnapshotTaken(_device, _known.Snapshot));
                break;
            case UnwatchDevice unwatch:
                Context.Unwatch(unwatch.Watcher);
                _known.Watchers.Remove(unwatch.Watcher);
                break;
            case Terminated terminated:
                _known.Watchers.Remove(terminated.ActorRef);
                break;
            default:
                if (!_questions.Answer(message, Sender, _driver))
                {
                    Unhandled(message);
                }

                break;
        }
    }

    /// <summary>After a restart: the parameters' actors tell what they know. Whoever asks meanwhile waits for that.</summary>
    private void Recalling(object message)
    {
        switch (message)
        {
            case ParameterMessages.Known known:
                _call.Answered(Sender, known.State, known.Confirmations);
                foreach (var job in known.Open)
                {
                    _writes.Put(job);
                }

                break;
            case ParameterMessages.StateChanged changed:
                _call.Changed(Sender, changed.State);
                break;
            case ParameterMessages.JobChanged changed:
                _writes.Put(changed.Job);
                break;
            case Terminated terminated:
                _call.Gone(terminated.ActorRef);
                break;
            case ParameterMessages.Alive alive:
                SetAlive(alive);
                break;
            case CheckAges or SaveChanged:
                break;
            default:
                Stash.Stash();
                break;
        }

        GoOn();
    }

    /// <summary>Goes on as before the restart, once it is known what that was.</summary>
    private void GoOn()
    {
        if (!_call.IsOver)
        {
            return;
        }

        _actors.Adopt(_call);
        _store.Tell(_known.Table.TakeAll());
        Become(OnReceive);
        Stash.UnstashAll();
    }

    private void SetDefinitions(ParameterMessages.Define define)
    {
        _driver = Sender;
        if (!_known.AreOthers(define))
        {
            return;
        }

        if (_known.Table.Count > 0)
        {
            _known.Readers.FailAll("The device's parameters have changed");
            _store.Tell(StoreMessages.ClearValues.Instance);
            _writes.AbandonAll();
        }

        _known.Become(define.Definitions, _stored);
        _stored = [];
        _actors.Start(new ParameterContext(Self, _driver, _store, _witness, _policy, _time, define.Round, _vocabulary));
        _writes.GoOn();
        _known.Watchers.Tell(new SnapshotTaken(_device, _known.Snapshot));
        Log.Info("{Device} has {Count} parameters", _device, _known.Table.Count);
    }

    private void Take(StoreMessages.Loaded loaded)
    {
        _lacksFile = loaded.Health is { OnDisk: false, Problem: not null };
        if (_known.Table.Count > 0)
        {
            _actors.Restore(loaded.State.Values);
        }
        else
        {
            _stored = loaded.State.Values;
        }

        _writes.Adopt(loaded.State.Writes, loaded.Health.OnDisk);
    }

    private void SetAlive(ParameterMessages.Alive alive)
    {
        if (_known.Set(alive))
        {
            Log.Info(alive.Answers ? "{Device} answers" : "{Device} answers no more", _device);
        }
    }

    private void EndRequests()
    {
        _known.Watchers.End(_device, "The device's parameters are starting again, or the device is gone");
        _known.Readers.FailAll("The parameters are starting again");
    }

    private sealed record SaveChanged : ILocalMessage
    {
        public static readonly SaveChanged Instance = new();
    }

    private sealed record CheckAges : ILocalMessage
    {
        public static readonly CheckAges Instance = new();
    }
}
