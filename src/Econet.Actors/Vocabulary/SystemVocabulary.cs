using System.Collections.Concurrent;
using System.Collections.Immutable;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// What the parameters of one kind of system mean. For several threads; each question is answered from what was found before.
/// </summary>
public sealed class SystemVocabulary
{
    /// <summary>Beyond this, no number is what a device means, whatever it measures: damaged bits look so.</summary>
    private static readonly Bounds AnyFloat = new(-1e12, 1e12);

    /// <summary>A whole number that is not known may be one of tenths.</summary>
    private const double UnknownScale = 10;

    private readonly ImmutableArray<VocabularyFile> _files;
    private readonly ConcurrentDictionary<(int Index, string Name, Unit Unit, ParameterType Type), Meaning> _known = [];

    /// <param name="files">The built-in one first: a field that a later one gives takes precedence.</param>
    internal SystemVocabulary(ImmutableArray<VocabularyFile> files) => _files = files;

    internal ImmutableArray<VocabularyFile> Files => _files;

    /// <summary>Rows of the last file, the owner's where there is one.</summary>
    public int OwnRows => _files[^1].Rows.Length;

    /// <summary>Every text that is told to people, in English, once; with its places.</summary>
    public IEnumerable<string> Texts => _files.SelectMany(file => file.Texts)
        .Concat(Placeholders.Words.Values.SelectMany(words => words.Values)).Concat(Display.Words).Distinct();

    /// <summary>The names of all quantities.</summary>
    public IEnumerable<string> Quantities => _files.SelectMany(file => file.Quantities.Keys).Distinct();

    /// <summary>What a parameter means.</summary>
    /// <param name="name">The device's own name for it; empty where it has none.</param>
    /// <param name="unit">The unit that the device tells; the vocabulary knows better where it knows the parameter.</param>
    public Meaning Of(int index, string name, Unit unit, ParameterType type) =>
        _known.GetOrAdd((index, name, unit, type), parameter => Build(parameter.Index, parameter.Name, parameter.Unit, parameter.Type));

    /// <summary>What a code of an alarm means; null when that is not known.</summary>
    public Text? Alarm(int code) =>
        _files.LastOrDefault(file => file.Alarms.ContainsKey(code))?.Alarms[code] is { } text ? new Text(text) : null;

    /// <summary>The codes of alarms that it knows, ascending.</summary>
    public IEnumerable<int> AlarmCodes => _files.SelectMany(file => file.Alarms.Keys).Distinct().Order();

    private Meaning Build(int index, string name, Unit unit, ParameterType type)
    {
        var rows = Rows(index, name).ToArray();
        var values = type is ParameterType.String ? null : First(row => row.Values)?.Select(Named).ToImmutableArray();
        var bits = type.IsInteger()
            ? First(row => row.Bits)?.Where(bit => bit.Bit < 8 * type.Size()).Select(bit => new NamedBit(bit.Bit, new Text(bit.Name), bit.Inverted)).ToImmutableArray()
            : null;
        var isNumber = values is null && bits is null && type is not (ParameterType.String or ParameterType.Bool);
        var said = FirstOf(row => row.Quantity);
        var quantity = said ?? (isNumber && First(row => row.Unit) is null ? OfUnit(unit.Symbol) : null);
        return new Meaning(type, quantity, First(row => row.Unit) ?? quantity?.Unit ?? (isNumber ? unit : Unit.None))
        {
            Title = FirstOf(row => row.Title) is { } title ? new Text(title, Caught(row => row.Title is not null)) : null,
            Part = FirstOf(row => row.Part) is { } part ? PartOf(part, Caught(row => row.Part is not null)) : null,
            Scale = First(row => row.Scale) ?? Scale.None,
            Values = values ?? [],
            Bits = bits ?? [],
            Decides = FirstOf(row => row.Decides),
            Precision = First(row => row.Precision) ?? quantity?.Precision,
            Counter = First(row => row.Counter) ?? false,
            Sane = First(row => row.Sane) ?? Sane(quantity, said is not null, type),
            Step = First(row => row.Step) ?? (said is not null || type.IsFloatingPoint() ? quantity?.Step : null),
            Absent = First(row => row.Absent) ?? [],
            Poll = First(row => row.Poll),
            Everyday = First(row => row.Everyday) ?? false,
            Icon = FirstOf(row => row.Icon),
            Source = First(row => row.Source),
            Role = First(row => row.Role),
            History = First(row => row.History),
            Activities = FirstOf(row => row.Activities) ?? ImmutableSortedDictionary<long, Activity>.Empty,
        };

        T? First<T>(Func<VocabularyRow, T?> field)
            where T : struct => rows.Select(row => field(row.Row)).FirstOrDefault(value => value is not null);

        T? FirstOf<T>(Func<VocabularyRow, T?> field)
            where T : class => rows.Select(row => field(row.Row)).FirstOrDefault(value => value is not null);

        ImmutableDictionary<string, string> Caught(Func<VocabularyRow, bool> which) => rows.First(row => which(row.Row)).Caught;

        NamedValue Named(RawName raw) => new(raw.Number, new Text(raw.Name));
    }

    /// <summary>The rows for a parameter: of each file the most specific one, the last file's first, and behind it the one that it is the same as.</summary>
    private IEnumerable<(VocabularyRow Row, ImmutableDictionary<string, string> Caught)> Rows(int index, string name)
    {
        foreach (var file in _files.Reverse())
        {
            if (file.Find(index, name) is not { } found)
            {
                continue;
            }

            yield return found;
            if (found.Row.SameAs is { } other
                && file.Find(index, Placeholders.Fill(other, place => found.Caught[place])) is { } same && same.Row != found.Row)
            {
                yield return same;
            }
        }
    }

    private Part PartOf(string part, ImmutableDictionary<string, string> caught)
    {
        var words = Placeholders.Fill(part, place => caught[place]).Split(' ');
        var title = _files.Last(file => file.Parts.ContainsKey(words[0])).Parts[words[0]];
        return words is [var kind, var number]
            ? new Part($"{kind}_{number}", kind, new Text(title, ImmutableDictionary<string, string>.Empty.Add(Placeholders.Number, number)))
            : new Part(words[0], words[0], new Text(title));
    }

    private Quantity? OfUnit(string unit) =>
        _files.LastOrDefault(file => file.QuantityOfUnit.ContainsKey(unit)) is { } file ? file.Quantities[file.QuantityOfUnit[unit]] : null;

    private static Bounds? Sane(Quantity? quantity, bool isSaid, ParameterType type) => type switch
    {
        _ when type.IsFloatingPoint() => quantity?.Sane ?? AnyFloat,
        _ when type.IsInteger() && quantity?.Sane is { } sane => isSaid ? sane : new Bounds(sane.Low * UnknownScale, sane.High * UnknownScale),
        _ => null,
    };
}
