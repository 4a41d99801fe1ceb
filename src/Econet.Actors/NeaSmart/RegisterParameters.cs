using System.Collections.Immutable;
using Econet.Actors.Parameters;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.NeaSmart;

/// <summary>The registers of the map as parameters: the index is the address, the name the register's key.</summary>
internal static class RegisterParameters
{
    /// <summary>All of the map, whether the house has them or not: what the base never touched has no value.</summary>
    public static ImmutableArray<ParameterDefinition> All { get; } = [.. RegisterMap.All.Select(Definition)];

    /// <summary>The value in a word: absent for an invalid temperature, and none when the register can't hold such a word.</summary>
    public static Value Decode(Register register, ushort word) => register.Kind switch
    {
        RegisterKind.Temperature => Value.Of((float)(register.Decode(word) ?? double.NaN)),
        RegisterKind.Flag => Value.Of(register.Decode(word) != 0),
        RegisterKind.Percent when word > register.Max => default,
        _ => word <= byte.MaxValue ? Value.Of(ParameterType.UInt8, word) : default,
    };

    /// <summary>The nearest value that the register can hold.</summary>
    public static Value Round(ParameterDefinition definition, Value value) =>
        value.Type == ParameterType.Float && Dpt9.TryEncode(value.ToDouble(), out var word)
            ? Value.Of((float)Dpt9.Decode(word)!.Value)
            : value;

    private static ParameterDefinition Definition(Register register) => new(
        register.Address,
        register.Key,
        register.Unit,
        register.Kind switch
        {
            RegisterKind.Temperature => ParameterType.Float,
            RegisterKind.Flag => ParameterType.Bool,
            _ => ParameterType.UInt8,
        },
        register.Writable,
        Min: register is { Writable: true, Min: { } min } ? new Limit.Fixed(min) : null,
        Max: register is { Writable: true, Max: { } max } ? new Limit.Fixed(max) : null);
}
