using System.Buffers;
using CsCheck;

namespace Econet.Gm3.Tests;

public class ValueTests
{
    [Fact]
    public void Value_should_come_back_as_written() =>
        Gen.Select(Generate.AnyValue, Generate.Noise).Sample((value, behind) =>
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
        Generate.AnyValue.Sample(value =>
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
    public void Values_should_differ_when_type_or_bits_do()
    {
        Assert.NotEqual(Value.Of(ParameterType.UInt8, 1), Value.Of(ParameterType.UInt16, 1));
        Assert.NotEqual(Value.Of(0f), Value.Of(-0f));
        Assert.NotEqual(Value.Of("a"), Value.Of("b"));
        Assert.True(Value.Of(float.NaN) == Value.Of(float.NaN));
        Assert.True(Value.Of(1.0) != Value.Of(Math.BitIncrement(1.0)));
        Assert.False(Value.Of(1.0).Equals((object)1.0));
    }

    [Fact]
    public void Value_should_be_absent_when_its_sensor_is()
    {
        Assert.True(Value.Of(float.NaN).IsAbsent);
        Assert.True(Value.Of(999f).IsAbsent);
        Assert.True(Value.Of(999.0).IsAbsent);
        Assert.False(Value.Of(998.9f).IsAbsent);
        Assert.False(Value.Of(ParameterType.UInt16, 999).IsAbsent);
        Assert.False(Value.Of("NaN").IsAbsent);
        Assert.False(default(Value).IsAbsent);
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
    public void Unit_should_have_the_symbol_people_write(string wire, string symbol) => Assert.Equal(symbol, Units.Symbol(wire));

    private static byte[] Write(Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        value.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
