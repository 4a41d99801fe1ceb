using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The states of a device's parameters as their actors told them last, by place in the directory, so that one who asks for many needs to ask one
/// alone. It decides nothing, and can be made from what the actors tell at any time. Not for several threads.
/// </summary>
internal sealed class ParameterTable
{
    public static readonly ParameterTable Empty = new([]);

    private readonly ParameterState[] _states;

    /// <summary>What the device has said of the states since; null where it has said nothing.</summary>
    private readonly Confirmation?[] _confirmed;

    /// <summary>Made when all are asked for, and let go when nobody has asked for a while: of most devices of a fleet nobody does.</summary>
    private ParameterValue?[]? _values;

    private bool _areAsked;

    private readonly HeldLimits _limits;
    private readonly HashSet<int> _unsaved = [];
    private readonly int[] _ofQuality = new int[Enum.GetValues<Quality>().Length];
    private long _doubted;
    private ImmutableSortedDictionary<string, object?>? _description;

    /// <param name="states">One for each index.</param>
    public ParameterTable(IEnumerable<ParameterState> states)
    {
        _states = [.. states.OrderBy(state => state.Definition.Index)];
        _confirmed = new Confirmation?[_states.Length];
        Directory = new ParameterDirectory(_states.Select(state => state.Definition));
        _limits = new HeldLimits(Directory, _states);
        foreach (var state in _states)
        {
            Describe(state, 1);
        }
    }

    public ParameterDirectory Directory { get; }

    public int Count => _states.Length;

    public ImmutableArray<ParameterValue> Values
    {
        get
        {
            _areAsked = true;
            var values = _values ??= new ParameterValue?[_states.Length];
            return [.. Enumerable.Range(0, values.Length).Select(place => values[place] ??= ValueOf(State(place), place))];
        }
    }

    public ParameterState State(int place) => _confirmed[place] is { } confirmed ? _states[place].ConfirmedAt(confirmed.At) : _states[place];

    public ParameterValue Value(int place) => _values?[place] ?? ValueOf(State(place), place);

    /// <summary>Lets go of what nobody has asked for since this was called before.</summary>
    public void Tidy()
    {
        _values = _areAsked ? _values : null;
        _areAsked = false;
    }

    /// <summary>Takes a reading that says nothing but that all is as it was.</summary>
    /// <returns>Null when it says more than that.</returns>
    public Confirmation? Confirm(int place, ParameterMessages.Reading reading, Moment at, bool inDoubt)
    {
        var state = _states[place];
        if (reading.Certain || !state.IsConfirmedBy(reading.Value, at, _confirmed[place]?.At ?? state.SaidAt, reading.MaxAge))
        {
            return null;
        }

        Renew(place);
        return _confirmed[place] = new Confirmation(state, at, inDoubt);
    }

    /// <summary>A parameter has come to this state.</summary>
    /// <returns>The one before.</returns>
    public ParameterState Update(int place, ParameterState state)
    {
        var before = _states[place];
        (_states[place], _confirmed[place]) = (state, null);
        Renew(place);

        if (before.Quality != state.Quality || before.Doubted != state.Doubted)
        {
            Describe(before, -1);
            Describe(state, 1);
        }

        if (before.Value != state.Value)
        {
            _unsaved.Add(place);
        }

        return before;
    }

    /// <summary>The limits of a parameter as they stand now.</summary>
    public ParameterMessages.Limits LimitsOf(int place) => _limits.Of(place);

    /// <summary>The places of the parameters that have the value of this one for a limit.</summary>
    public IEnumerable<int> LimitedBy(int place) => _limits.LimitedBy(_states[place].Definition.Index);

    /// <summary>The places of the parameters that have the value of another one for a limit.</summary>
    public IEnumerable<int> Limited => _limits.Limited;

    /// <summary>The places of those for which the passing of time may mean something.</summary>
    public IEnumerable<int> Due(TimeProvider time)
    {
        var now = time.GetTimestamp();
        for (var place = 0; place < _states.Length; place++)
        {
            var state = _states[place];
            if ((_confirmed[place]?.At ?? state.LastWord) is { } lastWord && state.IsOverdue(time.GetElapsedTime(lastWord.Ticks, now)) || state.IsDueAgain(time))
            {
                yield return place;
            }
        }
    }

    /// <summary>Whether a parameter was confirmed so lately.</summary>
    public bool IsFresh(int place, TimeSpan maxAge, TimeProvider time) =>
        State(place) is { Quality: Quality.Good or Quality.Absent, ReadAt: { } readAt } && time.Since(readAt) <= maxAge;

    /// <summary>Those whose values changed since this was last asked for.</summary>
    public StoreMessages.SaveValues TakeChanged()
    {
        var changed = _unsaved.Select(State).ToList();
        _unsaved.Clear();
        return ToSave(changed);
    }

    /// <summary>All that were ever read.</summary>
    public StoreMessages.SaveValues TakeAll()
    {
        _unsaved.Clear();
        return ToSave(Enumerable.Range(0, _states.Length).Select(State));
    }

    /// <summary>How many there are of each quality, for people to look at. The same object until that changes.</summary>
    public ImmutableSortedDictionary<string, object?> Describe() => _description ??= ImmutableSortedDictionary<string, object?>.Empty
        .AddRange(Enum.GetValues<Quality>().Where(quality => _ofQuality[(int)quality] > 0).Select(
            quality => KeyValuePair.Create(quality.ToString().ToLowerInvariant(), (object?)_ofQuality[(int)quality])))
        .Add("implausible_readings", _doubted);

    /// <summary>What those who ask are told of it is made anew.</summary>
    private void Renew(int place)
    {
        if (_values is not null)
        {
            _values[place] = null;
        }
    }

    private void Describe(ParameterState state, int sign)
    {
        _ofQuality[(int)state.Quality] += sign;
        _doubted += sign * state.Doubted;
        _description = null;
    }

    private static StoreMessages.SaveValues ToSave(IEnumerable<ParameterState> states) => new(
    [
        .. states.Where(state => state.ReadAt is not null).Select(state =>
            new StoredValue(state.Definition.Index, state.Value, state.ReadAt!.Value.Time, state.ChangedAt!.Value.Time)),
    ]);

    private ParameterValue ValueOf(ParameterState state, int place) => new(
        state.Definition, Directory.Keys[place], state.Value, state.Quality, state.Min, state.Max, state.ReadAt?.Time, state.ChangedAt?.Time);
}
