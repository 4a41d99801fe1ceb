using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Parameters.Schedules;

/// <summary>A word of a schedule as it is to be.</summary>
/// <param name="Key">The parameter's.</param>
public readonly record struct ScheduleWord(string Key, uint Word);

/// <summary>A week's programme: 14 parameters of type uint32, a word for each half day, from Sunday's first.</summary>
public sealed class WeeklySchedule
{
    private const int WordsOfWeek = 14;

    private readonly ImmutableArray<ParameterValue> _words;

    private WeeklySchedule(string name, ImmutableArray<ParameterValue> words)
    {
        Name = name;
        _words = words;
    }

    /// <summary>What the names of its parameters have in common: <c>HDW</c> of <c>HDWSundayAM</c> … <c>HDWSaturdayPM</c>.</summary>
    public string Name { get; }

    /// <summary>The worst of its words'.</summary>
    public Quality Quality => _words.Max(w => w.Quality);

    /// <summary>When the word that was confirmed longest ago was; null when one never was.</summary>
    public DateTimeOffset? ReadAt => _words.Any(w => w.ReadAt is null) ? null : _words.Min(w => w.ReadAt);

    /// <summary>
    /// The schedules among a device's parameters, in their order. A set that lacks a word, or has one twice, is none. As with
    /// parameters, a name shared between spaces belongs to the lowest.
    /// </summary>
    public static ImmutableArray<WeeklySchedule> Find(IEnumerable<ParameterValue> parameters)
    {
        var sets = new Dictionary<string, List<(int Place, ParameterValue Word)>>();
        foreach (var parameter in parameters)
        {
            if (parameter.Type == ParameterType.UInt32 && ScheduleNames.TryParse(parameter.Name, out var name, out var place))
            {
                (sets.TryGetValue(name, out var set) ? set : sets[name] = []).Add((place, parameter));
            }
        }

        return [.. sets.Select(set => Of(set.Key, set.Value)).OfType<WeeklySchedule>().OrderBy(s => s._words.Min(w => w.Index))];
    }

    /// <summary>A day of it; null when the device never told it.</summary>
    public DaySchedule? Day(DayOfWeek day) =>
        Am(day).Value.IsNone || Pm(day).Value.IsNone ? null : DaySchedule.FromWords(Word(Am(day)), Word(Pm(day)));

    /// <summary>
    /// The words to write for these days to be so; the other days are left as they are. Words that seem to be so already are among them: only
    /// the device knows whether it still holds them, and a write of what it holds is not sent.
    /// </summary>
    /// <exception cref="EconetException">A word of these days is not good, so there is no telling what to write.</exception>
    public ImmutableArray<ScheduleWord> Words(IReadOnlyDictionary<DayOfWeek, DaySchedule> days)
    {
        var words = ImmutableArray.CreateBuilder<ScheduleWord>();
        foreach (var (day, wanted) in days.OrderBy(d => d.Key))
        {
            Add(Am(day), wanted.Am);
            Add(Pm(day), wanted.Pm);
        }

        return words.ToImmutable();

        void Add(ParameterValue word, Func<uint, uint> wanted)
        {
            if (word.Quality != Quality.Good || word.Value.IsNone)
            {
                throw new EconetException(
                    EconetError.Unavailable, $"The schedule can't be written: the value of '{word.Key}' is uncertain at the moment");
            }

            words.Add(new ScheduleWord(word.Key, wanted(Word(word))));
        }
    }

    /// <summary>The schedule with one word as the device now holds it.</summary>
    public WeeklySchedule With(string key, Value held) =>
        new(Name, [.. _words.Select(w => w.Key == key ? w with { Value = held } : w)]);

    private static WeeklySchedule? Of(string name, List<(int Place, ParameterValue Word)> set)
    {
        var space = set.Min(w => w.Word.Definition.Space);
        var words = set.Where(w => w.Word.Definition.Space == space).OrderBy(w => w.Place).ToArray();
        return words.Select(w => w.Place).SequenceEqual(Enumerable.Range(0, WordsOfWeek))
            ? new WeeklySchedule(name, [.. words.Select(w => w.Word)])
            : null;
    }

    private ParameterValue Am(DayOfWeek day) => _words[(int)day * 2];

    private ParameterValue Pm(DayOfWeek day) => _words[((int)day * 2) + 1];

    private static uint Word(ParameterValue word) => (uint)word.Value.ToInteger();
}
