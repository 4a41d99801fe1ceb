using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Holds the flags bytes of value answers against those of the structures. Where structures carry none, as the panel's, the first ones seen
/// count. An answer with another one is damaged, or read with the wrong structure; when the next one says the same, the device has changed it.
/// </summary>
internal sealed class FlagsCheck
{
    private readonly Dictionary<int, ParameterFlags> _contradicted = [];
    private ParameterFlags?[] _expected = [];

    /// <param name="expected">By wire index; null where not known yet.</param>
    public void Reset(IEnumerable<ParameterFlags?> expected)
    {
        _expected = [.. expected];
        _contradicted.Clear();
    }

    /// <summary>False when an answer that begins at <paramref name="first"/> is not to be taken.</summary>
    public bool Fits(int first, ReadOnlySpan<FlaggedValue> values)
    {
        var fits = true;
        for (var i = 0; i < values.Length; i++)
        {
            fits &= Fits(first + i, values[i].Flags);
        }

        return fits;
    }

    private bool Fits(int wireIndex, ParameterFlags flags)
    {
        if (_expected[wireIndex] is { } expected && expected != flags
            && !(_contradicted.TryGetValue(wireIndex, out var before) && before == flags))
        {
            _contradicted[wireIndex] = flags;
            return false;
        }

        _contradicted.Remove(wireIndex);
        _expected[wireIndex] = flags;
        return true;
    }
}
