using Econet.Modbus.NeaSmart;

namespace Econet.Modbus.Tests.NeaSmart;

public class RegisterMapTests
{
    [Theory]
    [InlineData("operation_mode", 1, true)]
    [InlineData("operation_state", 2, true)]
    [InlineData("error_present", 3, false)]
    [InlineData("warnings_present", 5, false)]
    [InlineData("hints_present", 6, false)]
    [InlineData("outside_temperature", 7, false)]
    [InlineData("filtered_outside_temperature", 8, false)]
    [InlineData("mixed_group1_valve_opening", 10, false)]
    [InlineData("mixed_group1_pump_state", 11, false)]
    [InlineData("mixed_group1_flow_temperature", 12, false)]
    [InlineData("mixed_group3_return_temperature", 21, false)]
    [InlineData("dehumidifier1_state", 22, false)]
    [InlineData("dehumidifier9_state", 30, false)]
    [InlineData("pump1_state", 31, false)]
    [InlineData("pump5_state", 35, false)]
    [InlineData("base1_zone1_state", 100, true)]
    [InlineData("base1_zone3_setpoint", 301, true)]
    [InlineData("base1_zone12_relative_humidity", 1210, false)]
    [InlineData("base2_zone1_temperature", 1302, false)]
    [InlineData("base5_zone12_setpoint", 6001, true)]
    [InlineData("base5_zone12_relative_humidity", 6010, false)]
    public void Register_should_be_found_by_key_and_by_address(string key, ushort address, bool writable)
    {
        Assert.True(RegisterMap.TryGet(key, out var byKey));
        Assert.True(RegisterMap.TryGet(address, out var byAddress));
        Assert.Same(byKey, byAddress);
        Assert.Equal((key, address, writable), (byKey.Key, byKey.Address, byKey.Writable));
    }

    [Fact]
    public void Map_should_hold_each_address_and_key_once_in_order()
    {
        Assert.Equal(7 + (3 * 4) + 9 + 5 + (60 * 4), RegisterMap.All.Count);
        Assert.Equal(RegisterMap.All.Select(r => r.Address).Order().Distinct(), RegisterMap.All.Select(r => r.Address));
        Assert.Equal(RegisterMap.All.Count, RegisterMap.All.Select(r => r.Key).Distinct().Count());
        Assert.Equal(2 + 60 * 2, RegisterMap.All.Count(r => r.Writable));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(36)]
    [InlineData(103)]
    [InlineData(6011)]
    public void Address_should_be_unknown_when_the_map_has_none(ushort address) => Assert.False(RegisterMap.TryGet(address, out _));

