using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// Which parameters a row is for: those with a name (<c>HDWTSetPoint</c>), the one with a name and an index (<c>workTime@924</c>), one without a
/// name (<c>@15</c>), or those whose names fit a pattern (<c>Circuit{n}Settings</c>).
/// </summary>
internal sealed class RowKey
{
    private readonly string _name;
    private readonly int? _index;
    private readonly Regex? _pattern;
    private readonly string _beginning;

    public RowKey(string text)
    {
        Text = text;
        var at = text.LastIndexOf('@');
        _index = at >= 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
        _name = _index is null ? text : text[..at];
        if (Placeholders.In(_name).Any())
        {
            _pattern = Placeholders.Expression(_name);
        }

        _beginning = _pattern is null ? _name : _name[.._name.IndexOf('{', StringComparison.Ordinal)];
    }

    /// <summary>As the file writes it.</summary>
    public string Text { get; }

    /// <summary>The name, or the pattern of names.</summary>
    public string Name => _name;

    public int? Index => _index;

    public bool IsPattern => _pattern is not null;

    /// <summary>A row for one parameter takes precedence over one for a name, and that over a pattern; of patterns, the one that says more.</summary>
    public int Precision => _index is not null ? int.MaxValue : _pattern is null ? int.MaxValue - 1 : _name.Length;

    /// <returns>What the places of a pattern have caught; null when the row is not for such a parameter.</returns>
    public ImmutableDictionary<string, string>? Match(int index, string name)
    {
        if ((_index is { } only && only != index) || !name.StartsWith(_beginning, StringComparison.Ordinal))
        {
            return null;
        }

        if (_pattern is null)
        {
            return name.Length == _name.Length ? ImmutableDictionary<string, string>.Empty : null;
        }

        var match = _pattern.Match(name);
        return match.Success ? ImmutableDictionary.CreateRange(Placeholders.Arguments(match)) : null;
    }
}

/// <summary>A row of a vocabulary as its file says it: only what it says is set.</summary>
/// <param name="Line">Where it begins in its file.</param>
/// <param name="Part">The kind of part, with a place for its number where it has one: <c>circuit {n}</c>.</param>
/// <param name="SameAs">The name whose row says what this one does not.</param>
internal sealed record VocabularyRow(
    RowKey Key,
    int Line,
    string? Title,
    string? Part,
    Quantity? Quantity,
    Unit? Unit,
    Scale? Scale,
    ImmutableArray<RawName>? Values,
    ImmutableArray<RawBit>? Bits,
    DecidedBits? Decides,
    int? Precision,
    bool? Counter,
    Bounds? Sane,
    double? Step,
    ImmutableArray<double>? Absent,
    PollClass? Poll,
    bool? Everyday,
    string? Icon,
    Evidence? Source,
    string? SameAs,
    Role? Role,
    ImmutableSortedDictionary<long, Activity>? Activities,
    bool? History);

/// <summary>A number and what it is called, in English.</summary>
internal readonly record struct RawName(long Number, string Name);

/// <summary>A bit and what it is called, in English.</summary>
internal readonly record struct RawBit(int Bit, string Name, bool Inverted);
