using System.Collections.Immutable;
using Econet.Actors.Vocabulary;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.Parameters;

/// <summary>
/// What is known of each parameter of a device, by its place in the directory, and what clients are told of it: the one place where that is.
/// Not for several threads.
/// </summary>
internal sealed class ParameterTable
{
    public static readonly ParameterTable Empty = new([]);

    private readonly ParameterState[] _states;
    private readonly ParameterValue[] _values;
    private readonly HeldLimits _limits;
    private readonly HashSet<int> _unsaved = [];
    private SystemVocabulary _vocabulary;

    /// <param name="vocabulary">Null: what their units tell.</param>
    public ParameterTable(ImmutableArray<ParameterDefinition> definitions, SystemVocabulary? vocabulary = null)
    {
        Directory = new ParameterDirectory(definitions);
        _vocabulary = vocabulary ?? Vocabularies.Units;
        _states = [.. Directory.Definitions.Select(definition => ParameterState.Of(definition, definition.MeaningIn(_vocabulary)))];
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

    /// <summary>Whether what limits a parameter is known; false while one that holds a limit was not read.</summary>
    public bool AreLimitsKnown(int place) => _limits.Of(place).Known;

    /// <summary>Whether a parameter was confirmed so lately.</summary>
    public bool IsFresh(int place, TimeSpan maxAge, TimeProvider time) =>
        _states[place] is { Quality: Quality.Good or Quality.Absent, ReadAt: { } readAt } && time.Since(readAt) <= maxAge;

    /// <summary>What the parameters mean may have changed: its file was read again.</summary>
    public void Use(SystemVocabulary vocabulary)
    {
        if (!ReferenceEquals(vocabulary, _vocabulary))
        {
            _vocabulary = vocabulary;
            for (var place = 0; place < _states.Length; place++)
            {
                _states[place] = _states[place] with { Meaning = _states[place].Definition.MeaningIn(vocabulary) };
            }
        }
    }

    /// <summary>A parameter has come to this state; those that it limits are limited anew.</summary>
    /// <returns>The one before.</returns>
    public ParameterState Update(int place, ParameterState state)
    {
        var before = _states[place];
        Implausible += state.Quality == Quality.Suspect && !state.Candidate.IsNone && state.Candidate != before.Candidate ? 1 : 0;
        Set(place, state);
        if (before.Value != state.Value)
        {
            _unsaved.Add(place);
            foreach (var limited in _limits.LimitedBy(state.Definition.Index))
            {
                var limits = _limits.Of(limited);
                Set(limited, _states[limited] with { Min = limits.Min, Max = limits.Max });
            }
        }

        return before;
    }

    /// <summary>The places of those that were not confirmed for longer than they may be.</summary>
    public IEnumerable<int> Overdue(TimeProvider time)
    {
        for (var place = 0; place < _states.Length; place++)
        {
            if (_states[place] is { Quality: not Quality.Stale, LastWord: { } lastWord, MaxAge: var maxAge } && time.Since(lastWord) > maxAge)
            {
                yield return place;
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

    /// <summary>How many there are of each quality, for people to look at.</summary>
    public ImmutableSortedDictionary<string, object?> Describe() => ImmutableSortedDictionary<string, object?>.Empty
        .AddRange(_states.GroupBy(state => state.Quality).Select(
            quality => KeyValuePair.Create(quality.Key.ToString().ToLowerInvariant(), (object?)quality.Count())))
        .Add("implausible_readings", Implausible);

    private static SaveValues ToSave(IEnumerable<ParameterState> states) => new(
    [
        .. states.Where(state => state.ReadAt is not null).Select(state =>
            new StoredValue(state.Definition.Index, state.Value, state.ReadAt!.Value.Time, state.ChangedAt!.Value.Time)),
    ]);

    private void Set(int place, ParameterState state)
    {
        _states[place] = state;
        _values[place] = ValueOf(state, place);
    }

    private ParameterValue ValueOf(ParameterState state, int place) => new(
        state.Definition, Directory.Keys[place], state.Value, state.Quality, state.Min, state.Max, state.ReadAt?.Time, state.ChangedAt?.Time);
}
