using System.Buffers;
using CsCheck;

namespace Econet.Values.Tests;

public class ValueTests
{
    [Fact]
    public void Value_should_come_back_as_written() =>
        Gen.Select(GenerateValues.AnyValue, Gen.Byte.Array[0, 40]).Sample((value, behind) =>
        {
            var bytes = Write(value);
            Assert.Equal(value.Type == ParameterType.String ? bytes.Length : value.Type.Size(), bytes.Length);

            ReadOnlySpan<byte> rest = [.. bytes, .. behind];
            Assert.True(Value.TryRead(value.Type, ref rest, out var read));
            Assert.Equal(value, read);
            Assert.Equal(value.GetHashCode(), read.GetHashCode());
            Assert.Equal(behind, rest.ToArray());
        });

    [Fact]
    public void Value_should_not_be_read_when_bytes_are_missing() =>
        GenerateValues.AnyValue.Sample(value =>
        {
            var bytes = Write(value);
            for (var length = 0; length < bytes.Length; length++)
            {
                ReadOnlySpan<byte> rest = bytes.AsSpan(0, length);
                Assert.False(Value.TryRead(value.Type, ref rest, out var read));
                Assert.True(read.IsNone);
                Assert.Equal(length, rest.Length);
            }
        });

    [Theory]
    [InlineData(ParameterType.None)]
    [InlineData((ParameterType)8)]
    [InlineData((ParameterType)11)]
    [InlineData((ParameterType)15)]
    public void Value_should_not_be_read_when_its_type_is_unknown(ParameterType type)
    {
        ReadOnlySpan<byte> rest = new byte[16];
        Assert.False(type.IsKnown());
        Assert.Equal("unknown", type.Name());
        Assert.False(Value.TryRead(type, ref rest, out _));
    }

