using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Vocabulary;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.ParameterRequests;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The parameters of one device: their directory, an actor for each, and the immutable snapshot of them all. Knows the driver that
/// feeds them only as the actor that takes their writes.
/// </summary>
internal sealed class ParametersActor : GuardedActor, IWithTimers
{
    private static readonly TimeSpan AgeCheck = TimeSpan.FromSeconds(1);

    /// <summary>How often changed values go to the store, which brings them to the disk more seldom still.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    private readonly string _device;
    private readonly IActorRef _store;
    private readonly WriteBudget _budget;
    private readonly Func<SystemVocabulary> _vocabulary;
    private readonly TimeProvider _time;
    private readonly Watchers _watchers = new();
    private readonly FreshReaders _readers;
    private readonly WriteLedger _ledger;
    private StoredState? _restored;

    /// <summary>The indices of the parameters that somebody wanted written since this started.</summary>
    private readonly HashSet<int> _written = [];

    /// <summary>Where the state is kept could not be read at the start; what is there comes when it can.</summary>
    private bool _lacksFile;

    private IActorRef _driver = ActorRefs.Nobody;
    private ParameterTable _table = ParameterTable.Empty;
    private IActorRef[] _parameters = [];
    private string _called = Define.HeatPump;
    private DeviceSnapshot? _snapshot;
    private Moment? _lastUpdate;
    private Alive _alive = new(false);
    private ImmutableArray<Problem> _problems = [];
    private long _version;
    private ParametersStatus? _told;

