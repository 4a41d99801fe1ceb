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

    /// <summary>0 or 1.</summary>
    Switch,

    /// <summary>A number with a name, see <see cref="Enumeration"/>.</summary>
    Enumeration,
}

/// <summary>Whether a word says something.</summary>
public enum WordMeaning
{
    /// <summary>It says a number.</summary>
    Number,

    /// <summary>It says that there is none: no sensor, or a setpoint that does not apply.</summary>
    Absent,

    /// <summary>The register can't mean it: a temperature of 587,202 °C, a state 99.</summary>
    Impossible,
}
