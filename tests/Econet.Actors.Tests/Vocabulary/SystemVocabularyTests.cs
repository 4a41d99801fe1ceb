using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

public class SystemVocabularyTests
{
    private static readonly SystemVocabulary Gm3 = Vocabularies.BuiltIn.Of(Vocabularies.Gm3);

    [Fact]
    public void Meaning_should_be_that_of_the_row_over_that_of_its_quantity()
    {
        var energy = Gm3.Of(1285, "AXEN_REGISTER_1202_1203", Unit.None, ParameterType.UInt32);

        Assert.Equal(("Energy used", "energy", "kWh", "energy_total"), (energy.Title?.English, energy.Part?.Id, energy.Unit.Symbol, energy.Quantity?.Name));
        Assert.Equal((true, 2, Evidence.Documented), (energy.Counter, energy.Precision, energy.Source));
        Assert.Equal(84.48, energy.Scale.Apply(Value.Of(ParameterType.UInt32, 8448)));
    }

    [Theory]
    [InlineData(103)]
    [InlineData(77)]
    public void Row_for_a_name_should_count_wherever_a_controller_numbers_it(int index) =>
        Assert.Equal("Hot water target", Gm3.Of(index, "HDWTSetPoint", Unit.Of("°C"), ParameterType.UInt8).Title?.English);

    [Theory]
    [InlineData("")]
    [InlineData("PompaObiegowa")]
    [InlineData("HDWTSetPoint2")]
    public void Other_parameter_at_a_known_index_should_have_no_meaning(string name) => Assert.Null(Gm3.Of(103, name, Unit.None, ParameterType.UInt8).Title);

    [Fact]
    public void Row_for_a_name_and_an_index_should_count_only_for_both()
    {
        Assert.Equal("Run time in seconds", Gm3.Of(924, "workTime", Unit.None, ParameterType.UInt32).Title?.English);
        Assert.Equal("Run time", Gm3.Of(919, "workTime", Unit.None, ParameterType.UInt32).Title?.English);
        Assert.Null(Gm3.Of(500, "workTime", Unit.None, ParameterType.UInt32).Title);
        Assert.Equal("Panel software", Gm3.Of(10010, "PS", Unit.None, ParameterType.String).Title?.English);
        Assert.Equal("Controller software", Gm3.Of(0, "PS", Unit.None, ParameterType.String).Title?.English);
    }

    [Theory]
    [InlineData("Circuit4ComfortTemp", "Circuit 4 comfort temperature", "circuit_4", "Circuit 4")]
    [InlineData("Circuit1SundayAM", "Circuit 1 schedule, Sunday until noon", "circuit_1", "Circuit 1")]
    [InlineData("Circuit1SaturdayPM_", "Circuit 1 schedule, Saturday from noon", "circuit_1", "Circuit 1")]
    [InlineData("SilentModeWePM", "Silent mode schedule, Wednesday from noon", "silent_mode", "Silent mode")]
    [InlineData("HPStatusCircPStat0", "Circuit 1 pump", "circuit_1", "Circuit 1")]
    [InlineData("Circuit1thermostat", "Circuit 1 room temperature", "circuit_1", "Circuit 1")]
    public void Pattern_should_put_what_it_catches_into_title_and_part(string name, string title, string part, string called)
    {
        var meaning = Gm3.Of(1, name, Unit.None, ParameterType.Float);

        Assert.Equal((title, part, called), (meaning.Title?.English, meaning.Part?.Id, meaning.Part?.Title.English));
    }

    [Fact]
    public void Unit_of_the_device_should_count_only_where_the_vocabulary_does_not_know_better()
    {
        Assert.Equal(Unit.None, Gm3.Of(1050, "HeatingCopTemporary", Unit.Of("°C"), ParameterType.Float).Unit);
        Assert.Equal(Unit.KilowattHour, Gm3.Of(713, "HeatingPower_all", Unit.Of("kW"), ParameterType.Float).Unit);
        Assert.Equal(Unit.Of("K"), Gm3.Of(104, "HDWTSetPointDownHist", Unit.Of("°C"), ParameterType.UInt8).Unit);
        Assert.Equal(("°C", "temperature"), Of("°C"));
        Assert.Equal(("bar", null), Of("bar"));

        static (string, string?) Of(string unit)
        {
            var meaning = Gm3.Of(1, "Unknown", Unit.Of(unit), ParameterType.Float);
            return (meaning.Unit.Symbol, meaning.Quantity?.Name);
        }
    }

    [Fact]
    public void File_of_an_owner_should_count_before_the_built_in_one_field_by_field()
    {
        var own = Vocabularies.BuiltIn.With(
            """
            system: gm3
            parameters:
              HDWTSetPoint: {title: Tank, sane: [0, 90]}
              Circuit{n}ComfortTemp: {icon: 'mdi:sofa'}
              AXEN_REGISTER_69: {title: Expansion valve 2, quantity: steps}
              '@15': {title: Unnamed}
            alarms: {10: Frost}
            """,
            "mine.yaml").Of(Vocabularies.Gm3);

        var tank = own.Of(103, "HDWTSetPoint", Unit.None, ParameterType.UInt8);
        Assert.Equal(("Tank", new Bounds(0, 90), "°C", true), (tank.Title?.English, tank.Sane, tank.Unit.Symbol, tank.Everyday));
        var comfort = own.Of(238, "Circuit1ComfortTemp", Unit.None, ParameterType.Float);
        Assert.Equal(("Circuit 1 comfort temperature", "mdi:sofa"), (comfort.Title?.English, comfort.Icon));
        Assert.Equal("Expansion valve 2", own.Of(1216, "AXEN_REGISTER_69", Unit.None, ParameterType.UInt16).Title?.English);
        Assert.Equal("Unnamed", own.Of(15, "", Unit.None, ParameterType.UInt8).Title?.English);
        Assert.Null(own.Of(15, "named", Unit.None, ParameterType.UInt8).Title);
        Assert.Equal(("Frost", "Water flow"), (own.Alarm(10)?.English, own.Alarm(148)?.English));
        Assert.Equal("Hot water target", Gm3.Of(103, "HDWTSetPoint", Unit.None, ParameterType.UInt8).Title?.English);
    }

    [Fact]
    public void Device_that_decides_some_bits_itself_should_have_done_as_it_was_told_whatever_they_are()
    {
        var mode = Gm3.Of(162, "workState2", Unit.None, ParameterType.UInt32);

        Assert.True(mode.IsDone(Number(6), Number(5)));
        Assert.True(mode.IsDone(Number(2), Number(2)));
        Assert.False(mode.IsDone(Number(2), Number(1)));
        Assert.False(mode.IsDone(Number(6), Number(2)));

        static Value Number(int number) => Value.Of(ParameterType.UInt32, number);
    }

    [Fact]
    public void Bit_should_be_set_without_its_neighbours()
    {
        var settings = Gm3.Of(231, "Circuit1Settings", Unit.None, ParameterType.UInt32);
        var heating = settings.Bits.Single(bit => bit.Name.English == "Heating");
        var word = Value.Of(ParameterType.UInt32, 8611068);

        Assert.True(heating.IsOn(word));
        Assert.Equal(8611068 | (1 << 20), heating.Set(8611068, on: false));
        Assert.Equal(8611068, heating.Set(8611068 | (1 << 20), on: true));
    }
}
