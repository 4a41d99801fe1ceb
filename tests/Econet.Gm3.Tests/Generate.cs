using CsCheck;

namespace Econet.Gm3.Tests;

/// <summary>Generators of what the wire carries.</summary>
internal static class Generate
{
    /// <summary>A byte, often one that means something to the framing.</summary>
    public static readonly Gen<byte> WireByte = Gen.Frequency(
        (3, Gen.Byte), (1, Gen.OneOf<byte>(0x68, 0x16, 0x00, 0x05, 0xFF)));

    public static readonly Gen<byte[]> Noise = WireByte.Array[0, 40];

    public static readonly Gen<int[]> Sizes = Gen.Frequency((2, Gen.Int[0, 5]), (1, Gen.Int[0, 600])).Array[1, 12];

    public static readonly Gen<Frame> Frame = Gen.Select(
        Gen.UShort, Gen.UShort, Gen.Byte, Gen.Frequency((8, WireByte.Array[0, 60]), (1, WireByte.Array[0, Gm3.Frame.MaxData])),
        (destination, source, command, data) => new Frame(destination, source, (Command)command, data));

    /// <summary>Text without the zero character and without halves of surrogate pairs, up to four bytes a character.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[1, 0x7F], Gen.Int[0x80, 0x7FF], Gen.Int[0xE000, 0xFFFF], Gen.Int[0x10000, 0x10FFFF])
        .Select(char.ConvertFromUtf32).Array[0, 12].Select(string.Concat);

    private static readonly Gen<double> Doubles = Gen.Frequency(
        (3, Gen.Double), (1, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.0, 999.0)));

    private static readonly Gen<float> Floats = Gen.Frequency(
        (3, Gen.Float), (1, Gen.OneOf(float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -0f, 999f)));

    public static readonly Gen<ParameterType> Type = Gen.OneOf([.. ParameterTypes.All]);

    public static Gen<Value> ValueOf(ParameterType type) => type switch
    {
        ParameterType.String => Text.Select(Value.Of),
        ParameterType.Bool => Gen.Bool.Select(Value.Of),
        ParameterType.Float => Floats.Select(Value.Of),
        ParameterType.Double => Doubles.Select(Value.Of),
        _ => Integer(type),
    };

    public static readonly Gen<Value> AnyValue = Type.SelectMany(ValueOf);

    public static readonly Gen<ParameterStructure> StructureWithRange =
        from type in Type
        from flags in Gen.Byte.Select(b => (ParameterFlags)b)
        from access in Gen.Select(Gen.Bool, Gen.Bool)
        from texts in Gen.Select(Text, Text)
        from min in Limit(type, flags, ParameterFlags.MinIsIndex)
        from max in Limit(type, flags, ParameterFlags.MaxIsIndex)
        select new ParameterStructure(0, texts.Item1, texts.Item2, type, access.Item1, access.Item2, flags, min, max);

    public static readonly Gen<ParameterStructure> StructureWithoutRange =
        from type in Type
        from exponent in Gen.SByte
        from access in Gen.Select(Gen.Bool, Gen.Bool)
        from texts in Gen.Select(Text, Text)
        select new ParameterStructure(0, texts.Item1, texts.Item2, type, access.Item1, access.Item2, Exponent: exponent);

    private static Gen<int> Limit(ParameterType type, ParameterFlags flags, ParameterFlags isIndex) =>
        (flags & isIndex) != 0 || type.IsUnsigned() ? Gen.Int[0, ushort.MaxValue] : Gen.Int[short.MinValue, short.MaxValue];

    private static Gen<Value> Integer(ParameterType type)
    {
        var (min, max) = Value.Range(type);
        var within = Gen.ULong.Select(bits => Value.Of(type, min + (bits % (max - min + 1))));
        return Gen.Frequency((3, within), (1, Gen.OneOf(Value.Of(type, min), Value.Of(type, max))));
    }
}
