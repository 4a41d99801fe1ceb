using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The parameters of one device: their directory, an actor for each, and the immutable snapshot of them all. Knows the driver that
/// feeds them only as the actor that takes their writes.
/// </summary>
internal sealed class ParametersActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan AgeCheck = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string _device;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxAge;
    private readonly HashSet<IActorRef> _watchers = [];
    private IActorRef _driver = ActorRefs.Nobody;
    private ParameterDirectory _directory = ParameterDirectory.Empty;
    private ILookup<int, int> _limitedBy = Array.Empty<int>().ToLookup(i => i);
    private IActorRef[] _parameters = [];
    private ParameterState[] _states = [];
    private ParameterValue[] _values = [];
    private DeviceSnapshot? _snapshot;
    private Moment? _lastUpdate;
    private bool _alive;
    private long _version;
    private long _sequence;

    public ParametersActor(string device, TimeSpan maxAge, TimeProvider time)
    {
        _device = device;
        _maxAge = maxAge;
        _time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="maxAge">A value that was not confirmed for longer than this is stale.</param>
    public static Props Props(string device, TimeSpan maxAge, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ParametersActor(device, maxAge, time));

    protected override void PreStart() => Timers.StartPeriodicTimer(AgeCheck, CheckAges.Instance, AgeCheck);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Define define:
                SetDefinitions(define.Definitions);
                break;
            case Readings readings:
                Distribute(readings);
                break;
            case StateChanged changed:
                Update(changed.Place, changed.State);
                break;
            case Alive alive:
                SetAlive(alive.Answers);
                break;
            case CheckAges:
                ExpireOld();
                break;
            case GetSnapshot:
                Sender.Tell(Snapshot());
                break;
            case GetParameter get:
                Answer(get.Key);
                break;
            case WriteParameter write:
                Write(write);
                break;
            case StatusDraft draft:
                draft.Requester.Tell(draft.Status with { ParametersCount = _values.Length, LastUpdate = _lastUpdate?.Time });
                break;
            case Watch watch:
                Context.Watch(watch.Watcher);
                _watchers.Add(watch.Watcher);
                break;
            case Terminated terminated:
                _watchers.Remove(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SetDefinitions(ImmutableArray<ParameterDefinition> definitions)
    {
        _driver = Sender;
        if (definitions.SequenceEqual(_directory.Definitions))
        {
            return;
        }

        foreach (var parameter in _parameters)
        {
            Context.Stop(parameter);
        }

        _directory = new ParameterDirectory(definitions);
        _states = [.. _directory.Definitions.Select(ParameterState.Of)];
        _values = new ParameterValue[_states.Length];
        _parameters = new IActorRef[_states.Length];
        _limitedBy = _directory.Definitions
            .SelectMany((d, place) => new[] { d.Min?.HeldBy, d.Max?.HeldBy }.OfType<int>().Select(holder => (holder, place)))
            .ToLookup(limit => limit.holder, limit => limit.place);
        for (var place = 0; place < _parameters.Length; place++)
        {
            // No names: the actor of a former definition may still be stopping.
            _parameters[place] = Context.ActorOf(
                ParameterActor.Props(place, _directory.Keys[place], _directory.Definitions[place], _driver, _time));
            Publish(place);
        }

        _log.Info("{Device} has {Count} parameters", _device, _parameters.Length);
    }

    private void Distribute(Readings readings)
    {
        _lastUpdate = readings.At;
        _snapshot = null;
        foreach (var reading in readings.Values)
        {
            var place = _directory.PlaceOf(reading.Index);
            if (place >= 0)
            {
                _parameters[place].Tell(new ParameterActor.ReadingAt(reading.Value, readings.At));
            }
        }
    }

    private void Update(int place, ParameterState state)
    {
        if (place >= _states.Length || !ReferenceEquals(_parameters[place], Sender))
        {
            return;
        }

        var before = _states[place];
        _states[place] = state;
        Publish(place);
        if (before.Value != state.Value || before.Quality != state.Quality)
        {
            Tell(_values[place], before);
        }

        if (before.Value != state.Value)
        {
            foreach (var limited in _limitedBy[state.Definition.Index])
            {
                var definition = _directory.Definitions[limited];
                _parameters[limited].Tell(new Limits(Resolve(definition.Min), Resolve(definition.Max)));
            }
        }
    }

    private void Publish(int place)
    {
        var state = _states[place];
        _values[place] = new ParameterValue(
            state.Definition, _directory.Keys[place], state.Value, state.Quality, state.Min, state.Max,
            state.ReadAt?.Time, state.ChangedAt?.Time);
        _version++;
        _snapshot = null;
    }

    private void Tell(ParameterValue value, ParameterState before)
    {
        var changed = new ParameterChanged(
            ++_sequence, _device, value.Key, value.Index, value.Value, before.Value, value.Quality, value.ReadAt, value.ChangedAt);
        foreach (var watcher in _watchers)
        {
            watcher.Tell(changed);
        }
    }

    private double? Resolve(Limit? limit)
    {
        if (limit is not { HeldBy: { } holder })
        {
            return limit?.Number;
        }

        var place = _directory.PlaceOf(holder);
        return place < 0 || _states[place].Value is not { IsNone: false, Type: not Econet.Gm3.ParameterType.String } held
            ? null
            : held.ToDouble();
    }

    private void SetAlive(bool answers)
    {
        if (_alive == answers)
        {
            return;
        }

        _alive = answers;
        _version++;
        _snapshot = null;
        _log.Info(answers ? "{Device} answers" : "{Device} answers no more", _device);
    }

    private void ExpireOld()
    {
        for (var place = 0; place < _states.Length; place++)
        {
            if (_states[place] is { Quality: not Quality.Stale, ReadAt: { } readAt } && _time.Since(readAt) > _maxAge)
            {
                _parameters[place].Tell(Expire.Instance);
            }
        }
    }

    private DeviceSnapshot Snapshot() => _snapshot ??= new DeviceSnapshot(
        _device, _version, _time.GetUtcNow(), _alive, _lastUpdate?.Time, ImmutableArray.Create(_values));

    private void Answer(string key)
    {
        try
        {
            Sender.Tell(_values[_directory.Resolve(key)]);
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
            if (!_alive)
            {
                throw new EconetException(EconetError.Unavailable, "Heat pump unavailable");
            }

            _parameters[_directory.Resolve(write.Key)].Tell(new WriteFor(write.Value, Sender));
        }
        catch (EconetException error)
        {
            Sender.Tell(new WriteResult(
                write.Key, null, default, default, _time.GetUtcNow(), error.Error, error.Message, error.Candidates));
        }
    }

    private sealed record CheckAges
    {
        public static readonly CheckAges Instance = new();
    }
}