    [Fact]
    public void Zone_should_have_its_own_registers()
    {
        foreach (var b in Enumerable.Range(1, 5))
        {
            foreach (var z in Enumerable.Range(1, 12))
            {
                var zone = RegisterMap.Zone(b, z);
                var address = 1200 * (b - 1) + 100 * z;
                Assert.Equal((b, z), (zone.Base, zone.Number));
                Assert.Equal(
                    [address, address + 1, address + 2, address + 10],
                    new int[] { zone.State.Address, zone.Setpoint.Address, zone.Temperature.Address, zone.RelativeHumidity.Address });
            }
        }

        Assert.Equal(60, RegisterMap.Zones.Count);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 13)]
    [InlineData(0, 1)]
    [InlineData(6, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void Zone_should_be_refused_when_it_does_not_exist(int b, int z) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RegisterMap.Zone(b, z));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Numbered_parts_should_be_refused_when_they_do_not_exist(int number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RegisterMap.MixedGroup(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegisterMap.Dehumidifier(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegisterMap.Pump(number));
    }

    [Fact]
    public void Numbered_parts_should_be_found()
    {
        Assert.Equal("mixed_group2_valve_opening", RegisterMap.MixedGroup(2).ValveOpening.Key);
        Assert.Equal(26, RegisterMap.Dehumidifier(5).Address);
        Assert.Equal(33, RegisterMap.Pump(3).Address);
    }

    [Theory]
    [InlineData("base1_zone1_setpoint", 22.5, 0x0C65, "°C")]
    [InlineData("outside_temperature", -10.0, 0x8418, "°C")]
    [InlineData("base1_zone1_relative_humidity", 45, 45, "%")]
    [InlineData("pump1_state", 1, 1, "")]
    [InlineData("operation_mode", 5, 5, "")]
    public void Value_should_be_its_word_both_ways(string key, double value, ushort word, string unit)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        Assert.True(register.TryEncode(value, out var encoded));
        Assert.Equal(word, encoded);
        Assert.Equal(value, register.Decode(word));
        Assert.Equal(unit, register.Unit.Symbol);
    }

    [Theory]
    [InlineData("base1_zone1_setpoint", 4.99)]
    [InlineData("base1_zone1_setpoint", 40.01)]
    [InlineData("base1_zone1_setpoint", double.NaN)]
    [InlineData("outside_temperature", 1e6)]
    [InlineData("operation_mode", 0)]
    [InlineData("operation_mode", 6)]
    [InlineData("operation_mode", 1.5)]
    [InlineData("operation_mode", double.NaN)]
    [InlineData("operation_state", 7)]
    [InlineData("base1_zone1_state", 0)]
    [InlineData("base1_zone1_state", 7)]
    [InlineData("base1_zone1_relative_humidity", 101)]
    [InlineData("pump1_state", double.PositiveInfinity)]
    public void Value_should_be_refused_when_out_of_limits(string key, double value)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        Assert.False(register.TryEncode(value, out _));
    }

    [Fact]
    public void Setpoint_should_be_rounded_to_what_the_register_can_hold()
    {
        var setpoint = RegisterMap.Zone(1, 1).Setpoint;

        Assert.True(setpoint.TryEncode(21.37, out var word));
        Assert.Equal(21.38, setpoint.Decode(word));
    }

    [Fact]
    public void Words_should_be_read_without_their_noise()
    {
        Assert.Equal(1, RegisterMap.ErrorPresent.Decode(0x00FF));
        Assert.Equal(0, RegisterMap.ErrorPresent.Decode(0x00FE));
        Assert.Null(RegisterMap.OutsideTemperature.Decode(Dpt9.Invalid));
    }

    [Theory]
    [InlineData("base1_zone1_setpoint", 0x7FFF)]
    [InlineData("base1_zone1_setpoint", 0x8116)]
    [InlineData("base1_zone1_setpoint", 0)]
    [InlineData("base5_zone12_temperature", 0x7FFF)]
    [InlineData("base5_zone12_temperature", 0x8116)]
    [InlineData("base5_zone12_temperature", 0)]
    [InlineData("base1_zone1_relative_humidity", 0)]
    [InlineData("mixed_group3_flow_temperature", 0x8116)]
    [InlineData("mixed_group3_return_temperature", 0)]
    [InlineData("outside_temperature", 0x7FFF)]
    [InlineData("operation_mode", 0)]
    [InlineData("operation_state", 0)]
    public void Word_should_be_absent_when_it_says_that_there_is_nothing(string key, ushort word)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        Assert.Equal(WordMeaning.Absent, register.MeaningOf(word));
        Assert.Null(register.Decode(word));
    }

    [Theory]
    [InlineData("operation_mode", 77)]
    [InlineData("operation_mode", 6)]
    [InlineData("operation_state", 7)]
    [InlineData("base1_zone1_state", 99)]
    [InlineData("base1_zone1_state", 0x0203)]
    [InlineData("base1_zone1_setpoint", 0x7F00)]
    [InlineData("base1_zone1_setpoint", 0xF800)]
    [InlineData("base1_zone1_temperature", 0x7FFE)]
    [InlineData("outside_temperature", 0xFFFE)]
    [InlineData("base1_zone1_relative_humidity", 101)]
    [InlineData("mixed_group1_valve_opening", 0xFFFF)]
    [InlineData("mixed_group1_pump_state", 2)]
    [InlineData("dehumidifier9_state", 0xFF00)]
    [InlineData("pump5_state", 255)]
    public void Word_should_be_impossible_when_its_register_can_not_mean_it(string key, ushort word)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        Assert.Equal(WordMeaning.Impossible, register.MeaningOf(word));
    }

    [Theory]
    [InlineData("outside_temperature", 0, 0.0)]
    [InlineData("outside_temperature", 0x8116, -17.7)]
    [InlineData("base1_zone1_state", 0, 0.0)]
    [InlineData("mixed_group1_valve_opening", 0, 0.0)]
    [InlineData("pump1_state", 0, 0.0)]
    [InlineData("error_present", 0xFF01, 1.0)]
    [InlineData("base1_zone1_temperature", 0x8001, -20.47)]
    public void Word_should_be_a_number_where_it_can_be_one(string key, ushort word, double number)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        Assert.Equal(WordMeaning.Number, register.MeaningOf(word));
        Assert.Equal(number, register.Decode(word));
    }

    [Fact]
    public void No_register_should_mean_a_number_beyond_what_can_be() => Assert.All(RegisterMap.All, register =>
    {
        var (least, greatest) = register.Kind == RegisterKind.Temperature ? (-50, 120) : (0, 100);
        Assert.All(
            Enumerable.Range(0, 0x10000).Select(word => (ushort)word).Where(word => register.MeaningOf(word) == WordMeaning.Number),
            word => Assert.InRange(register.Decode(word)!.Value, least, greatest));
    });

    [Fact]
    public void Enumerations_should_be_those_of_the_device()
    {
        Assert.Equal("1 auto, 2 heating, 3 cooling, 4 manual_heating, 5 manual_cooling", List(Enumeration.OperationMode));
        Assert.Equal("1 normal, 2 reduced, 3 standby, 4 scheduled, 5 party, 6 holiday", List(Enumeration.OperationState));
        Assert.Equal("0 off, 1 presence, 2 away, 3 standby, 4 scheduled, 5 party, 6 holiday", List(Enumeration.ZoneState));

        static string List(Enumeration names) => string.Join(", ", names.Names.OrderBy(n => n.Key).Select(n => $"{n.Key} {n.Value}"));
    }

    [Fact]
    public void Enumeration_should_know_names_and_numbers_and_no_others()
    {
        Assert.True(Enumeration.OperationMode.TryGetNumber("Manual_Heating", out var number));
        Assert.Equal(4, number);
        Assert.True(Enumeration.OperationMode.TryGetName(4, out var name));
        Assert.Equal("manual_heating", name);
        Assert.False(Enumeration.OperationMode.TryGetName(0, out _));
        Assert.False(Enumeration.OperationMode.TryGetNumber("off", out _));
    }
}
