using CsCheck;

namespace Econet.Modbus.Tests;

public class Dpt9Tests
{
    private static readonly Gen<double> InRange = Gen.OneOf(
        Gen.Double[Dpt9.Min, Dpt9.Max], Gen.Double[-50, 100], Gen.Double[-0.1, 0.1], Gen.Int[-5_000_000, 5_000_000].Select(i => i / 100.0));

    private static readonly double[] Representable =
    [
        .. Enumerable.Range(0, 0x10000).Select(word => Dpt9.Decode((ushort)word)).OfType<double>().Distinct().Order(),
    ];

    [Theory]
    [InlineData(22.5, 0x0C65)]
    [InlineData(0, 0x0000)]
    [InlineData(0.01, 0x0001)]
    [InlineData(-0.01, 0x87FF)]
    [InlineData(20.47, 0x07FF)]
    [InlineData(20.48, 0x0C00)]
    [InlineData(-20.48, 0x8000)]
    [InlineData(-20.5, 0x8BFF)]
    [InlineData(21, 0x0C1A)]
    [InlineData(-30, 0x8A24)]
    [InlineData(40.94, 0x0FFF)]
    [InlineData(40.96, 0x1400)]
    [InlineData(-671_088.64, 0xF800)]
    [InlineData(670_433.28, 0x7FFE)]
    public void Number_should_be_its_word_both_ways(double value, ushort word)
    {
        Assert.Equal(word, Dpt9.Encode(value));
        Assert.Equal(value, Dpt9.Decode(word));
    }

    [Theory]
    [InlineData(22.51, 22.52)]
    [InlineData(22.49, 22.5)]
    [InlineData(-22.51, -22.52)]
    [InlineData(20.475, 20.48)]
    [InlineData(20.474, 20.47)]
    [InlineData(0.005, 0.01)]
    [InlineData(0.004, 0)]
    [InlineData(-0.004, 0)]
    [InlineData(-0.005, -0.01)]
    [InlineData(-20.484, -20.48)]
    [InlineData(100.02, 100)]
    [InlineData(100.04, 100.08)]
    [InlineData(1.005, 1.01)]
    public void Number_should_be_rounded_to_the_nearest_and_away_from_zero_when_halfway(double value, double rounded) =>
        Assert.Equal(rounded, Dpt9.Decode(Dpt9.Encode(value)));

    [Fact]
    public void Invalid_word_should_be_null() => Assert.Null(Dpt9.Decode(0x7FFF));

    [Theory]
    [InlineData(Dpt9.Max)]
    [InlineData(670_600)]
    public void Number_should_not_become_the_invalid_word_when_that_would_be_the_nearest(double value) =>
        Assert.Equal(0x7FFE, Dpt9.Encode(value));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(670_760.97)]
    [InlineData(-671_088.65)]
    public void Number_should_be_refused_when_out_of_range(double value)
    {
        Assert.False(Dpt9.TryEncode(value, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dpt9.Encode(value));
    }

    [Fact]
    public void Every_word_should_decode_by_the_formula_and_come_back_as_the_same_number()
    {
        for (var word = 0; word < 0x7FFF; word++)
        {
            Check(word);
        }

        for (var word = 0x8000; word <= 0xFFFF; word++)
        {
            Check(word);
        }

        static void Check(int word)
        {
            var mantissa = (short)(((word >> 15) * 0xF800) | (word & 0x7FF));
            var value = (double)(0.01m * mantissa * (1 << ((word >> 11) & 15)));
            Assert.Equal(value, Dpt9.Decode((ushort)word));
            Assert.Equal(value, Dpt9.Decode(Dpt9.Encode(value)));
        }
    }

    [Fact]
    public void Word_should_come_back_as_itself_when_its_exponent_is_the_smallest_for_its_number()
    {
        var smallest = Enumerable.Range(0, 0x10000).Where(word => word != Dpt9.Invalid)
            .GroupBy(word => Dpt9.Decode((ushort)word))
            .Select(words => words.MinBy(word => (word >> 11) & 15));

        Assert.All(smallest, word => Assert.Equal((ushort)word, Dpt9.Encode(Dpt9.Decode((ushort)word)!.Value)));
    }

    [Fact]
    public void Encoding_should_find_the_nearest_of_all_numbers_of_the_format() => InRange.Sample(
        value =>
        {
            var at = Array.BinarySearch(Representable, value);
            var near = at >= 0 ? [Representable[at]] : Representable[Math.Max(0, ~at - 1)..Math.Min(Representable.Length, ~at + 1)];
            var best = near.Min(number => Math.Abs(number - value));
            var found = Math.Abs(Dpt9.Decode(Dpt9.Encode(value))!.Value - value);
            Assert.InRange(found, 0, best + 1e-9);
        },
        iter: 20_000);

    [Fact]
    public void Encoding_should_be_monotonic() => Gen.Select(InRange, InRange).Sample(
        (a, b) => Assert.True(
            Dpt9.Decode(Dpt9.Encode(Math.Min(a, b)))!.Value <= Dpt9.Decode(Dpt9.Encode(Math.Max(a, b)))!.Value),
        iter: 20_000);
}
