using System.Buffers;
using CsCheck;
using Econet.Gm3.Payloads;
using Econet.Values;
using Econet.Values.Tests;

namespace Econet.Gm3.Tests;

public class ValueAnswerTests
{
    private static readonly ParameterType[] Types = [ParameterType.UInt8, ParameterType.Float, ParameterType.String, (ParameterType)8];

    private static readonly Gen<FlaggedValue[]> Values =
        Gen.Select(Gen.Byte, GenerateValues.AnyValue, (flags, value) => new FlaggedValue((ParameterFlags)flags, value)).Array[0, 100];

    [Fact]
    public void Answer_should_come_back_as_written() =>
        Gen.Select(Values, Gen.Int[0, 50]).Sample((values, first) =>
        {
            var data = Write((ushort)first, values, int.MaxValue, out var fits);
            Assert.Equal(values.Length, fits);
            Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(data, TypesOf(first, values), out var readFirst, out var read));
            Assert.Equal(first, readFirst);
            Assert.Equal(values, read);
        });

    [Fact]
    public void Answer_should_hold_as_many_values_as_fit() =>
        Gen.Select(Values, Gen.Int[3, 300]).Sample((values, limit) =>
        {
            var data = Write(7, values, limit, out var fits);
            Assert.True(data.Length <= limit);
            Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(data, TypesOf(7, values), out _, out var read));
            Assert.Equal(values.Take(fits), read);
            if (fits < values.Length)
            {
                Assert.True(Write(7, values[..(fits + 1)], int.MaxValue, out _).Length > limit);
            }
        });

    [Fact]
    public void Answer_should_count_no_further_than_a_byte()
    {
        var values = Enumerable.Repeat(new FlaggedValue(ParameterFlags.None, Value.Of(true)), 300).ToArray();
        Assert.Equal(3 + (2 * 255), Write(0, values, int.MaxValue, out var fits).Length);
        Assert.Equal(255, fits);
    }

    [Fact]
    public void Answer_should_be_refused_at_any_length_but_its_own() =>
        Gen.Select(Values.Where(v => v.Length > 0), Generate.WireByte.Array[1, 5]).Sample((values, behind) =>
        {
            var data = Write(0, values, int.MaxValue, out _);
            var types = TypesOf(0, values);
            for (var length = 0; length < data.Length; length++)
            {
                Assert.Equal(ValueAnswerFault.Truncated, ValueAnswer.Parse(data.AsSpan(0, length), types, out _, out var some));
                Assert.Empty(some);
            }

            Assert.Equal(ValueAnswerFault.LeftOver, ValueAnswer.Parse([.. data, .. behind], types, out _, out var none));
            Assert.Empty(none);
        }, iter: 30);

    [Theory]
    [InlineData("02 0000 01 07 C2 0000803F", ValueAnswerFault.None)]
    [InlineData("00 0000", ValueAnswerFault.None)]
    [InlineData("01 0000 01 07 00", ValueAnswerFault.LeftOver)]
    [InlineData("01 0100 01 07 00", ValueAnswerFault.Truncated)]
    [InlineData("01 0200 C2 4142", ValueAnswerFault.Truncated)]
    [InlineData("01 0000", ValueAnswerFault.Truncated)]
    [InlineData("01 00", ValueAnswerFault.Truncated)]
    [InlineData("", ValueAnswerFault.Truncated)]
    [InlineData("01 0300 C2 00", ValueAnswerFault.UnknownParameter)]
    [InlineData("01 0400 C2 00", ValueAnswerFault.UnknownParameter)]
    [InlineData("01 FFFF C2 00", ValueAnswerFault.UnknownParameter)]
    public void Answer_should_be_taken_only_when_it_is_exact(string hex, ValueAnswerFault fault)
    {
        Assert.Equal(fault, ValueAnswer.Parse(Hex.Bytes(hex), Types, out _, out var values));
        Assert.True(fault == ValueAnswerFault.None || values.Length == 0);
    }

    [Fact]
    public void Answer_should_not_come_out_when_read_with_a_wider_type()
    {
        var data = Write(0, [new(ParameterFlags.None, Value.Of(ParameterType.UInt8, 5))], 100, out _);
        Assert.Equal(ValueAnswerFault.Truncated, ValueAnswer.Parse(data, [ParameterType.UInt16], out _, out _));
    }

    [Fact]
    public void Head_should_be_read_without_the_values()
    {
        Assert.True(ValueAnswer.TryParseHead(Hex.Bytes("64 2C01 FF"), out var selection));
        Assert.Equal(new ParameterSelection(100, 300), selection);
        Assert.False(ValueAnswer.TryParseHead(Hex.Bytes("64 2C"), out _));
    }

    [Fact]
    public void Selection_should_come_back_as_written() =>
        Gen.Select(Gen.Byte, Gen.UShort).Sample((count, first) =>
        {
            var selection = new ParameterSelection(count, first);
            Assert.True(ParameterSelection.TryParse(selection.ToArray(), out var read));
            Assert.Equal(selection, read);
            Assert.False(ParameterSelection.TryParse([.. selection.ToArray(), 0], out _));
        });

    private static byte[] Write(ushort first, FlaggedValue[] values, int limit, out int fits)
    {
        var output = new ArrayBufferWriter<byte>();
        fits = ValueAnswer.Write(output, first, values, limit);
        return output.WrittenSpan.ToArray();
    }

    private static ParameterType[] TypesOf(int first, FlaggedValue[] values) =>
        [.. new ParameterType[first], .. values.Select(v => v.Value.Type)];
}
