using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public class ValueInputTests
{
    [Theory]
    [InlineData(ParameterType.UInt8, 47)]
    [InlineData(ParameterType.UInt8, 47.0)]
    [InlineData(ParameterType.Int8, -128L)]
    [InlineData(ParameterType.UInt64, ulong.MaxValue)]
    [InlineData(ParameterType.Int64, long.MinValue)]
    public void Integer_should_be_taken_when_it_is_whole_and_fits(ParameterType type, object input) =>
        Assert.Equal(new System.Numerics.BigInteger(System.Convert.ToDecimal(input)), (System.Numerics.BigInteger)Convert(type, input).ToInteger());

    [Theory]
    [InlineData(ParameterType.UInt8, 47.5, "Value must be a whole number for type uint8")]
    [InlineData(ParameterType.UInt8, 256, "Value out of range [0-255]")]
    [InlineData(ParameterType.UInt8, -1, "Value out of range [0-255]")]
    [InlineData(ParameterType.UInt8, 1e300, "Value out of range [0-255]")]
    [InlineData(ParameterType.UInt8, double.NaN, "Value must be a finite number")]
    [InlineData(ParameterType.UInt8, double.PositiveInfinity, "Value must be a finite number")]
    [InlineData(ParameterType.UInt8, "47", "Value must be a number, not a string")]
    [InlineData(ParameterType.UInt8, true, "Value must be a number, not a boolean")]
    [InlineData(ParameterType.UInt8, null, "Value must be a number, not null")]
    [InlineData(ParameterType.Float, double.NaN, "Value must be a finite number")]
    [InlineData(ParameterType.Float, 1e39, "Value out of range of its type")]
    [InlineData(ParameterType.Float, "1", "Value must be a number, not a string")]
    [InlineData(ParameterType.Bool, 2, "Value must be true or false, not the number 2")]
    [InlineData(ParameterType.Bool, "true", "Value must be true or false, not a string")]
    [InlineData(ParameterType.String, 5, "Value must be a string, not the number 5")]
    [InlineData(ParameterType.String, "a\u0000b", "String contains control characters")]
    public void Input_should_be_refused_with_the_reason_when_the_type_can_not_hold_it(ParameterType type, object? input, string reason) =>
        Assert.Equal(reason, Refusal(type, input));

    [Theory]
    [InlineData(ParameterType.UInt8, 47.5, EconetError.WrongType)]
    [InlineData(ParameterType.UInt8, "47", EconetError.WrongType)]
    [InlineData(ParameterType.UInt8, double.NaN, EconetError.WrongType)]
    [InlineData(ParameterType.UInt8, 256, EconetError.OutOfRange)]
    [InlineData(ParameterType.Float, 1e39, EconetError.OutOfRange)]
    [InlineData(ParameterType.Float, true, EconetError.WrongType)]
    [InlineData(ParameterType.Bool, 2, EconetError.WrongType)]
    [InlineData(ParameterType.String, 5, EconetError.WrongType)]
    [InlineData(ParameterType.String, "a\u0000b", EconetError.BadValue)]
    [InlineData(ParameterType.None, 1, EconetError.ReadOnly)]
    public void Refusal_should_tell_programs_of_what_kind_it_is(ParameterType type, object input, EconetError error)
    {
        Assert.False(ValueInput.TryConvert(Definition(type), input, null, null, out _, out var failure));

        Assert.Equal(error, failure.Error);
    }

    [Fact]
    public void Text_should_be_refused_when_it_is_too_long()
    {
        Assert.Equal("", Refusal(ParameterType.String, new string('x', 64)));
        Assert.Equal("String is too long: at most 64 bytes", Refusal(ParameterType.String, new string('x', 65)));
        Assert.Equal("String is too long: at most 64 bytes", Refusal(ParameterType.String, new string('ż', 33)));
    }

    [Theory]
    [InlineData(20.0, 55.0, 19, "Value out of range [20-55]")]
    [InlineData(20.0, 55.0, 56, "Value out of range [20-55]")]
    [InlineData(20.0, 55.0, 20, "")]
    [InlineData(20.0, 55.0, 55, "")]
    [InlineData(20.0, null, 19, "Value out of range [20-255]")]
    [InlineData(null, 55.0, 56, "Value out of range [0-55]")]
    public void Limits_should_bound_what_is_taken(double? min, double? max, int input, string reason) =>
        Assert.Equal(reason, Refusal(ParameterType.UInt8, input, min, max));

    [Theory]
    [InlineData(-4.0, null, -5, "Value out of range: at least -4")]
    [InlineData(null, 4.0, 4.5, "Value out of range: at most 4")]
    [InlineData(-4.0, 4.0, 4.5, "Value out of range [-4-4]")]
    public void Limits_should_bound_floating_point_values(double? min, double? max, object input, string reason) =>
        Assert.Equal(reason, Refusal(ParameterType.Float, input, min, max));

    [Theory]
    [InlineData(true, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Bool_should_be_taken_from_a_boolean_or_zero_and_one(object input, bool expected) =>
        Assert.Equal(Value.Of(expected), Convert(ParameterType.Bool, input));

    [Fact]
    public void Anything_should_be_refused_when_the_parameter_is_read_only()
    {
        var definition = new ParameterDefinition(1, "x", Unit.None, ParameterType.UInt8, Writable: false);

        Assert.False(ValueInput.TryConvert(definition, 1, null, null, out _, out var failure));
        Assert.Equal((EconetError.ReadOnly, "Parameter is read-only"), (failure.Error, failure.Message));
    }

    [Fact]
    public void What_is_taken_should_always_be_within_the_limits()
    {
        var numbers = Gen.OneOf(Gen.Double.Select(d => (object)d), Gen.Long.Select(l => (object)l), Gen.Int[-300, 300].Select(i => (object)i));
        Gen.Select(Gen.Int[0, ParameterTypes.All.Count - 1].Select(i => ParameterTypes.All[i]), numbers, Gen.Int[-100, 100], Gen.Int[0, 100]).Sample((type, input, min, span) =>
        {
            var taken = ValueInput.TryConvert(Definition(type), input, min, min + span, out var value, out var failure);
            Assert.Equal(taken, failure is null);
            if (taken && type != ParameterType.Bool)
            {
                Assert.InRange(value.ToDouble(), min, min + span);
                Assert.Equal(type, value.Type);
            }
        });
    }

    private static Value Convert(ParameterType type, object? input)
    {
        Assert.True(ValueInput.TryConvert(Definition(type), input, null, null, out var value, out var failure), failure?.Message);
        return value;
    }

    private static string Refusal(ParameterType type, object? input, double? min = null, double? max = null)
    {
        ValueInput.TryConvert(Definition(type), input, min, max, out _, out var failure);
        return failure?.Message ?? "";
    }

    private static ParameterDefinition Definition(ParameterType type) => new(1, "x", Unit.None, type, Writable: true);
}
