namespace Econet.Modbus;

/// <summary>The units a server answers for, each 1 … 247.</summary>
public sealed class UnitSet
{
    private readonly bool[] _units = new bool[256];

    /// <exception cref="ArgumentException">No unit at all.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A unit that no server may have: the broadcast unit 0, or one above 247.</exception>
    public UnitSet(params ReadOnlySpan<byte> units)
    {
        if (units.IsEmpty)
        {
            throw new ArgumentException("A server has at least one unit.", nameof(units));
        }

        foreach (var unit in units)
        {
            ArgumentOutOfRangeException.ThrowIfZero(unit, nameof(units));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(unit, Pdu.MaxUnit, nameof(units));
            _units[unit] = true;
        }
    }

    public bool Contains(byte unit) => _units[unit];
}
