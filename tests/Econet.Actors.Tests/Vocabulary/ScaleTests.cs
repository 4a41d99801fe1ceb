using CsCheck;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

public class ScaleTests
{
    private static readonly string[] Scales = ["/100", "/10 signed", "signed", "*10", "/3600"];

    [Theory]
    [InlineData("/100", 8448, 84.48)]
    [InlineData("/10 signed", 247, 24.7)]
    [InlineData("/10 signed", 65036, -50)]
    [InlineData("signed", 65535, -1)]
    [InlineData("*10", 35, 350)]
    public void Scale_should_turn_the_raw_number_into_the_one_that_is_meant_and_back(string text, int raw, double meant)
    {
        Assert.True(Scale.TryParse(text, out var scale));
        var value = Value.Of(ParameterType.UInt16, raw);

        Assert.Equal(meant, scale.Apply(value));
        Assert.Equal(raw, scale.Reverse((decimal)meant, ParameterType.UInt16));
        Assert.Equal(text, scale.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("/")]
    [InlineData("/0")]
    [InlineData("/-10")]
    [InlineData("*ten")]
    [InlineData("/10 unsigned")]
    [InlineData("/10 / 10")]
    [InlineData("/10000000")]
    public void Scale_should_be_refused_when_it_is_none(string text) => Assert.False(Scale.TryParse(text, out _));

    [Fact]
    public void Number_between_two_raw_ones_should_have_no_raw_number()
    {
        Assert.True(Scale.TryParse("/10", out var scale));

        Assert.Null(scale.Reverse(20.55m, ParameterType.UInt8));
        Assert.Equal(205.5m, scale.Reverse(20.55m, ParameterType.Float));
    }

    [Fact]
    public void Every_raw_number_should_come_back_from_the_one_that_is_meant() =>
        Gen.Select(Gen.Int[0, 4].Select(i => Scales[i]), Gen.UShort).Sample((text, raw) =>
        {
            Assert.True(Scale.TryParse(text, out var scale));
            var meant = scale.Apply(Value.Of(ParameterType.UInt16, raw));
            var back = Math.Round(meant * (double)scale.Divisor);

            Assert.Equal(raw, (back + 65536) % 65536);
        });
}
