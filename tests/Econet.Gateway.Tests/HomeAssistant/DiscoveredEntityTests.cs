using System.Globalization;
using Econet.Actors.Vocabulary;
using Econet.Gateway.HomeAssistant;
using Econet.Values;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>What an entity of each kind is announced with.</summary>
public sealed class DiscoveredEntityTests(AnnouncedHouse house) : IClassFixture<AnnouncedHouse>
{
    [Fact]
    public void Number_should_have_the_limits_that_the_controller_has_now()
    {
        var lower = AnnouncedHouse.With(house.Snapshot, "HDWTSetPoint", p => p with { Min = 30, Max = 52 });

        var before = AnnouncedHouse.Component("HDWTSetPoint", house.Snapshot);
        var after = AnnouncedHouse.Component("HDWTSetPoint", lower);
        var heater = AnnouncedHouse.Component("water_heater", lower);

        Assert.Equal((35, 65, 1), (before.GetProperty("min").GetDouble(), before.GetProperty("max").GetDouble(), before.GetProperty("step").GetDouble()));
        Assert.Equal((30, 52), (after.GetProperty("min").GetDouble(), after.GetProperty("max").GetDouble()));
        Assert.Equal((30, 52, 1), (
            heater.GetProperty("min_temp").GetDouble(), heater.GetProperty("max_temp").GetDouble(), heater.GetProperty("precision").GetDouble()));
    }

    [Fact]
    public void Target_should_be_the_one_that_the_device_holds_with_the_one_asked_for_beside_it()
    {
        var heater = AnnouncedHouse.Component("water_heater", house.Snapshot);

        Assert.Equal("econet/heatpump/HDWTSetPoint", heater.GetProperty("temperature_state_topic").GetString());
        Assert.Equal("econet/heatpump/HDWTSetPoint/pending", heater.GetProperty("json_attributes_topic").GetString());
        Assert.Equal("econet/heatpump/pending", AnnouncedHouse.Component("pending", house.Snapshot).GetProperty("state_topic").GetString());
        Assert.DoesNotContain(
            AnnouncedHouse.Components(AnnouncedHouse.Discovery(all: true), house.Snapshot).EnumerateObject(),
            c => c.Value.TryGetProperty("optimistic", out _));
    }

    [Theory]
    [InlineData("{system: gm3, parameters: {minWorkTime: {title: Run time, scale: /10}}}", "{name: X}", false)]
    [InlineData("", "{name: X, scale: 0.1}", true)]
    public void Command_should_be_scaled_where_the_gateway_takes_it_so(string vocabulary, string row, bool isUnscaled)
    {
        var words = new EntityWords(vocabulary.Length > 0 ? Vocabularies.BuiltIn.With(vocabulary, "own") : Vocabularies.BuiltIn, Language.English);
        var discovery = new HomeAssistantDiscovery(
            new HomeAssistantOptions(EntityTable.Merge(new StringReader($"own: {{entities: {{scaled: {{parameter: minWorkTime, {row[1..]}}}}}"), "own.yaml", words), DiscoveryBy.Device, AllParameters: false) { Words = words },
            AnnouncedHouse.Topics, "homeassistant", TimeSpan.Zero, "1");

        var number = AnnouncedHouse.Components(discovery, house.Snapshot).GetProperty("scaled");

        Assert.Contains("* 0.1", number.GetProperty("value_template").GetString(), StringComparison.Ordinal);
        Assert.Equal(isUnscaled, number.TryGetProperty("command_template", out _));
    }