    public ParametersActor(string device, IActorRef store, WriteBudget budget, Func<SystemVocabulary> vocabulary, TimeProvider time)
    {
        _device = device;
        _store = store;
        _budget = budget;
        _vocabulary = vocabulary;
        _time = time;
        _ledger = new WriteLedger(time.GetUtcNow());
        _readers = new FreshReaders(time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string device, IActorRef store, WriteBudget budget, Func<SystemVocabulary> vocabulary, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ParametersActor(device, store, budget, vocabulary, time));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckAges), CheckAges.Instance, AgeCheck);
        Timers.StartPeriodicTimer(nameof(SaveChanged), SaveChanged.Instance, SaveInterval);
        _store.Tell(Load.Instance);
        Context.Parent.Tell(Started.Instance);
    }

    protected override void PostStop()
    {
        _watchers.End(_device, "The device's parameters start anew, or the device is gone");
        _readers.FailAll("The parameters start anew");
    }

    protected override void Failed(object message, EconetException error)
    {
        if (message is GetSnapshot or GetParameter or WriteParameter or GetWrites)
        {
            Sender.Tell(new Status.Failure(error));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Define define:
                _called = define.Called;
                SetDefinitions(define);
                break;
            case Readings readings:
                Distribute(readings);
                break;
            case StateChanged changed:
                Update(changed.Place, changed.State);
                break;
            case Alive alive:
                SetAlive(alive);
                break;
            case Trouble trouble:
                SetProblems(trouble.Problems);
                break;
            case Announce announce:
                _watchers.Tell(announce.Event);
                break;
            case JobChanged changed:
                if (IsCurrent(_table.Directory.PlaceOf(changed.Job.Index)))
                {
                    Put(changed.Job);
                }

                break;
            case Reborn reborn when IsCurrent(reborn.Place):
                TellLimits(reborn.Place);
                _parameters[reborn.Place].Tell(new RestoreWrites(
                    [.. _ledger.ByIndex()[_table.Value(reborn.Place).Index].Where(job => job.HasEnded)]));
                break;
            case Reborn:
                break;
            case CheckAges:
                ExpireOld();
                foreach (var index in _table.DueAgain(_time))
                {
                    _driver.Tell(new Refresh(index));
                }

                _readers.ExpireOld();
                TellStatus();
                break;
            case SaveChanged:
                _store.Tell(_table.TakeChanged());
                break;
            case SaveAll:
                _store.Tell(_table.TakeAll());
                break;
            case Loaded loaded:
                Take(loaded);
                break;
            case StoreHealth { OnDisk: true } when _lacksFile:
                _lacksFile = false;
                _store.Tell(Load.Instance);
                break;
            case StoreHealth:
                break;
            case WriteSaved:
                break;
            case GetSnapshot:
                Sender.Tell(Snapshot());
                break;
            case GetParameter get:
                Answer(get);
                break;
            case GetWrites get:
                Sender.Tell(new Writes(_ledger.Find(get.Id)));
                break;
            case WriteParameter write:
                Write(write);
                break;
            case WithdrawWrite withdraw:
                if (_table.Directory.TryResolve(withdraw.Key, out var withdrawn))
                {
                    _parameters[withdrawn].Tell(new WithdrawRequest(withdraw.Request));
                }

                break;
            case Watch watch:
                Context.Watch(watch.Watcher);
                _watchers.Add(watch.Watcher, new SnapshotTaken(_device, Snapshot()));
                break;
            case Unwatch unwatch:
                Context.Unwatch(unwatch.Watcher);
                _watchers.Remove(unwatch.Watcher);
                break;
            case Terminated terminated:
                _watchers.Remove(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SetDefinitions(Define define)
    {
        _driver = Sender;
        if (!define.Anew && define.Definitions.SequenceEqual(_table.Directory.Definitions))
        {
            return;
        }

        AbandonFormer();
        _table = new ParameterTable(define.Definitions);
        _version++;
        _snapshot = null;
        var shared = new ParameterContext(_driver, _store, _budget, _time, define.Round, _vocabulary);

        // No names: the actor of a former definition may still be stopping.
        _parameters = [.. _table.Values.Select((value, place) =>
            Context.ActorOf(ParameterActor.Props(place, value.Key, value.Definition, shared)))];
        Restore();
        _watchers.Tell(new SnapshotTaken(_device, Snapshot()));
        TellStatus();
        Log.Info("{Device} has {Count} parameters", _device, _parameters.Length);
    }

    /// <summary>The device is another one than before: what was under way for the former one can't end.</summary>
    private void AbandonFormer()
    {
        if (_parameters.Length == 0)
        {
            return;
        }

        foreach (var parameter in _parameters)
        {
            Context.Stop(parameter);
        }

        _readers.FailAll("The device's parameters have changed");
        _store.Tell(ClearValues.Instance);
        foreach (var job in _ledger.Find(null).Where(job => !job.HasEnded))
        {
            var ended = job with
            {
                Status = WriteStatus.Expired, EndedAt = _time.GetUtcNow(), Message = "The device's parameters have changed",
            };
            Put(ended);
            _store.Tell(new SaveWrite(ended));
        }
    }

    private void Take(Loaded loaded)
    {
        // Those that are known are of this run, and further than they were when they were saved.
        var written = _ledger.Find(null).Select(job => job.Index).Concat(_written).ToHashSet();
        ImmutableArray<WriteJob> writes =
        [
            .. loaded.State.Writes.Where(job => _ledger.Find(job.Id).IsEmpty)
                .Select(job => job.HasEnded || !written.Contains(job.Index) ? job : Superseded(job)),
        ];
        _lacksFile = loaded.Health is { OnDisk: false, Problem: not null };
        _restored = loaded.State with { Writes = writes };
        _ledger.Restore(writes);
        if (_parameters.Length > 0)
        {
            Restore();
        }
    }

    /// <summary>What is read only later must not undo what was written meanwhile.</summary>
    private WriteJob Superseded(WriteJob job)
    {
        var ended = job with
        {
            Status = WriteStatus.Superseded, EndedAt = _time.GetUtcNow(), Message = "A later write of the same parameter took its place",
        };
        _store.Tell(new SaveWrite(ended));
        return ended;
    }

    private void Restore()
    {
        if (_restored is not { } restored)
        {
            return;
        }

        _restored = null;
        foreach (var value in restored.Values)
        {
            if (_table.Directory.PlaceOf(value.Index) is >= 0 and var place)
            {
                _parameters[place].Tell(new RestoreValue(value.Value, Past(value.ReadAt), Past(value.ChangedAt)));
            }
        }

        foreach (var jobs in restored.Writes.ToLookup(job => job.Index))
        {
            if (_table.Directory.PlaceOf(jobs.Key) is >= 0 and var place)
            {
                _parameters[place].Tell(new RestoreWrites([.. jobs]));
            }
        }
    }

    // A clock that was set back since must not put what was read into the future.
    private Moment Past(DateTimeOffset time) => new(
        _time.GetTimestamp() - (long)(Math.Max(0, (_time.GetUtcNow() - time).TotalSeconds) * _time.TimestampFrequency), time);

    private void Distribute(Readings readings)
    {
        _lastUpdate = readings.At;
        _snapshot = null;
        foreach (var reading in readings.Values)
        {
            var place = _table.Directory.PlaceOf(reading.Index);
            if (place >= 0)
            {
                _parameters[place].Tell(new ReadingAt(reading.Value, reading.MaxAge, readings.At, readings.InDoubt, reading.Certain));
            }
        }
    }

    private void Update(int place, ParameterState state)
    {
        if (!IsCurrent(place))
        {
            return;
        }

        var before = _table.Update(place, state);
        _version++;
        _snapshot = null;
        var value = _table.Value(place);
        if (before.Value != state.Value || before.Quality != state.Quality)
        {
            _watchers.Tell(new ParameterChanged(
                _device, value.Key, value.Index, value.Value, before.Value, value.Quality, value.ReadAt, value.ChangedAt));
        }

        _readers.Answer(place, state.ReadAt, value);
        foreach (var limited in before.Value != state.Value ? _table.LimitedBy(place) : [])
        {
            TellLimits(limited);
        }
    }

    /// <summary>The message is from the parameter at this place, and not from a former one.</summary>
    private bool IsCurrent(int place) => place >= 0 && place < _parameters.Length && ReferenceEquals(_parameters[place], Sender);

    private void TellLimits(int place) => _parameters[place].Tell(_table.LimitsOf(place));

    private void Put(WriteJob job)
    {
        _ledger.Put(job);
        _watchers.Tell(new WriteChanged(_device, job));
    }

    private void SetAlive(Alive alive)
    {
        if (_alive == alive)
        {
            return;
        }

        var turns = _alive.Answers != alive.Answers;
        _alive = alive;
        _snapshot = null;
        if (turns)
        {
            _version++;
            Log.Info(alive.Answers ? "{Device} answers" : "{Device} answers no more", _device);
        }

        TellHealth();
    }

    private void SetProblems(ImmutableArray<Problem> problems)
    {
        if (!_problems.SequenceEqual(problems))
        {
            _problems = problems;
            _snapshot = null;
            TellHealth();
        }
    }

    private void TellHealth() => _watchers.Tell(new HealthChanged(_device, _alive.Answers, _problems));

    private void ExpireOld()
    {
        foreach (var (place, lastWord) in _table.Overdue(_time))
        {
            _parameters[place].Tell(new Expire(lastWord));
        }
    }

    private void TellStatus()
    {
        var status = new ParametersStatus(_table.Count, _lastUpdate?.Time, _table.Section(), new WritesSection(_ledger.UnderWay));
        if (status != _told)
        {
            _told = status;
            Context.Parent.Tell(status);
        }
    }

    private DeviceSnapshot Snapshot() => _snapshot ??= new DeviceSnapshot(
        _device, _version, _time.GetUtcNow(), _alive.Answers, _lastUpdate?.Time, _table.Values)
    {
        Problems = _problems,
    };

    private void Answer(GetParameter get)
    {
        try
        {
            if (_table.Count == 0)
            {
                throw new EconetException(EconetError.Unavailable, $"{_called} unavailable: it is not known yet what parameters it has");
            }

            var place = _table.Directory.Resolve(get.Key);
            var state = _table.State(place);
            if (get.MaxAge is not { } maxAge || (state.Quality is Quality.Good or Quality.Absent && _time.Since(state.ReadAt!.Value) <= maxAge))
            {
                Sender.Tell(_table.Value(place));
                return;
            }

            if (!_alive.Answers)
            {
                throw new EconetException(EconetError.Unavailable, _alive.Reason ?? $"{_called} unavailable");
            }

            _readers.Add(place, Sender);
            _driver.Tell(new Refresh(state.Definition.Index));
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
            if (!_alive.Answers)
            {
                throw new EconetException(EconetError.Unavailable, _alive.Reason ?? $"{_called} unavailable");
            }

            var place = _table.Directory.Resolve(write.Key);
            _written.Add(_table.Value(place).Index);
            _parameters[place].Tell(
                new WriteFor(_ledger.NextId(), write.Value, write.Origin ?? "", write.AnswerWhenAccepted, Sender, write.Request));
        }
        catch (EconetException error)
        {
            Sender.Tell(new WriteResult(
                write.Key, null, default, default, _time.GetUtcNow(), error.Error, error.Message, error.Candidates));
        }
    }

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
