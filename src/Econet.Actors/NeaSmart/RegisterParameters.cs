using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.NeaSmart;

/// <summary>The registers of the map as parameters: the index is the address, the name the register's key.</summary>
internal static class RegisterParameters
{
    /// <summary>All of the map, whether the house has them or not: what the base never touched has no value.</summary>
    public static ImmutableArray<ParameterDefinition> All { get; } = [.. RegisterMap.All.Select(Definition)];

    /// <summary>The value in a word: absent when it says that there is none, and none when the register can't mean such a word.</summary>
    public static Value Decode(Register register, ushort word) => register.MeaningOf(word) switch
    {
        WordMeaning.Absent => Value.Of(float.NaN),
        WordMeaning.Impossible => default,
        _ => Number(register, register.Decode(word)!.Value),
    };

    /// <summary>The nearest value that the register can hold.</summary>
    public static Value Round(ParameterDefinition definition, Value value) =>
        value.Type == ParameterType.Float && Dpt9.TryEncode(value.ToDouble(), out var word)
            ? Value.Of((float)Dpt9.Decode(word)!.Value)
            : value;

    private static Value Number(Register register, double number) => TypeOf(register) switch
    {
        ParameterType.Float => Value.Of((float)number),
        ParameterType.Bool => Value.Of(number != 0),
        var type => Value.Of(type, (int)number),
    };

    private static ParameterType TypeOf(Register register) => register.Kind switch
    {
        RegisterKind.Temperature => ParameterType.Float,
        RegisterKind.Flag or RegisterKind.Switch => ParameterType.Bool,
        _ => ParameterType.UInt8,
    };

    private static ParameterDefinition Definition(Register register) => new(
        register.Address,
        register.Key,
        register.Unit,
        TypeOf(register),
        register.Writable,
        Min: register is { Writable: true, Min: { } min } ? new Limit.Fixed(min) : null,
        Max: register is { Writable: true, Max: { } max } ? new Limit.Fixed(max) : null);
}
