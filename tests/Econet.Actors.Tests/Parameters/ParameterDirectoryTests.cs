using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public class ParameterDirectoryTests
{
    private static readonly ParameterDirectory Directory = new(
    [
        Parameter(10, "UID"), Parameter(12, ""), Parameter(14, "em"), Parameter(15, "em"), Parameter(16, "PS"), Parameter(17, "42"),
        Parameter(42, "Temp CWU"), Parameter(10_000, "PS", space: 1), Parameter(10_001, "em", space: 1), Parameter(10_002, "UID", space: 1),
        Parameter(10_003, "panel", space: 1), Parameter(10_004, "panel", space: 1),
    ]);

    [Theory]
    [InlineData(10, "UID")]
    [InlineData(12, "@12")]
    [InlineData(14, "em@14")]
    [InlineData(16, "PS")]
    [InlineData(17, "42@17")]
    [InlineData(10_000, "PS@10000")]
    [InlineData(10_003, "panel@10003")]
    public void Key_should_be_the_name_where_it_means_one_parameter(int index, string key) =>
        Assert.Equal(key, Directory.Keys[Directory.PlaceOf(index)]);

    [Theory]
    [InlineData("UID", 10)]
    [InlineData("PS", 16)]
    [InlineData("PS@16", 16)]
    [InlineData("PS@10000", 10_000)]
    [InlineData("10000", 10_000)]
    [InlineData("@12", 12)]
    [InlineData("em@15", 15)]
    [InlineData("42", 42)]
    [InlineData("Temp CWU", 42)]
    public void Resolve_should_take_names_marked_names_and_indices(string key, int index) =>
        Assert.Equal((true, index), (Directory.TryResolve(key, out var place, out _), Directory.Definitions[place].Index));

    [Fact]
    public void Resolve_should_find_every_parameter_by_its_own_key()
    {
        for (var place = 0; place < Directory.Keys.Length; place++)
        {
            Assert.Equal((true, place), (Directory.TryResolve(Directory.Keys[place], out var found, out _), found));
        }
    }

    [Fact]
    public void Resolve_should_name_the_candidates_when_a_name_is_shared_inside_its_space()
    {
        Assert.False(Directory.TryResolve("em", out _, out var failure));

        Assert.Equal(EconetError.Ambiguous, failure.Error);
        Assert.Equal(["em@14", "em@15", "em@10001"], failure.Candidates);
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("")]
    [InlineData("em@10")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    [InlineData("em@")]
    public void Resolve_should_say_not_found_when_nothing_is_called_so(string key)
    {
        Assert.False(Directory.TryResolve(key, out _, out var failure));

        Assert.Equal(new RequestFailed(EconetError.NotFound, $"Parameter '{key}' not found"), failure);
    }

    private static ParameterDefinition Parameter(int index, string name, int space = 0) =>
        new(index, name, Unit.None, ParameterType.UInt8, Writable: false, Space: space);
}
