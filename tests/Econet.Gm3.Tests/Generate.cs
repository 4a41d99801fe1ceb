using CsCheck;
using Econet.Values;
using Econet.Values.Tests;

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

    public static readonly Gen<ParameterStructure> StructureWithRange =
        from type in GenerateValues.Type
        from flags in Gen.Byte.Select(b => (ParameterFlags)b)
        from access in Gen.Select(Gen.Bool, Gen.Bool)
        from texts in Gen.Select(GenerateValues.Text, GenerateValues.Text)
        from min in Limit(type, flags, ParameterFlags.MinIsIndex)
        from max in Limit(type, flags, ParameterFlags.MaxIsIndex)
        select new ParameterStructure(0, texts.Item1, texts.Item2, type, access.Item1, access.Item2, flags, min, max);

    public static readonly Gen<ParameterStructure> StructureWithoutRange =
        from type in GenerateValues.Type
        from exponent in Gen.SByte
        from access in Gen.Select(Gen.Bool, Gen.Bool)
        from texts in Gen.Select(GenerateValues.Text, GenerateValues.Text)
        select new ParameterStructure(0, texts.Item1, texts.Item2, type, access.Item1, access.Item2, Exponent: exponent);

    private static Gen<int> Limit(ParameterType type, ParameterFlags flags, ParameterFlags isIndex) =>
        (flags & isIndex) != 0 || type.IsUnsigned() ? Gen.Int[0, ushort.MaxValue] : Gen.Int[short.MinValue, short.MaxValue];
}
