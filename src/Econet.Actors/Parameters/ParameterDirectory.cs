using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>
/// The definitions of a device and what clients call them. A key is the parameter's name; a name that several share, or that reads as
/// an index, becomes <c>name@index</c>, a missing one <c>@index</c>. A name shared between spaces belongs to the lowest space that
/// has it.
/// </summary>
internal sealed class ParameterDirectory
{
    private readonly FrozenDictionary<string, int> _byKey;
    private readonly FrozenDictionary<int, int> _byIndex;
    private readonly FrozenDictionary<string, ImmutableArray<string>> _ambiguous;

    public static ParameterDirectory Empty { get; } = new([]);

    public ParameterDirectory(IEnumerable<ParameterDefinition> definitions)
    {
        Definitions = [.. definitions.OrderBy(d => d.Index)];
        var owners = new Dictionary<string, ParameterDefinition?>();
        foreach (var name in Definitions.Where(d => d.Name.Length > 0 && !IsIndex(d.Name)).GroupBy(d => d.Name))
        {
            var lowest = name.GroupBy(d => d.Space).MinBy(space => space.Key)!.ToArray();
            owners[name.Key] = lowest.Length == 1 ? lowest[0] : null;
        }

        var keys = ImmutableArray.CreateBuilder<string>(Definitions.Length);
        var byKey = new Dictionary<string, int>();
        var byIndex = new Dictionary<int, int>();
        for (var i = 0; i < Definitions.Length; i++)
        {
            var definition = Definitions[i];
            var owns = owners.GetValueOrDefault(definition.Name) == definition;
            var key = owns ? definition.Name : $"{definition.Name}@{definition.Index}";
            if (!byKey.TryAdd(key, i))
            {
                key = $"@{definition.Index}";
                byKey[key] = i;
            }

            byIndex[definition.Index] = i;
            keys.Add(key);
        }

        Keys = keys.MoveToImmutable();
        _byKey = byKey.ToFrozenDictionary();
        _byIndex = byIndex.ToFrozenDictionary();
        _ambiguous = owners.Where(o => o.Value is null).ToFrozenDictionary(
            o => o.Key,
            o => Definitions.Select((d, i) => (d.Name, Key: Keys[i])).Where(d => d.Name == o.Key).Select(d => d.Key).ToImmutableArray());
    }

    /// <summary>By index, ascending.</summary>
    public ImmutableArray<ParameterDefinition> Definitions { get; }

    /// <summary>The keys, in the order of <see cref="Definitions"/>.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>The place in <see cref="Definitions"/> of the parameter with this index; −1 when there is none.</summary>
    public int PlaceOf(int index) => _byIndex.GetValueOrDefault(index, -1);

    /// <summary>The place in <see cref="Definitions"/> of what a client calls <paramref name="key"/>.</summary>
    /// <param name="failure">Nothing is called so, or several are.</param>
    public bool TryResolve(string key, out int place, [NotNullWhen(false)] out RequestFailed? failure)
    {
        failure = TryResolve(key, out place) ? null
            : _ambiguous.TryGetValue(key, out var candidates)
                ? new RequestFailed(
                    EconetError.Ambiguous,
                    $"Parameter '{key}' is ambiguous: {candidates.Length} parameters have that name; use {candidates[0]} and the like, or the index")
                {
                    Candidates = candidates,
                }
            : new RequestFailed(EconetError.NotFound, $"Parameter '{key}' not found");
        return failure is null;
    }

    /// <summary>The same; false when nothing is called so, or several are.</summary>
    public bool TryResolve(string key, out int place)
    {
        if (_byKey.TryGetValue(key, out place))
        {
            return true;
        }

        if (IsIndex(key) && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && _byIndex.TryGetValue(index, out place))
        {
            return true;
        }

        var at = key.LastIndexOf('@');
        return at >= 0 && int.TryParse(key.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && _byIndex.TryGetValue(index, out place) && Definitions[place].Name.AsSpan().SequenceEqual(key.AsSpan(0, at));
    }

    private static bool IsIndex(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}
