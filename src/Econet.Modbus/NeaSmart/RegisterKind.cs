namespace Econet.Modbus.NeaSmart;

/// <summary>What the word in a register means.</summary>
public enum RegisterKind
{
    /// <summary>°C as <see cref="Dpt9"/>.</summary>
    Temperature,

    /// <summary>A whole number of percent.</summary>
    Percent,

    /// <summary>Bit 0; the others mean nothing.</summary>
    Flag,

    /// <summary>A number with a name, see <see cref="Enumeration"/>.</summary>
    Enumeration,
}
