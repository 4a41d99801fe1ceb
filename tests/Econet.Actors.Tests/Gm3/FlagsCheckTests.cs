using Econet.Actors.Gm3.Work;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class FlagsCheckTests
{
    private readonly FlagsCheck _check = new();

    [Fact]
    public void Flags_should_fit_when_they_are_those_of_the_structures()
    {
        _check.Reset([ParameterFlags.Volatile, ParameterFlags.NonVolatile]);

        Assert.True(_check.Fits(0, Values(ParameterFlags.Volatile, ParameterFlags.NonVolatile)));
        Assert.True(_check.Fits(1, Values(ParameterFlags.NonVolatile)));
        Assert.False(_check.Fits(0, Values(ParameterFlags.Volatile, ParameterFlags.Volatile)));
    }

    [Fact]
    public void Flags_should_fit_when_two_answers_in_a_row_contradict_the_structure_alike()
    {
        _check.Reset([ParameterFlags.Volatile]);

        Assert.False(_check.Fits(0, Values(ParameterFlags.NonVolatile)));
        Assert.False(_check.Fits(0, Values(ParameterFlags.NoMin)));
        Assert.True(_check.Fits(0, Values(ParameterFlags.NoMin)));
        Assert.False(_check.Fits(0, Values(ParameterFlags.Volatile)));
    }

    [Fact]
    public void Flags_should_not_fit_by_two_different_accidents()
    {
        _check.Reset([ParameterFlags.Volatile]);

        Assert.False(_check.Fits(0, Values(ParameterFlags.NonVolatile)));
        Assert.True(_check.Fits(0, Values(ParameterFlags.Volatile)));
        Assert.False(_check.Fits(0, Values(ParameterFlags.NonVolatile)));
    }

    [Fact]
    public void Flags_should_be_those_of_the_first_answer_where_the_structure_has_none()
    {
        _check.Reset([null]);

        Assert.True(_check.Fits(0, Values(ParameterFlags.NoMax)));
        Assert.False(_check.Fits(0, Values(ParameterFlags.NoMin)));
        Assert.True(_check.Fits(0, Values(ParameterFlags.NoMax)));
    }

    private static FlaggedValue[] Values(params ParameterFlags[] flags) =>
        [.. flags.Select(f => new FlaggedValue(f, Value.Of(ParameterType.UInt8, 1)))];
}
