using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Vocabulary;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.ParameterRequests;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The parameters of one device: owns what is known of them, answers those who ask, tells those who watch, and hands writes to the actors of
/// the parameters. Knows the driver that feeds them only as the actor that takes their writes.
/// </summary>
internal sealed class ParametersActor : GuardedActor, IWithTimers
{
    private static readonly TimeSpan AgeCheck = TimeSpan.FromSeconds(1);

    /// <summary>How often changed values go to the store, which brings them to the disk more seldom still.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    private readonly string _device;
    private readonly IActorRef _store;
    private readonly RunWitness _witness;
    private readonly WritePolicy _policy;
    private readonly TimeProvider _time;
    private readonly DeviceParameters _known;
    private readonly ParameterActors _actors = new(Context);
    private readonly DeviceWrites _writes;
    private IActorRef _driver = ActorRefs.Nobody;
    private ImmutableArray<StoredValue> _stored = [];

    /// <summary>Where the state is kept could not be read at the start; what is there comes when it can.</summary>
    private bool _lacksFile;

    public ParametersActor(
        string device, IActorRef store, RunWitness witness, WritePolicy policy, Func<SystemVocabulary> vocabulary, TimeProvider time)
    {
        (_device, _store, _witness, _policy, _time) = (device, store, witness, policy, time);
        _known = new DeviceParameters(device, vocabulary, time);
        _writes = new DeviceWrites(device, _known, _actors, store, witness, time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        string device, IActorRef store, RunWitness witness, WritePolicy policy, Func<SystemVocabulary> vocabulary, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ParametersActor(device, store, witness, policy, vocabulary, time));

    // Whatever happens to one, the driver goes on with its writes, and their ends are to be heard.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckAges), CheckAges.Instance, AgeCheck);
        Timers.StartPeriodicTimer(nameof(SaveChanged), SaveChanged.Instance, SaveInterval);
        _store.Tell(Load.Instance);
        Context.Parent.Tell(Started.Instance);
    }

    protected override void PostStop()
    {
        _known.Watchers.End(_device, "The device's parameters start anew, or the device is gone");
        _known.Readers.FailAll("The parameters start anew");
    }

    protected override void Failed(object message, EconetException error)
    {
        if (message is GetSnapshot or GetParameter or WriteParameter or GetWrites or GetFigures)
        {
            Sender.Tell(new Status.Failure(error));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Define define:
                SetDefinitions(define);
                break;
            case Readings readings:
                Refresh(_known.Take(readings));
                break;
            case Alive alive:
                if (_known.Set(alive))
                {
                    Log.Info(alive.Answers ? "{Device} answers" : "{Device} answers no more", _device);
                }

                break;
            case Trouble trouble:
                _known.Set(trouble.Problems);
                break;
            case Announce announce:
                _known.Watchers.Tell(announce.Event);
                break;
            case JobChanged changed when _actors.IsCurrent(changed.Job.Index, Sender):
                _writes.Put(changed.Job);
                break;
            case Confirmed confirmed when _actors.IsCurrent(confirmed.Index, Sender):
                _known.Confirm(confirmed.Index, confirmed.Held, confirmed.At);
                break;
            case Reborn reborn when _actors.IsCurrent(reborn.Index, Sender):
                _writes.TellAgain(reborn.Index, Sender);
                break;
            case JobChanged or Confirmed or Reborn:
                break;
            case CheckAges:
                Refresh(_known.CheckAges());
                break;
            case SaveChanged:
                _store.Tell(_known.Table.TakeChanged());
                break;
            case SaveAll:
                _store.Tell(_known.Table.TakeAll());
                break;
            case Loaded loaded:
                Take(loaded);
                break;
            case StoreHealth { OnDisk: true } when _lacksFile:
                _lacksFile = false;
                _store.Tell(Load.Instance);
                break;
            case StoreHealth or WriteSaved:
                break;
            default:
                Answer(message);
                break;
        }
    }

