using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Econet.Modbus.NeaSmart;

/// <summary>The numbers that a register can hold, and their names.</summary>
public sealed class Enumeration
{
    private readonly FrozenDictionary<string, ushort> _numbers;

    private Enumeration(ushort minWrite, params (ushort Number, string Name)[] members)
    {
        MinWrite = minWrite;
        Names = members.ToFrozenDictionary(member => member.Number, member => member.Name);
        _numbers = members.ToFrozenDictionary(member => member.Name, member => member.Number, StringComparer.OrdinalIgnoreCase);
        MaxWrite = members.Max(member => member.Number);
    }

    /// <summary>The global operation mode; 0 is none: a register never written.</summary>
    public static Enumeration OperationMode { get; } =
        new(1, (1, "auto"), (2, "heating"), (3, "cooling"), (4, "manual_heating"), (5, "manual_cooling"));

    /// <summary>The global operation state; 0 is none: a register never written.</summary>
    public static Enumeration OperationState { get; } =
        new(1, (1, "normal"), (2, "reduced"), (3, "standby"), (4, "scheduled"), (5, "party"), (6, "holiday"));

    /// <summary>A zone's state. Off (0) is read but never written: a 0 makes the base send its own value.</summary>
    public static Enumeration ZoneState { get; } =
        new(1, (0, "off"), (1, "presence"), (2, "away"), (3, "standby"), (4, "scheduled"), (5, "party"), (6, "holiday"));

    /// <summary>
    /// Whether zones cool in an operation mode; null in automatic mode, in which the system decides, and of a number that is none.
    /// </summary>
    public static bool? Cools(ushort operationMode) => operationMode switch
    {
        2 or 4 => false,
        3 or 5 => true,
        _ => null,
    };

    public IReadOnlyDictionary<ushort, string> Names { get; }

    /// <summary>The least number a user may write.</summary>
    public ushort MinWrite { get; }

    /// <summary>The greatest number a user may write.</summary>
    public ushort MaxWrite { get; }

    public bool TryGetName(ushort number, [MaybeNullWhen(false)] out string name) => Names.TryGetValue(number, out name);

    /// <summary>The number of a name, in upper or lower case; also of one that may not be written.</summary>
    public bool TryGetNumber(string name, out ushort number) => _numbers.TryGetValue(name, out number);
}