    [Fact]
    public void Number_should_leave_room_between_its_limits_when_the_controller_leaves_none()
    {
        var stuck = AnnouncedHouse.With(house.Snapshot, "HDWTSetPoint", p => p with { Min = 45, Max = 45 });

        var message = Assert.Single(AnnouncedHouse.Discovery().Announce(stuck)!);

        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(AnnouncedHouse.Json(message)));
    }

    [Fact]
    public void Numbers_should_contain_the_values_that_they_have()
    {
        var values = house.Snapshot.Parameters.ToDictionary(p => AnnouncedHouse.Topics.State("heatpump", p.Key), p => p.Value);
        var numbers = AnnouncedHouse.Components(AnnouncedHouse.Discovery(all: true), house.Snapshot).EnumerateObject()
            .Where(c => c.Value.GetProperty("p").GetString() == "number" && !c.Value.TryGetProperty("command_template", out _)).ToList();

        Assert.InRange(numbers.Count, 300, 2000);
        Assert.All(numbers, c =>
        {
            if (double.TryParse(values[c.Value.GetProperty("state_topic").GetString()!].ToString(), CultureInfo.InvariantCulture, out var value))
            {
                Assert.True(c.Value.GetProperty("min").GetDouble() <= value && value <= c.Value.GetProperty("max").GetDouble(), c.Value.GetRawText());
            }
        });
    }

    [Theory]
    [InlineData(30, 30, 65)]
    [InlineData(45, 35, 65)]
    [InlineData(70, 35, 70)]
    public void Number_should_contain_a_value_that_its_limits_forbid(int value, int min, int max)
    {
        var now = AnnouncedHouse.With(house.Snapshot, "HDWTSetPoint", p => p with { Value = Value.Of(ParameterType.UInt8, value) });
        var inside = AnnouncedHouse.With(house.Snapshot, "HDWTSetPoint", p => p with { Value = Value.Of(ParameterType.UInt8, 46) });

        var number = AnnouncedHouse.Component("HDWTSetPoint", now);

        Assert.Equal((min, max), (number.GetProperty("min").GetDouble(), number.GetProperty("max").GetDouble()));
        Assert.Equal(value != 45, AnnouncedHouse.Discovery().Matters(AnnouncedHouse.Parameter(inside, "HDWTSetPoint"), AnnouncedHouse.Parameter(now, "HDWTSetPoint")));
        Assert.Equal(value != 45, AnnouncedHouse.Discovery().Matters(AnnouncedHouse.Parameter(now, "HDWTSetPoint"), AnnouncedHouse.Parameter(inside, "HDWTSetPoint")));
    }

    [Theory]
    [InlineData(ParameterType.UInt32, "{name: X}", 16_776_960, 0, uint.MaxValue)]
    [InlineData(ParameterType.Int16, "{name: X}", 5, short.MinValue, short.MaxValue)]
    [InlineData(ParameterType.UInt16, "{name: X, scale: 0.1}", 5, 0, 6553.5)]
    [InlineData(ParameterType.UInt16, "{name: X, scale: 0.1, signed: true}", 65_000, -3276.8, 3276.7)]
    [InlineData(ParameterType.UInt16, "{name: X, scale: 0.1, signed: true, min: -50, max: 50}", 65_000, -53.6, 50)]
    [InlineData(ParameterType.UInt16, "{name: X, scale: 0.1, min: 40, max: 50}", 303, 30.3, 50)]
    public void Number_without_limits_should_have_those_of_its_type_or_of_the_table(ParameterType type, string row, long value, double min, double max)
    {
        var snapshot = AnnouncedHouse.With(house.Snapshot, "minWorkTime", p => p with
        {
            Definition = p.Definition with { Type = type }, Value = Value.Of(type, value), Min = null, Max = null,
        });

        var number = AnnouncedHouse.Components(AnnouncedHouse.Discovery(own: $"controller:\n  entities:\n    minWorkTime: {row}"), snapshot)
            .GetProperty("minWorkTime");

        Assert.Equal((min, max), (number.GetProperty("min").GetDouble(), number.GetProperty("max").GetDouble()));
    }

    [Fact]
    public void Scaled_and_signed_number_should_be_shown_and_written_as_such()
    {
        var sensor = AnnouncedHouse.Component("AXEN_REGISTER_49", house.Snapshot);
        var number = AnnouncedHouse.Components(
            AnnouncedHouse.Discovery(own: "controller:\n  entities:\n    minWorkTime: {name: X, scale: 0.1, signed: true}"), house.Snapshot)
            .GetProperty("minWorkTime");

        const string Template = "{{ None if value == 'null' else (((value|int + 32768) % 65536 - 32768) * 0.1)|round(1) }}";
        Assert.Equal(Template, sensor.GetProperty("value_template").GetString());
        Assert.Equal(Template, number.GetProperty("value_template").GetString());
        Assert.Equal("{{ (value / 0.1)|round|int % 65536 }}", number.GetProperty("command_template").GetString());
    }

    [Fact]
    public void Switch_of_an_inverted_bit_should_be_on_while_the_bit_is_0()
    {
        var heating = AnnouncedHouse.Component("circuit2_heating", house.Snapshot);
        var cooling = AnnouncedHouse.Component("circuit2_cooling", house.Snapshot);

        Assert.Equal(("0", "1"), (heating.GetProperty("payload_on").GetString(), heating.GetProperty("payload_off").GetString()));
        Assert.Equal(("1", "0"), (cooling.GetProperty("payload_on").GetString(), cooling.GetProperty("payload_off").GetString()));
        Assert.Equal("econet/heatpump/Circuit2Settings.20/set", heating.GetProperty("command_topic").GetString());
        // What is read is compared with the payloads.
        Assert.Equal(
            "{{ None if value == 'null' else '1' if value|int|bitwise_and(1048576) else '0' }}", heating.GetProperty("value_template").GetString());
    }

    [Fact]
    public void Binary_sensor_of_an_inverted_bit_should_be_on_while_the_bit_is_0()
    {
        var sensor = AnnouncedHouse.Components(
            AnnouncedHouse.Discovery(own: "mine:\n  entities:\n    x: {parameter: Outputs, bit: 3, inverted: true, component: binary_sensor, name: X}"),
            house.Snapshot).GetProperty("x");

        Assert.Equal("{{ None if value == 'null' else 'OFF' if value|int|bitwise_and(8) else 'ON' }}", sensor.GetProperty("value_template").GetString());
    }

    [Fact]
    public void Button_should_write_what_the_table_says()
    {
        var button = AnnouncedHouse.Component("AXEN_REGISTER_2150_RW-reboot_unit", house.Snapshot);

        Assert.Equal("button", button.GetProperty("p").GetString());
        Assert.Equal("econet/heatpump/AXEN_REGISTER_2150_RW-reboot_unit/set", button.GetProperty("command_topic").GetString());
        Assert.Equal("1", button.GetProperty("payload_press").GetString());
    }

    [Fact]
    public void Water_heater_should_be_switched_on_and_off_by_its_mode()
    {
        var heater = AnnouncedHouse.Component("water_heater", house.Snapshot);

        Assert.Equal("econet/heatpump/HDWusermode/set", heater.GetProperty("power_command_topic").GetString());
        Assert.Equal(("1", "0"), (heater.GetProperty("payload_on").GetString(), heater.GetProperty("payload_off").GetString()));
        Assert.Equal("{{ {'off': 0, 'heat_pump': 1, 'eco': 2}.get(value, '') }}", heater.GetProperty("mode_command_template").GetString());
    }

    [Fact]
    public void Room_temperature_of_a_circuit_without_a_thermostat_should_be_none()
    {
        const string Template = "{{ None if value == 'null' or value|float == 0 else value }}";

        Assert.Equal(Template, AnnouncedHouse.Component("circuit1", house.Snapshot).GetProperty("current_temperature_template").GetString());
        Assert.Equal(Template, AnnouncedHouse.Component("circuit1_room", house.Snapshot).GetProperty("value_template").GetString());
        Assert.Equal(
            "{{ None if value == 'null' else value }}", AnnouncedHouse.Component("water_heater", house.Snapshot).GetProperty("current_temperature_template").GetString());
    }

    [Fact]
    public void Hour_of_the_day_should_be_no_duration()
    {
        var hours = AnnouncedHouse.With(house.Snapshot, "HDWLegionHour", p => p with { Definition = p.Definition with { Unit = Unit.Of("h") } });

        Assert.False(AnnouncedHouse.Component("HDWLegionHour", hours).TryGetProperty("device_class", out _));
        Assert.False(AnnouncedHouse.Component("HDWLegionHour", hours).TryGetProperty("unit_of_measurement", out _));
    }

    [Fact]
    public void State_class_should_be_one_that_goes_with_the_class_that_the_controllers_unit_tells()
    {
        var own = AnnouncedHouse.Components(
            AnnouncedHouse.Discovery(own: "controller:\n  entities:\n    TempWthr: {name: X, state_class: total}"), house.Snapshot);

        Assert.Equal("measurement", own.GetProperty("TempWthr").GetProperty("state_class").GetString());
    }

    [Fact]
    public void Select_should_map_names_to_numbers_both_ways()
    {
        var mode = AnnouncedHouse.Component("workState2", house.Snapshot);

        Assert.Equal("select", mode.GetProperty("p").GetString());
        Assert.Equal(["Summer", "Winter", "Auto"], mode.GetProperty("options").EnumerateArray().Select(o => o.GetString()));
        Assert.Equal(
            "{{ {'1': 'Summer', '2': 'Winter', '6': 'Auto', '5': 'Auto'}.get(value, 'None') }}", mode.GetProperty("value_template").GetString());
        Assert.Equal("{{ {'Summer': 1, 'Winter': 2, 'Auto': 6}.get(value, '') }}", mode.GetProperty("command_template").GetString());
        Assert.Equal(
            ("econet/heatpump/workState2", "econet/heatpump/workState2/set"),
            (mode.GetProperty("state_topic").GetString(), mode.GetProperty("command_topic").GetString()));
    }

    [Fact]
    public void Measured_value_should_expire_when_three_refreshes_do_not_come()
    {
        var outdoor = AnnouncedHouse.Component("TempWthr", house.Snapshot);
        var energy = AnnouncedHouse.Component("AXEN_REGISTER_1202_1203", house.Snapshot);

        Assert.Equal(900, outdoor.GetProperty("expire_after").GetInt32());
        Assert.Equal("{{ None if value == 'null' else value }}", outdoor.GetProperty("value_template").GetString());
        Assert.False(energy.TryGetProperty("expire_after", out _));
        Assert.Equal(
            ("energy", "total_increasing", "kWh"),
            (energy.GetProperty("device_class").GetString(), energy.GetProperty("state_class").GetString(),
            energy.GetProperty("unit_of_measurement").GetString()));
        Assert.Equal("{{ None if value == 'null' else (value|float * 0.01)|round(2) }}", energy.GetProperty("value_template").GetString());
    }

    [Fact]
    public void Circuit_should_be_a_climate_entity_with_its_own_name_while_it_is_active()
    {
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);
        var upper = components.GetProperty("circuit2");

        Assert.Equal(["circuit1", "circuit2"], components.EnumerateObject().Where(c => c.Value.GetProperty("p").GetString() == "climate").Select(c => c.Name));
        Assert.Equal("Upper floor", upper.GetProperty("name").GetString());
        Assert.Equal(["off", "heat", "auto"], upper.GetProperty("modes").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(["comfort", "eco", "schedule"], upper.GetProperty("preset_modes").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal((10, 35), (upper.GetProperty("min_temp").GetDouble(), upper.GetProperty("max_temp").GetDouble()));
        Assert.Equal("econet/heatpump/Circuit2thermostatTemp", upper.GetProperty("current_temperature_topic").GetString());
        Assert.Equal("econet/heatpump/Circuit1thermostat", components.GetProperty("circuit1").GetProperty("current_temperature_topic").GetString());
        Assert.Equal("econet/heatpump/circuit2.temperature/set", upper.GetProperty("temperature_command_topic").GetString());
        Assert.Equal("econet/heatpump/circuit2.action", upper.GetProperty("action_topic").GetString());
        Assert.Equal("Upper floor comfort temperature", components.GetProperty("Circuit2ComfortTemp").GetProperty("name").GetString());
        Assert.False(components.TryGetProperty("Circuit3ComfortTemp", out _));
    }

    [Fact]
    public void Alarms_should_be_an_event_and_a_problem()
    {
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);

        Assert.Equal(
            ("event", "econet/heatpump/alarm"),
            (components.GetProperty("alarm").GetProperty("p").GetString(), components.GetProperty("alarm").GetProperty("state_topic").GetString()));
        Assert.Equal(["started", "ended"], components.GetProperty("alarm").GetProperty("event_types").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(
            ("problem", "econet/heatpump/alarms"),
            (components.GetProperty("alarm_active").GetProperty("device_class").GetString(),
            components.GetProperty("alarm_active").GetProperty("state_topic").GetString()));
    }
}