    /// <summary>What anybody asks.</summary>
    private void Answer(object message)
    {
        switch (message)
        {
            case GetSnapshot:
                Sender.Tell(_known.Snapshot);
                break;
            case GetParameter get:
                Read(get);
                break;
            case GetWrites get:
                Sender.Tell(new Writes(_writes.Find(get.Id)));
                break;
            case WriteParameter write:
                Write(write);
                break;
            case WithdrawWrite withdraw:
                _writes.Withdraw(withdraw);
                break;
            case GetFigures get:
                Sender.Tell(Describe(get.Requester));
                break;
            case Watch watch:
                Context.Watch(watch.Watcher);
                _known.Watchers.Add(watch.Watcher, new SnapshotTaken(_device, _known.Snapshot));
                break;
            case Unwatch unwatch:
                Context.Unwatch(unwatch.Watcher);
                _known.Watchers.Remove(unwatch.Watcher);
                break;
            case Terminated terminated:
                _known.Watchers.Remove(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SetDefinitions(Define define)
    {
        _driver = Sender;
        if (!_known.AreOthers(define))
        {
            return;
        }

        if (_known.Table.Count > 0)
        {
            _known.Readers.FailAll("The device's parameters have changed");
            _store.Tell(ClearValues.Instance);
            _writes.AbandonAll();
        }

        _known.Become(define);
        _actors.Reset(new ParameterContext(_driver, _store, _witness, _policy, _time, define.Round));
        _known.Restore(_stored);
        _stored = [];
        _writes.GoOn();
        _known.Watchers.Tell(new SnapshotTaken(_device, _known.Snapshot));
        Log.Info("{Device} has {Count} parameters", _device, _known.Table.Count);
    }

    private void Take(Loaded loaded)
    {
        _lacksFile = loaded.Health is { OnDisk: false, Problem: not null };
        if (_known.Table.Count > 0)
        {
            _known.Restore(loaded.State.Values);
        }
        else
        {
            _stored = loaded.State.Values;
        }

        _writes.Adopt(loaded.State.Writes, loaded.Health.OnDisk);
    }

    private void Read(GetParameter get)
    {
        try
        {
            var place = _known.Resolve(get.Key);
            if (get.MaxAge is not { } maxAge || _known.Table.IsFresh(place, maxAge, _time))
            {
                Sender.Tell(_known.Table.Value(place));
                return;
            }

            _known.DemandAnswers();
            _known.Readers.Add(place, Sender);
            Refresh([_known.Table.Value(place).Index]);
        }
        catch (EconetException error)
        {
            Sender.Tell(new Status.Failure(error));
        }
    }

    private void Write(WriteParameter write)
    {
        try
        {
            _writes.Begin(write, Sender);
        }
        catch (EconetException error)
        {
            Sender.Tell(new WriteResult(
                write.Key, null, default, default, _time.GetUtcNow(), error.Error, error.Message, error.Candidates));
        }
    }

    private void Refresh(ImmutableArray<int> indices)
    {
        foreach (var index in indices)
        {
            _driver.Tell(new Refresh(index));
        }
    }

    private Figures Describe(IActorRef requester) => new(
        requester,
        _known.Table.Count,
        _known.LastUpdate,
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty
            .Add("values", _known.Table.Describe())
            .Add("writes", ImmutableSortedDictionary<string, object?>.Empty.Add("under_way", _writes.UnderWay)));

    /// <summary>To the parent: the parameters have started, and know nothing.</summary>
    internal sealed record Started
    {
        public static readonly Started Instance = new();
    }

    /// <summary>Everything that is known goes to the store: the host is about to stop.</summary>
    internal sealed record SaveAll
    {
        public static readonly SaveAll Instance = new();
    }

    private sealed record SaveChanged
    {
        public static readonly SaveChanged Instance = new();
    }

    private sealed record CheckAges
    {
        public static readonly CheckAges Instance = new();
    }
}
