using System.Collections.Immutable;
using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

public class MeaningInputTests
{
    private static readonly SystemVocabulary Gm3 = Vocabularies.BuiltIn.Of(Vocabularies.Gm3);

    private static readonly Meaning Mode = Gm3.Of(119, "HDWusermode", Unit.None, ParameterType.UInt8);

    private static readonly Meaning Settings = Gm3.Of(231, "Circuit1Settings", Unit.None, ParameterType.UInt32);

    [Theory]
    [InlineData("Schedule", 2L)]
    [InlineData("schedule", 2L)]
    [InlineData("OFF", 0L)]
    [InlineData("Zeitprogramm", 2L)]
    [InlineData("harmonogram", 2L)]
    [InlineData(1, 1)]
    [InlineData(2.0, 2.0)]
    public void Enumeration_should_take_a_name_in_any_language_or_a_number(object input, object raw)
    {
        Assert.True(MeaningInput.TryRaw(Mode, input, null, null, out var given, out var failure), failure?.Message);

        Assert.Equal(Convert.ToDouble(raw), Convert.ToDouble(given));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1.5)]
    [InlineData("Holiday")]
    [InlineData("2")]
    [InlineData("")]
    [InlineData(true)]
    [InlineData(null)]
    public void Enumeration_should_refuse_anything_else_with_the_list(object? input)
    {
        Assert.False(MeaningInput.TryRaw(Mode, input, null, null, out _, out var failure));

        Assert.Equal((EconetError.BadValue, "Value must be one of 0 (Off), 1 (On), 2 (Schedule)"), (failure.Error, failure.Message));
    }

    [Fact]
    public void Name_of_several_words_should_be_taken_with_anything_between_them()
    {
        var valve = Gm3.Of(83, "flapValveStates", Unit.None, ParameterType.UInt8);

        foreach (var name in (string[])["Hot water", "hot_water", "HOT-WATER"])
        {
            Assert.True(MeaningInput.TryRaw(valve, name, null, null, out var raw, out _));
            Assert.Equal(3L, raw);
        }
    }

    [Theory]
    [InlineData(20.5, "205")]
    [InlineData(20.5f, "205")]
    [InlineData(21, "210")]
    [InlineData(-5.5, "65481")]
    public void Scaled_value_should_be_written_scaled(object input, string raw)
    {
        Assert.True(MeaningInput.TryRaw(Scaled(), input, null, null, out var given, out var failure), failure?.Message);

        Assert.Equal(decimal.Parse(raw), given);
    }

    [Fact]
    public void Scaled_value_should_be_refused_between_two_raw_ones_and_beyond_scaled_limits()
    {
        Assert.False(MeaningInput.TryRaw(Scaled(), 20.55, null, null, out _, out var between));
        Assert.Equal((EconetError.BadValue, "Value must be a multiple of 0.1"), (between.Error, between.Message));
        Assert.False(MeaningInput.TryRaw(Scaled(), 31, 50, 300, out _, out var beyond));
        Assert.Equal((EconetError.OutOfRange, "Value out of range [5-30]"), (beyond.Error, beyond.Message));
    }

    [Fact]
    public void Number_without_a_scale_should_be_what_it_is()
    {
        var setpoint = Gm3.Of(103, "HDWTSetPoint", Unit.None, ParameterType.UInt8);

        Assert.True(MeaningInput.TryRaw(setpoint, 47.5m, null, null, out var raw, out _));
        Assert.Equal(47.5m, raw);
        Assert.True(MeaningInput.TryRaw(setpoint, "warm", null, null, out raw, out _));
        Assert.Equal("warm", raw);
    }

    [Fact]
    public void Bits_should_be_named_and_leave_their_neighbours()
    {
        Assert.True(MeaningInput.TryBits(Settings, Bits(("Cooling", true), ("heating", false)), out var change, out var failure), failure?.Message);

        Assert.Equal((1 << 17) | (1 << 20), change.Mask);
        Gen.UInt.Sample(word =>
        {
            var written = change.In(word);
            Assert.Equal(word & ~change.Mask, written & ~change.Mask);
            Assert.Equal((1 << 17) | (1 << 20), written & change.Mask);
        });
    }

    [Fact]
    public void Bit_without_such_a_name_should_be_refused_with_the_list()
    {
        Assert.False(MeaningInput.TryBits(Settings, Bits(("Cooling", true), ("Boost", true)), out _, out var failure));
        Assert.Equal("There is no bit 'Boost'; the bits are Heating, Cooling, Pump only, Pump blocked", failure.Message);
        Assert.False(MeaningInput.TryBits(Mode, Bits(("Cooling", true)), out _, out failure));
        Assert.Equal("Parameter has no named bits; write its value", failure.Message);
        Assert.False(MeaningInput.TryBits(Settings, Bits(), out _, out failure));
        Assert.Equal("No bit is given", failure.Message);
    }

    private static Meaning Scaled()
    {
        var own = Vocabularies.BuiltIn.With(
            "system: gm3\nparameters:\n  AXEN_REGISTER_2105_RW: {quantity: water_setpoint, scale: /10 signed}", "own.yaml");
        return own.Of(Vocabularies.Gm3).Of(1273, "AXEN_REGISTER_2105_RW", Unit.None, ParameterType.UInt16);
    }

    private static BitChanges Bits(params (string Name, bool On)[] bits) => new(bits.ToImmutableDictionary(bit => bit.Name, bit => bit.On));
}
