using Econet.Actors.Gm3.Work;
using Econet.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class StructureCheckTests
{
    private static readonly ParameterStructure[] Three =
    [
        new(0, "Temp", "C", ParameterType.Float, Readable: true, Writable: false),
        new(1, "Mode", "", ParameterType.UInt8, Readable: true, Writable: true, ParameterFlags.NonVolatile, 0, 2),
        new(2, "", "", ParameterType.UInt32, Readable: true, Writable: false),
    ];

    private readonly StructureCheck _check = new();

    [Fact]
    public void Structures_should_count_at_once_on_a_line_without_doubt() => Assert.Equal(3, _check.Sure(Three, inDoubt: false));

    [Fact]
    public void Structures_should_count_in_doubt_once_they_were_said_twice_however_the_answers_are_cut()
    {
        Assert.Equal(0, _check.Sure(Three, inDoubt: true));
        Assert.Equal(2, _check.Sure(Three.AsSpan(0, 2), inDoubt: true));
        Assert.Equal(1, _check.Sure(Three.AsSpan(2), inDoubt: true));
    }

    [Fact]
    public void Structures_should_count_only_up_to_the_first_that_was_said_differently()
    {
        _check.Sure([Three[0], Three[1] with { Max = 3 }, Three[2]], inDoubt: true);

        Assert.Equal(1, _check.Sure(Three, inDoubt: true));
        Assert.Equal(2, _check.Sure(Three.AsSpan(1), inDoubt: true));
    }

    public static TheoryData<string, string, ParameterType, ParameterFlags, int, int> Strange => new()
    {
        { "Te\u0001mp", "C", ParameterType.Float, ParameterFlags.NoMin, 0, 0 },
        { "Temp", "\uFFFD", ParameterType.Float, ParameterFlags.NoMin, 0, 0 },
        { "Temp", "C", (ParameterType)8, ParameterFlags.NoMin, 0, 0 },
        { "Temp", "C", ParameterType.Float, (ParameterFlags)0x08, 0, 0 },
        { "Temp", "C", ParameterType.Int16, ParameterFlags.None, 5, 4 },
        { new string('x', 200), "C", ParameterType.Int16, ParameterFlags.None, 4, 5 },
    };

    [Theory]
    [MemberData(nameof(Strange))]
    public void Structure_that_looks_as_none_does_should_count_the_second_time(
        string name, string unit, ParameterType type, ParameterFlags flags, int min, int max)
    {
        var strange = new ParameterStructure(0, name, unit, type, Readable: true, Writable: true, flags, min, max);

        Assert.Equal(0, _check.Sure([strange], inDoubt: false));
        Assert.Equal(1, _check.Sure([strange], inDoubt: false));
    }

    [Fact]
    public void End_should_be_confirmed_by_the_second_that_is_told_for_the_same_place()
    {
        Assert.False(_check.IsEndConfirmed(3));
        Assert.False(_check.IsEndConfirmed(4));
        Assert.True(_check.IsEndConfirmed(4));
    }
}