    [Theory]
    [InlineData(ParameterType.Int8, "80", "-128")]
    [InlineData(ParameterType.Int16, "FEFF", "-2")]
    [InlineData(ParameterType.Int32, "00000080", "-2147483648")]
    [InlineData(ParameterType.Int64, "FFFFFFFFFFFFFF7F", "9223372036854775807")]
    [InlineData(ParameterType.UInt8, "FF", "255")]
    [InlineData(ParameterType.UInt16, "3412", "4660")]
    [InlineData(ParameterType.UInt32, "FFFFFFFF", "4294967295")]
    [InlineData(ParameterType.UInt64, "FFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData(ParameterType.Float, "0000C07F", "NaN")]
    [InlineData(ParameterType.Float, "9A993E41", "11.9125")]
    [InlineData(ParameterType.Double, "000000000000F0BF", "-1")]
    [InlineData(ParameterType.Bool, "01", "true")]
    [InlineData(ParameterType.Bool, "02", "true")]
    [InlineData(ParameterType.Bool, "00", "false")]
    [InlineData(ParameterType.String, "C2B04300", "°C")]
    public void Value_should_read_as_people_write_it(ParameterType type, string hex, string text)
    {
        ReadOnlySpan<byte> bytes = Convert.FromHexString(hex);
        Assert.True(Value.TryRead(type, ref bytes, out var value));
        Assert.Equal(type, value.Type);
        Assert.Equal(text, value.ToString());
        Assert.True(bytes.IsEmpty);
    }

    [Fact]
    public void Integer_should_be_taken_at_its_limits_and_refused_beyond()
    {
        foreach (var type in ParameterTypes.All.Where(t => t.IsInteger()))
        {
            var (min, max) = Value.Range(type);
            Assert.Equal(min, Value.Of(type, min).ToInteger());
            Assert.Equal(max, Value.Of(type, max).ToInteger());
            Assert.Equal((double)max, Value.Of(type, max).ToDouble());
            Assert.Equal(type.IsUnsigned(), min == 0);
            Assert.Equal(Int128.One << (8 * type.Size()), max - min + 1);
            Assert.Throws<ArgumentOutOfRangeException>(() => Value.Of(type, min - 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Value.Of(type, max + 1));
        }
    }

    [Fact]
    public void Integer_should_be_refused_when_the_type_is_none()
    {
        foreach (var type in ParameterTypes.All.Append(ParameterType.None).Where(t => !t.IsInteger()))
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Value.Of(type, 0));
        }
    }

    [Fact]
    public void Text_should_be_refused_when_the_wire_can_not_carry_it()
    {
        Assert.Throws<ArgumentException>(() => Value.Of("a\0b"));
        Assert.Throws<ArgumentNullException>(() => Value.Of(null!));
    }

    [Fact]
    public void Integers_should_be_equal_when_their_numbers_are() =>
        Gen.Select(Integers, Integers).Sample((one, other) =>
        {
            var (first, second) = (one.ToInteger(), other.ToInteger());
            Assert.Equal(first == second, one == other);
            if (Value.Range(other.Type) is var (min, max) && first >= min && first <= max)
            {
                Assert.Equal(one, Value.Of(other.Type, first));
                Assert.Equal(one.GetHashCode(), Value.Of(other.Type, first).GetHashCode());
            }
        });

    [Fact]
    public void Value_should_be_made_of_what_the_language_has()
    {
        Assert.Equal(ParameterType.Int32, Value.Of(45).Type);
        Assert.Equal(Value.Of(ParameterType.UInt8, 45), Value.Of(45));
        Assert.Equal([true, 45, 45u, 45L, 45UL, 22.5f, 22.5, "on"],
            new Value[] { Value.Of(true), Value.Of(45), Value.Of(45u), Value.Of(45L), Value.Of(45UL), Value.Of(22.5f), Value.Of(22.5), Value.Of("on") });
        Assert.Equal(ulong.MaxValue, Value.Of(ulong.MaxValue).ToInteger());
        Assert.Equal(45.0, (double)Value.Of(45));
    }

    [Fact]
    public void Values_should_differ_when_kind_or_bits_do()
    {
        Assert.NotEqual(Value.Of(ulong.MaxValue), Value.Of(-1));
        Assert.NotEqual(Value.Of(1), Value.Of(1.0));
        Assert.NotEqual(Value.Of(1), Value.Of(true));
        Assert.NotEqual(Value.Of(22.5f), Value.Of(22.5));
        Assert.NotEqual(Value.Of(0f), Value.Of(-0f));
        Assert.NotEqual(Value.Of("a"), Value.Of("b"));
        Assert.True(Value.Of(float.NaN) == Value.Of(float.NaN));
        Assert.True(Value.Of(1.0) != Value.Of(Math.BitIncrement(1.0)));
        Assert.False(Value.Of(1.0).Equals((object)1.0));
    }

    [Theory]
    [InlineData(ParameterType.None)]
    [InlineData(ParameterType.String)]
    public void Number_should_be_refused_when_there_is_none(ParameterType type)
    {
        var value = type == ParameterType.String ? Value.Of("7") : Value.None;
        Assert.False(value.TryToDouble(out _));
        Assert.Throws<InvalidOperationException>(() => value.ToDouble());
    }

    [Fact]
    public void Number_should_be_told_when_there_is_one()
    {
        Assert.True(Value.Of(22.5f).TryToDouble(out var number));
        Assert.Equal(22.5, number);
        Assert.True(Value.Of(true).TryToDouble(out number));
        Assert.Equal(1, number);
    }

    [Fact]
    public void Value_should_say_none_when_its_sensor_is_missing()
    {
        Assert.True(Value.Of(float.NaN).SaysNone);
        Assert.True(Value.Of(999f).SaysNone);
        Assert.True(Value.Of(999.0).SaysNone);
        Assert.True(Value.Of(float.PositiveInfinity).SaysNone);
        Assert.True(Value.Of(double.NegativeInfinity).SaysNone);
        Assert.False(Value.Of(998.9f).SaysNone);
        Assert.False(Value.Of(ParameterType.UInt16, 999).SaysNone);
        Assert.False(Value.Of("NaN").SaysNone);
        Assert.False(default(Value).SaysNone);
    }

    [Fact]
    public void Value_should_refuse_to_be_what_it_is_not()
    {
        Assert.Throws<InvalidOperationException>(() => Value.Of(1f).ToInteger());
        Assert.Throws<InvalidOperationException>(() => Value.Of("1").ToDouble());
        Assert.Throws<InvalidOperationException>(() => Value.Of(1f).ToText());
        Assert.Throws<InvalidOperationException>(() => default(Value).ToDouble());
        Assert.Throws<InvalidOperationException>(() => Write(default));
        Assert.Equal("", default(Value).ToString());
        Assert.Equal("x", Value.Of("x").ToText());
        Assert.Equal(1, Value.Of(true).ToInteger());
        Assert.True(Value.Of(true).ToBool());
        Assert.Throws<InvalidOperationException>(() => Value.Of(1).ToBool());
    }

    [Fact]
    public void Types_should_each_have_a_name_of_their_own() =>
        Assert.Equal(ParameterTypes.All.Count, ParameterTypes.All.Select(t => t.Name()).Except(["unknown"]).Count());

    [Theory]
    [InlineData("C", "°C")]
    [InlineData("'C", "°C")]
    [InlineData("′C", "°C")]
    [InlineData("kWh", "kWh")]
    [InlineData("", "")]
    public void Unit_should_have_the_symbol_people_write(string wire, string symbol) => Assert.Equal(symbol, Unit.Of(wire).Symbol);

    [Fact]
    public void Unit_should_be_none_when_there_is_no_symbol()
    {
        Assert.Equal(Unit.None, Unit.Of(""));
        Assert.Equal(Unit.Celsius, Unit.Of("C"));
        Assert.Equal("", default(Unit).ToString());
        Assert.Equal("°C", $"{Unit.Celsius}");
    }

    private static readonly Gen<Value> Integers = Gen.OneOf(
        GenerateValues.AnyValue.Where(value => value.Type.IsInteger()),
        Gen.Select(Gen.OneOf([.. ParameterTypes.All.Where(t => t.IsInteger())]), Gen.Int[0, 3], (type, number) => Value.Of(type, number)));

    private static byte[] Write(Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        value.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
