using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

public class DisplayTests
{
    private static readonly SystemVocabulary Gm3 = Vocabularies.BuiltIn.Of(Vocabularies.Gm3);

    public static TheoryData<string, Value, string?> Shown => new()
    {
        { "AXEN_REGISTER_1202_1203", Value.Of(8448u), "84.48 kWh" },
        { "AXEN_REGISTER_1202_1203", Value.Of(8400u), "84.00 kWh" },
        { "AXEN_REGISTER_49", Value.Of(ParameterType.UInt16, 35), "3.5 °C" },
        { "AXEN_REGISTER_49", Value.Of(ParameterType.UInt16, 65036), "-50.0 °C" },
        { "TempWthr", Value.Of(7.6999998f), "7.7 °C" },
        { "TempWthr", Value.Of(float.NaN), null },
        { "TempWthr", Value.None, null },
        { "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), "45 °C" },
        { "HDWTSetPointDownHist", Value.Of(ParameterType.UInt8, 5), "5 K" },
        { "HDWusermode", Value.Of(ParameterType.UInt8, 2), "Schedule" },
        { "HDWusermode", Value.Of(ParameterType.UInt8, 7), "7" },
        { "HDWStartOneLoading", Value.Of(ParameterType.UInt8, 1), "On" },
        { "workState2", Value.Of(ParameterType.UInt32, 5), "Auto" },
        { "Circuit1Settings", Value.Of(ParameterType.UInt32, (1 << 17) | (1 << 10)), "Heating, Cooling, Pump blocked" },
        { "Circuit1Settings", Value.Of(ParameterType.UInt32, 1 << 20), "None" },
        { "Circuit1thermostatTemp", Value.Of(0f), null },
        { "Circuit1thermostatTemp", Value.Of(21.25f), "21.2 °C" },
        { "HeatingCopTemporary", Value.Of(6.82f), "6.82" },
        { "PumpSynced", Value.Of(true), "Yes" },
        { "Nazwa", Value.Of("ecoMAX360i"), "ecoMAX360i" },
        { "unknown", Value.Of(1.23456f), "1.235" },
        { "unknown", Value.Of(2f), "2" },
        { "unknown", Value.Of(ParameterType.UInt32, 4_000_000_000), "4000000000" },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public void Value_should_be_shown_as_people_read_it(string name, Value value, string? shown) =>
        Assert.Equal(shown, Display.Of(Gm3.Of(-1, name, Unit.None, value.IsNone ? ParameterType.Float : value.Type), value, Language.English));

    [Fact]
    public void Unit_of_the_device_should_be_shown_where_the_vocabulary_knows_none() =>
        Assert.Equal("4.5 bar", Display.Of(Gm3.Of(-1, "unknown", Unit.Of("bar"), ParameterType.Float), Value.Of(4.5f), Language.English));
}
