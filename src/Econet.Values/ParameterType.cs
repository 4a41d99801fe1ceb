namespace Econet.Values;

/// <summary>The type of a parameter's value, by its stable code: the one that GM3 has for it on the wire.</summary>
public enum ParameterType : byte
{
    /// <summary>Of no value.</summary>
    None = 0,

    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    UInt8 = 4,
    UInt16 = 5,
    UInt32 = 6,
    Float = 7,
    Double = 9,
    Bool = 10,
    String = 12,
    Int64 = 13,
    UInt64 = 14,
}

public static class ParameterTypes
{
    /// <summary>All types that a value can have.</summary>
    public static IReadOnlyList<ParameterType> All { get; } =
    [
        ParameterType.Int8, ParameterType.Int16, ParameterType.Int32, ParameterType.UInt8, ParameterType.UInt16,
        ParameterType.UInt32, ParameterType.Float, ParameterType.Double, ParameterType.Bool, ParameterType.String,
        ParameterType.Int64, ParameterType.UInt64,
    ];

    /// <summary>Bytes of a value; 0 for strings, which end with a zero byte, and for unknown codes.</summary>
    public static int Size(this ParameterType type) => type switch
    {
        ParameterType.Int8 or ParameterType.UInt8 or ParameterType.Bool => 1,
        ParameterType.Int16 or ParameterType.UInt16 => 2,
        ParameterType.Int32 or ParameterType.UInt32 or ParameterType.Float => 4,
        ParameterType.Double or ParameterType.Int64 or ParameterType.UInt64 => 8,
        _ => 0,
    };

    public static bool IsKnown(this ParameterType type) => type == ParameterType.String || type.Size() > 0;

    public static bool IsInteger(this ParameterType type) =>
        type is ParameterType.Int8 or ParameterType.Int16 or ParameterType.Int32 or ParameterType.Int64 || type.IsUnsigned();

    public static bool IsUnsigned(this ParameterType type) =>
        type is ParameterType.UInt8 or ParameterType.UInt16 or ParameterType.UInt32 or ParameterType.UInt64;

    public static bool IsFloatingPoint(this ParameterType type) => type is ParameterType.Float or ParameterType.Double;

    /// <summary>The type's name as users know it: <c>uint8</c>, <c>float</c>, <c>string</c> ….</summary>
    public static string Name(this ParameterType type) => type switch
    {
        ParameterType.Int8 => "int8",
        ParameterType.Int16 => "int16",
        ParameterType.Int32 => "int32",
        ParameterType.Int64 => "int64",
        ParameterType.UInt8 => "uint8",
        ParameterType.UInt16 => "uint16",
        ParameterType.UInt32 => "uint32",
        ParameterType.UInt64 => "uint64",
        ParameterType.Float => "float",
        ParameterType.Double => "double",
        ParameterType.Bool => "bool",
        ParameterType.String => "string",
        _ => "unknown",
    };
}
