using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Parameters;

/// <summary>
/// What those who ask and those who watch are told of a device and its parameters: the states that the parameters published last, and how the
/// device is. Not for several threads.
/// </summary>
internal sealed class DeviceParameters(string device, Func<SystemVocabulary> vocabulary, TimeProvider time)
{
    private string _called = ParameterMessages.Define.HeatPump;
    private DeviceSnapshot? _snapshot;
    private Moment? _lastUpdate;
    private ParameterMessages.Alive _alive = new(false);
    private ImmutableArray<Problem> _problems = [];

    /// <summary>Begins with the clock, which never stands still: no snapshot of before a restart has the same.</summary>
    private long _version = time.GetTimestamp();

    public ParameterTable Table { get; private set; } = ParameterTable.Empty;

    public Watchers Watchers { get; } = new();

    public FreshReaders Readers { get; } = new(time);

    public DateTimeOffset? LastUpdate => _lastUpdate?.Time;

    public DeviceSnapshot Snapshot => _snapshot ??= new DeviceSnapshot(
        device, _version, time.GetUtcNow(), _alive.Answers, LastUpdate, Table.Values)
    {
        Problems = _problems,
    };

    /// <summary>Whether these are other parameters than those that are known.</summary>
    public bool AreOthers(ParameterMessages.Define define)
    {
        _called = define.Called;
        return define.Anew || !define.Definitions.SequenceEqual(Table.Directory.Definitions);
    }

    /// <summary>The device has these parameters from now on, of which no more is known than what was stored.</summary>
    public void Become(ImmutableArray<ParameterDefinition> definitions, IEnumerable<StoredValue> stored)
    {
        var (meanings, values) = (vocabulary(), stored.ToDictionary(value => value.Index));
        Table = new ParameterTable(definitions.DistinctBy(definition => definition.Index).Select(definition =>
        {
            var state = ParameterState.Of(definition, definition.MeaningIn(meanings));
            return values.TryGetValue(definition.Index, out var value) ? state.Restore(value.Value, time.Past(value.ReadAt), time.Past(value.ChangedAt)) : state;
        }));
        foreach (var place in Table.Limited)
        {
            var limits = Table.LimitsOf(place);
            Table.Update(place, Table.State(place) with { Min = limits.Min, Max = limits.Max, AreLimitsKnown = limits.Known });
        }

        Changed();
    }

    /// <summary>The device's parameters are known to be these, and so far.</summary>
    public void Become(IEnumerable<ParameterState> states)
    {
        Table = new ParameterTable(states);
        foreach (var readAt in Enumerable.Range(0, Table.Count).Select(place => Table.State(place).ReadAt))
        {
            _lastUpdate = readAt is { } at && at.Ticks > (_lastUpdate?.Ticks ?? long.MinValue) ? at : _lastUpdate;
        }

        Changed();
    }

    /// <summary>The device has said something of its parameters.</summary>
    public void HasUpdate(Moment at)
    {
        _lastUpdate = at;
        _snapshot = null;
    }

    /// <summary>Takes a reading that says nothing but that the parameter is as it was.</summary>
    /// <returns>What its actor is to know of it, when it is told something; null when the reading says more.</returns>
    public Confirmation? Confirm(int place, ParameterMessages.Reading reading, Moment at, bool inDoubt)
    {
        if (Table.Confirm(place, reading, at, inDoubt) is not { } confirmed)
        {
            return null;
        }

        Changed();
        if (Readers.Wait)
        {
            Readers.Answer(place, at, Table.Value(place));
        }

        return confirmed;
    }

    /// <summary>The parameter at this place has come to this state.</summary>
    /// <returns>The places of those whose limits are others now.</returns>
    public IEnumerable<int> Publish(int place, ParameterState state)
    {
        var before = Table.Update(place, state);
        Changed();
        if (before.Value != state.Value || before.Quality != state.Quality)
        {
            Watchers.Tell(new ParameterChanged(
                device, Table.Directory.Keys[place], state.Definition.Index, state.Value, before.Value, state.Quality, state.ReadAt?.Time, state.ChangedAt?.Time));
        }

        if (Readers.Wait)
        {
            Readers.Answer(place, state.ReadAt, Table.Value(place));
        }

        return before.Value != state.Value ? Table.LimitedBy(place) : [];
    }

    /// <returns>True when the device came to answer, or to be silent.</returns>
    public bool Set(ParameterMessages.Alive alive)
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

    /// <summary>Null while the device answers.</summary>
    public RequestFailed? Silence => _alive.Answers ? null : new(EconetError.Unavailable, _alive.Reason ?? $"{_called} unavailable");

    /// <summary>The place of what a client calls <paramref name="key"/>.</summary>
    /// <param name="failure">Nothing is called so, or several are, or it is not known yet what there is.</param>
    public bool TryResolve(string key, out int place, [NotNullWhen(false)] out RequestFailed? failure)
    {
        if (Table.Count > 0)
        {
            return Table.Directory.TryResolve(key, out place, out failure);
        }

        place = -1;
        failure = new RequestFailed(EconetError.Unavailable, $"{_called} unavailable: it is not known yet what parameters it has");
        return false;
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
