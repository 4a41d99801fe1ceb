using Econet.Actors.Vocabulary;
using Econet.Gateway.History;

namespace Econet.Gateway.Imports;

/// <summary>A series that values come in for.</summary>
/// <param name="Number">Its number in the draft.</param>
internal sealed record ImportTarget(int Number, Series Series, Meaning Meaning);

/// <summary>Which series the names of a file mean: keys, as everywhere in the API, or what the owner says that they are.</summary>
/// <param name="device">The device of names without one.</param>
/// <param name="renamed">Names of the file and the keys that they mean; one with a slash is <c>device/key</c>.</param>
internal sealed class ImportTargets(IReadOnlyList<Series> series, Vocabularies vocabularies, string device, IReadOnlyDictionary<string, string> renamed)
{
    /// <summary>A file in which every line has another name must not fill the memory.</summary>
    private const int MostNames = 10_000;

    /// <summary>What the gateway adds to the title of a column in an export of several aggregates, of which these stand for the value.</summary>
    private static readonly string[] Aggregates = [" mean", " last"];

    private readonly Dictionary<(string?, string), ImportTarget?> _known = [];
    private readonly Dictionary<SeriesKey, ImportTarget> _targets = [];
    private readonly Dictionary<string, long> _missing = [];

    public IReadOnlyCollection<ImportTarget> All => _targets.Values;

    /// <summary>Names that nothing is recorded of, and in how many values they occurred.</summary>
    public IReadOnlyDictionary<string, long> Missing => _missing;

    /// <returns>Null when nothing is recorded of what is called so.</returns>
    public ImportTarget? Find(string? ofDevice, string name)
    {
        if (!_known.TryGetValue((ofDevice, name), out var target))
        {
            target = Look(ofDevice ?? device, renamed.GetValueOrDefault(name, name));
            if (_known.Count < MostNames)
            {
                _known[(ofDevice, name)] = target;
            }
        }

        if (target is null)
        {
            var shown = ImportedTime.Shown(ofDevice is null ? name : $"{ofDevice}/{name}");
            if (_missing.Count < MostNames || _missing.ContainsKey(shown))
            {
                _missing[shown] = _missing.GetValueOrDefault(shown) + 1;
            }
        }

        return target;
    }

    private ImportTarget? Look(string ofDevice, string name)
    {
        var found = Called(ofDevice, name)
            ?? (name.Split('/', 2) is [var other, var rest] ? Called(other, rest) : null)
            ?? (Aggregates.FirstOrDefault(aggregate => name.EndsWith(aggregate, StringComparison.Ordinal)) is { } end ? Called(ofDevice, name[..^end.Length]) : null);
        if (found is null)
        {
            return null;
        }

        if (!_targets.TryGetValue(found.Id, out var target))
        {
            _targets[found.Id] = target = new ImportTarget(_targets.Count, found, found.Parameter.MeaningIn(vocabularies));
        }

        return target;
    }

    private Series? Called(string ofDevice, string name) => series.FirstOrDefault(one => one.Device == ofDevice && one.IsCalled(name));
}
