using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.HomeAssistant;

public sealed class DerivedParametersTests
{
    private static readonly DerivedParameters Derived = new(EntityTable.Default, EntityWords.English);

    [Theory]
    [InlineData(0, 0f, "None")]
    [InlineData(1, 0f, "21.5")]
    [InlineData(2, 0f, "18")]
    [InlineData(3, 19f, "19")]
    [InlineData(3, 0f, "21.5")]
    public void Target_of_a_circuit_should_follow_its_mode(int mode, float inForce, string target) =>
        Assert.Contains(("circuit2.temperature", target), Derived.States(Circuit(mode, inForce)));

    [Theory]
    [InlineData(0, 0f, "Circuit2ComfortTemp")]
    [InlineData(1, 0f, "Circuit2ComfortTemp")]
    [InlineData(2, 0f, "Circuit2EcoTemp")]
    [InlineData(3, 18.1f, "Circuit2EcoTemp")]
    [InlineData(3, 21.4f, "Circuit2ComfortTemp")]
    [InlineData(3, 0f, "Circuit2ComfortTemp")]
    public void Command_for_the_target_should_write_the_temperature_in_force(int mode, float inForce, string key)
    {
        var write = Derived.Resolve(Circuit(mode, inForce), "circuit2.temperature")!;

        Assert.Equal(key, write.Parameter.Key);
        Assert.Equal(20.5m, write.Value(20.5m));
    }

    [Theory]
    [InlineData(0, 1, 0, 1, "off")]
    [InlineData(3, 1, 0, 1, "heating")]
    [InlineData(1, 1, 0, 3, "cooling")]
    [InlineData(1, 0, 0, 1, "idle")]
    [InlineData(1, 1, 1, 1, "idle")]
    [InlineData(1, 1, 0, 0, "idle")]
    [InlineData(1, 1, 0, 4, "idle")]
    public void Action_of_a_circuit_should_be_what_reaches_it(int mode, int pump, int hotWater, int work, string action) =>
        Assert.Contains(("circuit2.action", action), Derived.States(Circuit(mode, 0, pump, hotWater, work)));

    [Fact]
    public void Circuit_that_there_is_not_should_have_no_values() =>
        Assert.Equal(["circuit2.temperature", "circuit2.action"], Derived.States(Circuit(1, 0)).Select(s => s.Key));

    [Theory]
    [InlineData("Word.0", 1L, 7)]
    [InlineData("Word.0", 0L, 6)]
    [InlineData("Word.1", false, 4)]
    [InlineData("Word.14", true, 16390)]
    public void Command_for_a_bit_should_leave_the_others_as_they_are(string key, object given, int written)
    {
        var write = Derived.Resolve(Word(6), key)!;

        Assert.Equal(("Word", (decimal)written), (write.Parameter.Key, (decimal)write.Value(given)));
    }

    [Theory]
    [InlineData(17, 1L, "Cooling", true)]
    [InlineData(17, false, "Cooling", false)]
    [InlineData(20, 1L, "Heating", false)]
    [InlineData(20, 0L, "Heating", true)]
    public void Command_for_a_bit_with_a_name_should_change_that_bit_alone(int bit, object given, string name, bool on)
    {
        var settings = FakeDevice.Parameter(231, "Circuit1Settings", Value.Of(ParameterType.UInt32, 6), writable: true);

        var write = Derived.Resolve(Of(settings), $"Circuit1Settings.{bit}")!;

        Assert.Equal(KeyValuePair.Create(name, on), Assert.Single(Assert.IsType<BitChanges>(write.Value(given)).Bits));
    }

    [Fact]
    public void Command_for_a_bit_should_be_refused_when_it_is_no_bit_or_the_word_is_unknown()
    {
        Assert.Throws<BadRequestException>(() => Derived.Resolve(Word(6), "Word.0")!.Value(2L));
        Assert.Throws<BadRequestException>(() => Derived.Resolve(Word(6), "Word.0")!.Value("yes"));
        Assert.Throws<EconetException>(() => Derived.Resolve(Of(FakeDevice.Parameter(1, "Word", default) with
        {
            Definition = new ParameterDefinition(1, "Word", Unit.None, ParameterType.UInt16, Writable: true),
        }), "Word.0")!.Value(1L));
    }

    [Theory]
    [InlineData("Word")]
    [InlineData("Word.64")]
    [InlineData("Word.x")]
    [InlineData("Other.1")]
    [InlineData(".1")]
    [InlineData("circuit7.temperature")]
    public void Other_keys_should_not_be_derived(string key) => Assert.Null(Derived.Resolve(Word(6), key));

    [Fact]
    public void Other_value_of_a_part_should_be_known_to_matter()
    {
        Assert.True(Derived.DependsOn("Circuit2ComfortTemp"));
        Assert.True(Derived.DependsOn("HPStatusCircPStat0"));
        Assert.False(Derived.DependsOn("TempWthr"));
    }

    private static DeviceSnapshot Circuit(int mode, float inForce, int pump = 1, int hotWater = 0, int work = 1) => Of(
        FakeDevice.Parameter(286, "Circuit2WorkState", Value.Of(ParameterType.UInt8, mode), writable: true),
        FakeDevice.Parameter(288, "Circuit2ComfortTemp", Value.Of(21.5f), writable: true),
        FakeDevice.Parameter(289, "Circuit2EcoTemp", Value.Of(18f), writable: true),
        FakeDevice.Parameter(92, "Circuit2_romTempSet", Value.Of(inForce)),
        FakeDevice.Parameter(1354, "HPStatusCircPStat1", Value.Of(ParameterType.UInt8, pump)),
        FakeDevice.Parameter(1361, "HPStatusHdwHeatStat", Value.Of(ParameterType.UInt8, hotWater)),
        FakeDevice.Parameter(1350, "HPStatusWorkMode", Value.Of(ParameterType.UInt8, work)));

    private static DeviceSnapshot Word(int value) =>
        Of(FakeDevice.Parameter(1, "Word", Value.Of(ParameterType.UInt16, value), writable: true));

    private static DeviceSnapshot Of(params ParameterValue[] parameters) =>
        new("heatpump", 1, FakeDevice.At, Alive: true, FakeDevice.At, [.. parameters]);
}
