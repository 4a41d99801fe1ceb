using Econet.Values;

namespace Econet.Gm3;

/// <summary>The flags byte of a structure with ranges; the controller repeats it before each value.</summary>
[Flags]
public enum ParameterFlags : byte
{
    None = 0,

    /// <summary>Kept in non-volatile memory: every write wears it.</summary>
    NonVolatile = 0x01,

    Volatile = 0x02,

    /// <summary>The minimum is the wire index of the parameter that holds it.</summary>
    MinIsIndex = 0x10,

    /// <summary>The maximum is the wire index of the parameter that holds it.</summary>
    MaxIsIndex = 0x20,

    NoMin = 0x40,
    NoMax = 0x80,
}

/// <summary>
/// A parameter as a device describes it. <see cref="Min"/> and <see cref="Max"/> are numbers, or wire indices where the flags say
/// so; indices and the limits of unsigned types are uint16 on the wire, all others int16. The panel's form carries
/// <see cref="Exponent"/> instead of flags and limits.
/// </summary>
/// <param name="WireIndex">Index in the device's own space.</param>
/// <param name="Unit">Text as the device sends it; <see cref="Unit.Of"/> knows its spellings.</param>
public sealed record ParameterStructure(
    ushort WireIndex,
    string Name,
    string Unit,
    ParameterType Type,
    bool Readable,
    bool Writable,
    ParameterFlags Flags = ParameterFlags.NoMin | ParameterFlags.NoMax,
    int Min = 0,
    int Max = 0,
    sbyte Exponent = 0)
{
    public bool HasMin => (Flags & ParameterFlags.NoMin) == 0;

    public bool HasMax => (Flags & ParameterFlags.NoMax) == 0;

    public bool MinIsIndex => (Flags & ParameterFlags.MinIsIndex) != 0;

    public bool MaxIsIndex => (Flags & ParameterFlags.MaxIsIndex) != 0;
}
