using System.Collections.Immutable;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// What is known of each parameter of a device, by its place in the directory, and what clients are told of it. Not for several threads.
/// </summary>
internal sealed class ParameterTable
{
    public static readonly ParameterTable Empty = new([]);

    private readonly ParameterState[] _states;
    private readonly ParameterValue[] _values;
    private readonly HeldLimits _limits;
    private readonly HashSet<int> _unsaved = [];

    public ParameterTable(ImmutableArray<ParameterDefinition> definitions)
    {
        Directory = new ParameterDirectory(definitions);
        _states = [.. Directory.Definitions.Select(definition => ParameterState.Of(definition))];
        _values = [.. _states.Select(ValueOf)];
        _limits = new HeldLimits(Directory, _states);
    }

    public ParameterDirectory Directory { get; }

    public int Count => _states.Length;

    /// <summary>Readings that were not believed, since the parameters are known.</summary>
    public long Implausible { get; private set; }

    public ImmutableArray<ParameterValue> Values => ImmutableArray.Create(_values);

    public ParameterState State(int place) => _states[place];

    public ParameterValue Value(int place) => _values[place];

    /// <summary>A parameter has come to this state.</summary>
    /// <returns>The one before.</returns>
    public ParameterState Update(int place, ParameterState state)
    {
        var before = _states[place];
        Implausible += state.Quality == Quality.Suspect && !state.Candidate.IsNone && state.Candidate != before.Candidate ? 1 : 0;
        _states[place] = state;
        _values[place] = ValueOf(state, place);
        if (before.Value != state.Value)
        {
            _unsaved.Add(place);
        }

        return before;
    }

    /// <summary>The limits of a parameter as they stand now.</summary>
    public Limits LimitsOf(int place) => _limits.Of(place);

    /// <summary>The places of the parameters that have the value of this one for a limit.</summary>
    public IEnumerable<int> LimitedBy(int place) => _limits.LimitedBy(_states[place].Definition.Index);

    /// <summary>The places of those that were not confirmed for longer than they may be, with when the device last spoke of them.</summary>
    public IEnumerable<(int Place, Moment LastWord)> Overdue(TimeProvider time)
    {
        for (var place = 0; place < _states.Length; place++)
        {
            if (_states[place] is { Quality: not Quality.Stale, LastWord: { } lastWord, MaxAge: var maxAge } && time.Since(lastWord) > maxAge)
            {
                yield return (place, lastWord);
            }
        }
    }

    /// <summary>The indices of those that the device is to be asked for again.</summary>
    public IEnumerable<int> DueAgain(TimeProvider time) => _states.Where(state => state.IsDueAgain(time)).Select(state => state.Definition.Index);

    /// <summary>Those whose values changed since this was last asked for.</summary>
    public SaveValues TakeChanged()
    {
        var changed = _unsaved.Select(place => _states[place]).ToList();
        _unsaved.Clear();
        return ToSave(changed);
    }

    /// <summary>All that were ever read.</summary>
    public SaveValues TakeAll()
    {
        _unsaved.Clear();
        return ToSave(_states);
    }

    /// <summary>How many there are of each quality.</summary>
    public ValuesSection Section()
    {
        Span<int> counts = stackalloc int[Enum.GetValues<Quality>().Length];
        foreach (var state in _states)
        {
            counts[(int)state.Quality]++;
        }

        return new ValuesSection(
            counts[(int)Quality.Good], counts[(int)Quality.Stale], counts[(int)Quality.Suspect], counts[(int)Quality.Absent], Implausible);
    }

    private static SaveValues ToSave(IEnumerable<ParameterState> states) => new(
    [
        .. states.Where(state => state.ReadAt is not null).Select(state =>
            new StoredValue(state.Definition.Index, state.Value, state.ReadAt!.Value.Time, state.ChangedAt!.Value.Time)),
    ]);

    private ParameterValue ValueOf(ParameterState state, int place) => new(
        state.Definition, Directory.Keys[place], state.Value, state.Quality, state.Min, state.Max, state.ReadAt?.Time, state.ChangedAt?.Time);
}
