using System.Collections.Immutable;
using Econet.Actors.Vocabulary;
using Econet.Values;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// What is known of a device and its parameters, and who is told when that changes: those who watch all of it, and those who wait for a fresh
/// value. Plain logic; not for several threads.
/// </summary>
internal sealed class DeviceParameters(string device, Func<SystemVocabulary> vocabulary, TimeProvider time)
{
    private ParameterTable _table = ParameterTable.Empty;
    private string _called = Define.HeatPump;
    private DeviceSnapshot? _snapshot;
    private Moment? _lastUpdate;
    private Alive _alive = new(false);
    private ImmutableArray<Problem> _problems = [];
    private long _version;

    public ParameterTable Table => _table;

    public Watchers Watchers { get; } = new();

    public FreshReaders Readers { get; } = new(time);

    public DateTimeOffset? LastUpdate => _lastUpdate?.Time;

    public bool Answers => _alive.Answers;

    public DeviceSnapshot Snapshot => _snapshot ??= new DeviceSnapshot(
        device, _version, time.GetUtcNow(), _alive.Answers, LastUpdate, _table.Values)
    {
        Problems = _problems,
    };

    /// <summary>Whether these are other parameters than those that are known.</summary>
    public bool AreOthers(Define define) => define.Anew || !define.Definitions.SequenceEqual(_table.Directory.Definitions);

    /// <summary>The device has these parameters from now on, and nothing is known of them.</summary>
    public void Become(Define define)
    {
        _called = define.Called;
        _table = new ParameterTable(define.Definitions, vocabulary());
        Changed();
    }

    /// <summary>What was known before a restart, where nothing is known yet.</summary>
    public void Restore(IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
        {
            if (_table.Directory.PlaceOf(value.Index) is >= 0 and var place)
            {
                Update(place, _table.State(place).Restore(value.Value, time.Past(value.ReadAt), time.Past(value.ChangedAt)));
            }
        }
    }

    /// <summary>The vocabulary may be another one than before: its file was read again.</summary>
    public void LookUp() => _table.Use(vocabulary());

    /// <summary>The device said these values.</summary>
    /// <returns>The indices of those that it is to be asked for once more at once.</returns>
    public ImmutableArray<int> Take(Readings readings)
    {
        _lastUpdate = readings.At;
        _snapshot = null;
        LookUp();
        var again = ImmutableArray.CreateBuilder<int>();
        foreach (var reading in readings.Values)
        {
            if (_table.Directory.PlaceOf(reading.Index) is >= 0 and var place)
            {
                var before = _table.State(place);
                var state = before.Read(reading.Value, readings.At, reading.MaxAge, readings.InDoubt, time, reading.Certain);
                Update(place, state);
                if (state.WantsSecondReading(before))
                {
                    again.Add(reading.Index);
                }
            }
        }

        return again.ToImmutable();
    }

    /// <summary>The device holds this value beyond doubt.</summary>
    public void Confirm(int index, Value held, Moment at)
    {
        if (_table.Directory.PlaceOf(index) is >= 0 and var place)
        {
            Update(place, _table.State(place).Confirm(held, at, _table.State(place).MaxAge));
        }
    }

    /// <summary>Looks what has grown old.</summary>
    /// <returns>The indices of those that the device is to be asked for again.</returns>
    public ImmutableArray<int> CheckAges()
    {
        foreach (var place in _table.Overdue(time).ToArray())
        {
            Update(place, _table.State(place).Expire());
        }

        Readers.ExpireOld();
        return [.. _table.DueAgain(time)];
    }

    /// <returns>True when the device came to answer, or to be silent.</returns>
    public bool Set(Alive alive)
    {
        if (_alive == alive)
        {
            return false;
        }

        var turns = _alive.Answers != alive.Answers;
        _alive = alive;
        _version += turns ? 1 : 0;
        TellHealth();
        return turns;
    }

    public void Set(ImmutableArray<Problem> problems)
    {
        if (!_problems.SequenceEqual(problems))
        {
            _problems = problems;
            TellHealth();
        }
    }

    /// <summary>The place of what a client calls <paramref name="key"/>.</summary>
    /// <exception cref="EconetException">Nothing is called so, or several are, or it is not known yet what there is.</exception>
    public int Resolve(string key) => _table.Count > 0
        ? _table.Directory.Resolve(key)
        : throw new EconetException(EconetError.Unavailable, $"{_called} unavailable: it is not known yet what parameters it has");

    /// <exception cref="EconetException">The device does not answer.</exception>
    public void DemandAnswers()
    {
        if (!_alive.Answers)
        {
            throw new EconetException(EconetError.Unavailable, _alive.Reason ?? $"{_called} unavailable");
        }
    }

    private void Update(int place, ParameterState state)
    {
        var before = _table.Update(place, state);
        Changed();
        var value = _table.Value(place);
        if (before.Value != state.Value || before.Quality != state.Quality)
        {
            Watchers.Tell(new ParameterChanged(
                device, value.Key, value.Index, value.Value, before.Value, value.Quality, value.ReadAt, value.ChangedAt));
        }

        Readers.Answer(place, state.ReadAt, value);
    }

    private void Changed()
    {
        _version++;
        _snapshot = null;
    }

    private void TellHealth()
    {
        _snapshot = null;
        Watchers.Tell(new HealthChanged(device, _alive.Answers, _problems));
    }
}
