using Econet.Gm3;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>What became of an answer that should bring structures.</summary>
internal enum StructureOutcome
{
    Taken,

    /// <summary>It may be so: the next answer tells.</summary>
    Unsure,

    /// <summary>It is none, or does not go on where it should.</summary>
    Refused,
}

/// <summary>
/// Which structures of an answer can be believed. A wrong one is worse than a wrong value, because it stays: while the line is in doubt, and
/// where a structure looks as none does, two answers must say the same.
/// </summary>
internal sealed class StructureCheck
{
    private const int LongestText = 100;
    private const ParameterFlags KnownFlags = ParameterFlags.NonVolatile | ParameterFlags.Volatile | ParameterFlags.MinIsIndex
        | ParameterFlags.MaxIsIndex | ParameterFlags.NoMin | ParameterFlags.NoMax;

    private readonly Dictionary<int, ParameterStructure> _heard = [];
    private int? _end;

    public void Reset()
    {
        _heard.Clear();
        _end = null;
    }

    /// <summary>How many of the consecutive <paramref name="structures"/>, from the first on, are beyond doubt.</summary>
    public int Sure(ReadOnlySpan<ParameterStructure> structures, bool inDoubt)
    {
        var sure = 0;
        for (var i = 0; i < structures.Length; i++)
        {
            var structure = structures[i];
            var isSure = (!inDoubt && IsSane(structure))
                || (_heard.TryGetValue(structure.WireIndex, out var before) && before == structure);
            _heard[structure.WireIndex] = structure;
            sure += isSure && sure == i ? 1 : 0;
        }

        return sure;
    }

    /// <summary>True when the end of the structures has been told for this place before.</summary>
    public bool IsEndConfirmed(int count)
    {
        var isConfirmed = _end == count;
        _end = count;
        return isConfirmed;
    }

    private static bool IsSane(ParameterStructure structure) =>
        structure.Type.IsKnown() && (structure.Flags & ~KnownFlags) == 0 && IsSane(structure.Name) && IsSane(structure.Unit)
        && (!structure.HasMin || !structure.HasMax || structure.MinIsIndex || structure.MaxIsIndex || structure.Min <= structure.Max);

    // Bytes that are no UTF-8 have become replacement characters.
    private static bool IsSane(string text) => text.Length <= LongestText && !text.Any(c => char.IsControl(c) || c == '\uFFFD');
}
