using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>The parameters of a device that show alarms: when one of them changes, the alarm log is worth reading.</summary>
internal sealed class AlarmSigns
{
    private readonly Dictionary<int, Value> _values = [];
    private int[] _signs = [];

    public void Reset(IEnumerable<ParameterStructure> structures)
    {
        _values.Clear();
        _signs = [.. structures
            .Where(s => s.Name.Contains("alarm", StringComparison.OrdinalIgnoreCase) && s.Type.IsInteger())
            .Select(s => (int)s.WireIndex)];
    }

    /// <summary>True when one of them is among these values, and is another one than before.</summary>
    /// <param name="first">The wire index of the first value.</param>
    public bool HaveChanged(int first, ReadOnlySpan<FlaggedValue> values)
    {
        var changed = false;
        foreach (var sign in _signs)
        {
            if (sign >= first && sign < first + values.Length)
            {
                var value = values[sign - first].Value;
                changed |= _values.TryGetValue(sign, out var before) && before != value;
                _values[sign] = value;
            }
        }

        return changed;
    }
}
