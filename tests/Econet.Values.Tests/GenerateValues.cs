using CsCheck;

namespace Econet.Values.Tests;

/// <summary>Generators of values.</summary>
internal static class GenerateValues
{
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

    private static Gen<Value> Integer(ParameterType type)
    {
        var (min, max) = Value.Range(type);
        var within = Gen.ULong.Select(bits => Value.Of(type, min + (bits % (max - min + 1))));
        return Gen.Frequency((3, within), (1, Gen.OneOf(Value.Of(type, min), Value.Of(type, max))));
    }
}
