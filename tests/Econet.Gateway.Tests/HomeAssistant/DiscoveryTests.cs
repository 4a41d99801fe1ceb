using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;
using Econet.Values;
using Xunit.Abstractions;

namespace Econet.Gateway.Tests.HomeAssistant;

public sealed partial class DiscoveryTests(AnnouncedHouse house, ITestOutputHelper output) : IClassFixture<AnnouncedHouse>
{
    private static readonly DocumentedFields Documented = DocumentedFields.Load();

    private static readonly HashSet<string> NeaSmart = [.. Modbus.NeaSmart.RegisterMap.All.Select(register => register.Key)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Announcement_should_hold_what_is_documented_and_no_more(bool all)
    {
        var message = Assert.Single(AnnouncedHouse.Discovery(all: all).Announce(house.Snapshot)!);

        output.WriteLine($"{message.Payload.Length} bytes, {AnnouncedHouse.Json(message).GetProperty("cmps").EnumerateObject().Count()} entities");
        Assert.Equal("homeassistant/device/econet_SIM36000000000000000001/config", message.Topic);
        Assert.True(message.Retain);
        Assert.Empty(Documented.FaultsOfDevice(AnnouncedHouse.Json(message)));
    }

    [Fact]
    public void Announcement_should_be_one_message_an_entity_when_that_is_set()
    {
        var messages = AnnouncedHouse.Discovery(by: DiscoveryBy.Entity).Announce(house.Snapshot)!;
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);

        Assert.NotEmpty(messages);
        Assert.Equal(
            components.EnumerateObject().Select(c => $"homeassistant/{c.Value.GetProperty("p")}/econet_SIM36000000000000000001/{c.Name}/config").Order(),
            messages.Select(m => m.Topic).Order());
        Assert.All(messages, message =>
        {
            Assert.True(message.Retain);
            Assert.Empty(Documented.FaultsOfSingle(message.Topic.Split('/')[1], AnnouncedHouse.Json(message)));
        });
    }

    [Fact]
    public void Device_should_be_available_while_gateway_and_controller_are()
    {
        var message = AnnouncedHouse.Json(Assert.Single(AnnouncedHouse.Discovery().Announce(house.Snapshot)!));

        Assert.Equal("all", message.GetProperty("availability_mode").GetString());
        Assert.Equal(
            ["econet/status", "econet/heatpump/availability"],
            message.GetProperty("availability").EnumerateArray().Select(a => a.GetProperty("topic").GetString()));
        var device = message.GetProperty("dev");
        Assert.Equal(("Heatpump", "Plum", "ecoMAX360i", "S024.25"), (
            device.GetProperty("name").GetString(), device.GetProperty("manufacturer").GetString(), device.GetProperty("model").GetString(),
            device.GetProperty("sw_version").GetString()));
        Assert.Equal(
            ["econet_SIM36000000000000000001", "econet_heatpump"], device.GetProperty("identifiers").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(("econet__gateway", "http://gateway:8000"), (
            device.GetProperty("via_device").GetString(), device.GetProperty("configuration_url").GetString()));
        Assert.Equal(("econet-gateway", "1.2.3"), (
            message.GetProperty("o").GetProperty("name").GetString(), message.GetProperty("o").GetProperty("sw").GetString()));
    }

    [Fact]
    public void Entities_should_be_a_few_dozen_that_are_enabled_each_with_a_name_of_its_own()
    {
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot).EnumerateObject().Select(c => c.Value).ToList();

        Assert.InRange(components.Count(c => !c.TryGetProperty("enabled_by_default", out _)), 36, 72);
        Assert.Equal(components.Count, components.Select(c => c.GetProperty("unique_id").GetString()).Distinct().Count());
        Assert.Equal(components.Count, components.Select(c => (c.GetProperty("p").GetString(), c.GetProperty("name").GetString())).Distinct().Count());
        Assert.DoesNotContain(components, c => c.GetProperty("name").GetString()!.StartsWith("Heatpump", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void All_parameters_should_be_announced_disabled_when_that_is_set()
    {
        var listed = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot).EnumerateObject().Select(c => c.Name).ToHashSet();
        var all = AnnouncedHouse.Components(AnnouncedHouse.Discovery(all: true), house.Snapshot).EnumerateObject().ToList();
        var topics = all.Select(c => c.Value.TryGetProperty("state_topic", out var topic) ? topic.GetString() : "").ToHashSet();

        Assert.All(all.Where(c => !listed.Contains(c.Name)), c => Assert.False(c.Value.GetProperty("enabled_by_default").GetBoolean()));
        Assert.Equal(all.Count, all.Select(c => c.Name).Distinct().Count());
        Assert.All(
            house.Snapshot.Parameters.Where(p => p.Name is not ("AXEN_REGISTER_2150_RW-reboot_unit" or "HDWTSetPoint")),
            p => Assert.Contains(AnnouncedHouse.Topics.State("heatpump", p.Key), topics));
    }

    [Fact]
    public void Table_should_name_parameters_that_the_controller_has()
    {
        var names = house.Snapshot.Parameters.Select(p => p.Name).ToHashSet();
        var rows = EntityTable.Default.Rows.Where(r => !r.Id.Contains("zone", StringComparison.Ordinal) && !NeaSmart.Contains(r.Id)).ToList();

        Assert.All(rows, row => Assert.True(row.Component is Gateway.HomeAssistant.Component.Climate or Gateway.HomeAssistant.Component.WaterHeater || row.Parameters.Any(names.Contains), row.Id));
        Assert.All(rows, row => Assert.All(row.Roles, role => Assert.True(role.Value.Any(names.Contains), $"{row.Id} {role.Key}")));
        Assert.All(rows, row => Assert.True(row.Group.When is null || names.Contains(row.Group.When), row.Group.When));
    }

    [Fact]
    public void Number_should_have_the_limits_that_the_controller_has_now()
    {
        var lower = AnnouncedHouse.With(house.Snapshot, "HDWTSetPoint", p => p with { Min = 30, Max = 52 });

        var before = Component("HDWTSetPoint", house.Snapshot);
        var after = Component("HDWTSetPoint", lower);
        var heater = Component("water_heater", lower);

        Assert.Equal((35, 65, 1), (before.GetProperty("min").GetDouble(), before.GetProperty("max").GetDouble(), before.GetProperty("step").GetDouble()));
        Assert.Equal((30, 52), (after.GetProperty("min").GetDouble(), after.GetProperty("max").GetDouble()));
        Assert.Equal((30, 52, 1), (
            heater.GetProperty("min_temp").GetDouble(), heater.GetProperty("max_temp").GetDouble(), heater.GetProperty("precision").GetDouble()));
    }

    [Theory]
    [InlineData("HDWTSetPointDownHist", "temperature_delta", "K", "mdi:thermometer-lines")]
    [InlineData("Circuit1DownHist", "temperature_delta", "K", "mdi:thermometer-lines")]
    [InlineData("HoldingRegister_6050", null, "%", "mdi:pump")]
    [InlineData("AXEN_2155-uhsPumpManualPreset", null, "%", "mdi:pump")]
    [InlineData("H_FAN_SPEED_1_6231", null, "rpm", "mdi:fan")]
    public void Hysteresis_and_speeds_should_have_a_class_or_an_icon(string id, string? deviceClass, string unit, string icon)
    {
        var number = Component(id, house.Snapshot);

        Assert.Equal((deviceClass, unit, icon), (
            number.TryGetProperty("device_class", out var known) ? known.GetString() : null,
            number.GetProperty("unit_of_measurement").GetString(), number.GetProperty("icon").GetString()));
    }

    [Fact]
    public void Class_that_an_older_home_assistant_does_not_know_should_not_be_announced_entity_by_entity() =>
        Assert.DoesNotContain(
            AnnouncedHouse.Discovery(by: DiscoveryBy.Entity).Announce(house.Snapshot)!,
            message => AnnouncedHouse.Json(message).TryGetProperty("device_class", out var known) && known.GetString() == "temperature_delta");

    [Fact]
    public void Schedules_should_be_texts_called_as_the_vocabulary_and_the_circuits_are()
    {
        var schedule = Component("schedule_HDW", house.Snapshot);

        Assert.Equal(("text", "Hot water schedule"), (schedule.GetProperty("p").GetString(), schedule.GetProperty("name").GetString()));
        Assert.Equal("econet/heatpump/schedules/HDW", schedule.GetProperty("state_topic").GetString());
        Assert.Equal("econet/heatpump/schedules/HDW/set", schedule.GetProperty("command_topic").GetString());
        Assert.Equal("Ground floor schedule", Component("schedule_Circuit1", house.Snapshot).GetProperty("name").GetString());
        Assert.False(AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot).TryGetProperty("schedule_Circuit7", out _));
    }

    [Fact]
    public void What_starts_something_should_be_disabled()
    {
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);

        Assert.All(
            ["HDWStartLegion", "HDWStartOneLoading", "manual_defrost", "purge", "AXEN_REGISTER_2150_RW-reboot_unit", "Circuit_1_boost_time_left"],
            id => Assert.False(components.GetProperty(id).GetProperty("enabled_by_default").GetBoolean(), id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Options_should_have_names(bool all)
    {
        var components = AnnouncedHouse.Components(AnnouncedHouse.Discovery(all: all), house.Snapshot).EnumerateObject();
        var options = components.Where(c => c.Value.TryGetProperty("options", out _))
            .SelectMany(c => c.Value.GetProperty("options").EnumerateArray().Select(option => option.GetString()!)).ToList();

        Assert.InRange(options.Count, 20, 2000);
        Assert.DoesNotContain(options, option => option.All(char.IsDigit) || Nameless().IsMatch(option));
    }

    [Fact]
    public void Target_should_be_the_one_that_the_device_holds_with_the_one_asked_for_beside_it()
    {
        var heater = Component("water_heater", house.Snapshot);

        Assert.Equal("econet/heatpump/HDWTSetPoint", heater.GetProperty("temperature_state_topic").GetString());
        Assert.Equal("econet/heatpump/HDWTSetPoint/pending", heater.GetProperty("json_attributes_topic").GetString());
        Assert.Equal("econet/heatpump/pending", Component("pending", house.Snapshot).GetProperty("state_topic").GetString());
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

        Assert.Empty(Documented.FaultsOfDevice(AnnouncedHouse.Json(message)));
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

        var number = Component("HDWTSetPoint", now);

        Assert.Equal((min, max), (number.GetProperty("min").GetDouble(), number.GetProperty("max").GetDouble()));
        Assert.Equal(value != 45, AnnouncedHouse.Discovery().Matters(Parameter(inside, "HDWTSetPoint"), Parameter(now, "HDWTSetPoint")));
        Assert.Equal(value != 45, AnnouncedHouse.Discovery().Matters(Parameter(now, "HDWTSetPoint"), Parameter(inside, "HDWTSetPoint")));
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
        var sensor = Component("AXEN_REGISTER_49", house.Snapshot);
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
        var heating = Component("circuit2_heating", house.Snapshot);
        var cooling = Component("circuit2_cooling", house.Snapshot);

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
        var button = Component("AXEN_REGISTER_2150_RW-reboot_unit", house.Snapshot);

        Assert.Equal("button", button.GetProperty("p").GetString());
        Assert.Equal("econet/heatpump/AXEN_REGISTER_2150_RW-reboot_unit/set", button.GetProperty("command_topic").GetString());
        Assert.Equal("1", button.GetProperty("payload_press").GetString());
    }

    [Fact]
    public void Water_heater_should_be_switched_on_and_off_by_its_mode()
    {
        var heater = Component("water_heater", house.Snapshot);

        Assert.Equal("econet/heatpump/HDWusermode/set", heater.GetProperty("power_command_topic").GetString());
        Assert.Equal(("1", "0"), (heater.GetProperty("payload_on").GetString(), heater.GetProperty("payload_off").GetString()));
        Assert.Equal("{{ {'off': 0, 'heat_pump': 1, 'eco': 2}.get(value, '') }}", heater.GetProperty("mode_command_template").GetString());
    }

    [Fact]
    public void Room_temperature_of_a_circuit_without_a_thermostat_should_be_none()
    {
        const string Template = "{{ None if value == 'null' or value|float == 0 else value }}";

        Assert.Equal(Template, Component("circuit1", house.Snapshot).GetProperty("current_temperature_template").GetString());
        Assert.Equal(Template, Component("circuit1_room", house.Snapshot).GetProperty("value_template").GetString());
        Assert.Equal(
            "{{ None if value == 'null' else value }}", Component("water_heater", house.Snapshot).GetProperty("current_temperature_template").GetString());
    }

    [Fact]
    public void Hour_of_the_day_should_be_no_duration()
    {
        var hours = AnnouncedHouse.With(house.Snapshot, "HDWLegionHour", p => p with { Definition = p.Definition with { Unit = Unit.Of("h") } });

        Assert.False(Component("HDWLegionHour", hours).TryGetProperty("device_class", out _));
        Assert.False(Component("HDWLegionHour", hours).TryGetProperty("unit_of_measurement", out _));
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
        var mode = Component("workState2", house.Snapshot);

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
        var outdoor = Component("TempWthr", house.Snapshot);
        var energy = Component("AXEN_REGISTER_1202_1203", house.Snapshot);

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
    public void Unique_ids_should_survive_other_names()
    {
        var renamed = AnnouncedHouse.With(house.Snapshot, "Circuit2name", p => p with { Value = Value.Of("Dach 'oben'") });

        var before = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);
        var after = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), renamed);

        Assert.Equal("Dach 'oben'", after.GetProperty("circuit2").GetProperty("name").GetString());
        Assert.Equal(Ids(before), Ids(after));
        Assert.True(AnnouncedHouse.Discovery().Matters(Parameter(house.Snapshot, "Circuit2name"), Parameter(renamed, "Circuit2name")));

        static IEnumerable<string> Ids(JsonElement components) => components.EnumerateObject().Select(c => c.Value.GetProperty("unique_id").GetString()!);
    }

    [Fact]
    public void Entities_should_go_with_what_they_belong_to_but_not_with_a_sensor_that_fails()
    {
        var discovery = AnnouncedHouse.Discovery();
        var without = AnnouncedHouse.With(house.Snapshot, "TempCWU", p => p with { Value = default, Quality = Quality.Absent });
        var inactive = AnnouncedHouse.With(house.Snapshot, "Circuit2active", p => p with { Value = Value.Of(ParameterType.UInt8, 0) });

        Assert.False(AnnouncedHouse.Components(AnnouncedHouse.Discovery(), without).TryGetProperty("water_heater", out _));
        Assert.True(AnnouncedHouse.Components(discovery, house.Snapshot).TryGetProperty("water_heater", out _));
        Assert.True(AnnouncedHouse.Components(discovery, without).TryGetProperty("water_heater", out _));
        Assert.True(discovery.Matters(Parameter(house.Snapshot, "Circuit2active"), Parameter(inactive, "Circuit2active")));
        Assert.False(AnnouncedHouse.Components(discovery, inactive).TryGetProperty("circuit2", out _));
    }

    [Theory]
    [InlineData(DiscoveryBy.Device, false)]
    [InlineData(DiscoveryBy.Device, true)]
    [InlineData(DiscoveryBy.Entity, false)]
    public void Entities_should_stay_over_a_restart_while_nothing_is_known_of_what_they_belong_to(DiscoveryBy by, bool isReadAfterwards)
    {
        var earlier = AnnouncedHouse.Discovery(by).Announce(house.Snapshot)!;
        var unknown = AnnouncedHouse.With(
            AnnouncedHouse.With(house.Snapshot, "TempCWU", p => p with { Value = default, Quality = Quality.Absent }),
            "Circuit2active", p => p with { Value = default, ReadAt = null });
        var discovery = AnnouncedHouse.Discovery(by);
        if (isReadAfterwards)
        {
            discovery.Announce(unknown);
        }

        var now = AnnouncedHouse.After(earlier, discovery).Announce(unknown)!;

        Assert.Equal(earlier.Select(Text), now.Select(Text));

        static string Text(MqttMessage message) => $"{message.Topic} {System.Text.Encoding.UTF8.GetString(message.Payload.Span)}";
    }

    [Fact]
    public void Entities_should_go_over_a_restart_when_what_they_belong_to_is_known_to_be_gone()
    {
        var earlier = AnnouncedHouse.Discovery().Announce(house.Snapshot)!;
        var inactive = AnnouncedHouse.With(house.Snapshot, "Circuit2active", p => p with { Value = Value.Of(ParameterType.UInt8, 0) });
        var unknown = AnnouncedHouse.With(house.Snapshot, "Circuit2active", p => p with { Value = default });
        var discovery = AnnouncedHouse.After(earlier, AnnouncedHouse.Discovery());

        Assert.False(AnnouncedHouse.Components(discovery, inactive).TryGetProperty("circuit2", out _));
        Assert.False(AnnouncedHouse.Components(discovery, unknown).TryGetProperty("circuit2", out _));
    }

    [Fact]
    public void Parameters_that_are_announced_for_their_own_sake_should_not_bring_their_group_along()
    {
        var without = AnnouncedHouse.With(house.Snapshot, "TempCWU", p => p with { Value = default, Quality = Quality.Absent });
        var earlier = AnnouncedHouse.Discovery(all: true).Announce(without)!;

        var now = AnnouncedHouse.Components(AnnouncedHouse.After(earlier, AnnouncedHouse.Discovery(all: true)), without);

        Assert.Equal("HDWTSetPoint", now.GetProperty("HDWTSetPoint").GetProperty("name").GetString());
        Assert.False(now.TryGetProperty("water_heater", out _));
    }

    [Fact]
    public void Entity_that_is_gone_should_be_named_by_its_platform_alone()
    {
        var earlier = Assert.Single(AnnouncedHouse.Discovery().Announce(house.Snapshot)!);
        var inactive = AnnouncedHouse.With(house.Snapshot, "Circuit2active", p => p with { Value = Value.Of(ParameterType.UInt8, 0) });
        var discovery = AnnouncedHouse.Discovery();
        discovery.Hear(earlier.Topic, earlier.Payload.Span, retained: true);

        var message = AnnouncedHouse.Json(Assert.Single(discovery.Announce(inactive)!));
        var back = AnnouncedHouse.Json(Assert.Single(discovery.Announce(house.Snapshot)!));

        Assert.Equal("""{"p":"climate"}""", message.GetProperty("cmps").GetProperty("climate_circuit2").GetRawText());
        Assert.Empty(Documented.FaultsOfDevice(message));
        Assert.Equal(AnnouncedHouse.Entities(AnnouncedHouse.Json(earlier)).GetRawText(), AnnouncedHouse.Entities(back).GetRawText());
    }

    [Fact]
    public void Entities_of_an_earlier_run_should_be_removed_when_the_broker_is_reached_after_the_announcement()
    {
        var earlier = Assert.Single(AnnouncedHouse.Discovery().Announce(house.Snapshot)!);
        var inactive = AnnouncedHouse.With(house.Snapshot, "Circuit2active", p => p with { Value = Value.Of(ParameterType.UInt8, 0) });
        var discovery = AnnouncedHouse.Discovery();
        discovery.Announce(inactive);

        var heard = discovery.Hear(earlier.Topic, earlier.Payload.Span, retained: true);
        var again = AnnouncedHouse.Json(Assert.Single(discovery.Announce(inactive)!));

        Assert.Equal(new Heard.OwnConfig("heatpump", HasMore: true), heard);
        Assert.Equal("""{"p":"climate"}""", again.GetProperty("cmps").GetProperty("climate_circuit2").GetRawText());
        Assert.Equal(new Heard.OwnConfig("heatpump", HasMore: false), discovery.Hear(earlier.Topic, earlier.Payload.Span, retained: true));
    }

    [Fact]
    public void Entity_of_another_kind_should_take_the_place_of_the_former()
    {
        var discovery = AnnouncedHouse.Discovery();
        discovery.Announce(house.Snapshot);
        var fixedTarget = AnnouncedHouse.With(
            house.Snapshot, "HDWTSetPointDownHist", p => p with { Definition = p.Definition with { Writable = false } });

        var components = AnnouncedHouse.Json(Assert.Single(discovery.Announce(fixedTarget)!)).GetProperty("cmps");

        Assert.Equal("""{"p":"number"}""", components.GetProperty("number_HDWTSetPointDownHist").GetRawText());
        Assert.Equal("diagnostic", components.GetProperty("sensor_HDWTSetPointDownHist").GetProperty("entity_category").GetString());
    }

    [Fact]
    public void Values_that_configs_do_not_hold_should_not_matter()
    {
        var warmer = AnnouncedHouse.With(house.Snapshot, "TempCWU", p => p with { Value = Value.Of(50f) });

        Assert.False(AnnouncedHouse.Discovery().Matters(Parameter(house.Snapshot, "TempCWU"), Parameter(warmer, "TempCWU")));
    }

    [Fact]
    public void Device_should_not_be_announced_before_it_is_known_who_it_is_and_what_belongs_to_it()
    {
        var unread = house.Snapshot with { Parameters = [.. house.Snapshot.Parameters.Select(p => p with { ReadAt = p.Index < 1000 ? p.ReadAt : null })] };
        var nameless = AnnouncedHouse.With(house.Snapshot, "UID", p => p with { Value = default });

        Assert.Null(AnnouncedHouse.Discovery().Announce(unread));
        Assert.Null(AnnouncedHouse.Discovery().Announce(nameless));
    }

    [Fact]
    public void Controller_without_an_id_should_go_by_the_gateways_id_for_it()
    {
        var without = house.Snapshot with { Parameters = [.. house.Snapshot.Parameters.Where(p => p.Name != "UID")] };

        var message = Assert.Single(AnnouncedHouse.Discovery().Announce(without)!);

        Assert.Equal("homeassistant/device/econet_heatpump/config", message.Topic);
        Assert.Equal(
            "homeassistant/device/econet_flat_2_heatpump/config", Assert.Single(AnnouncedHouse.Discovery(baseTopic: "flat/2").Announce(without)!).Topic);
        Assert.Equal("Plum", AnnouncedHouse.Json(message).GetProperty("dev").GetProperty("manufacturer").GetString());
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

    [Fact]
    public void Own_config_should_be_known_by_origin_and_device()
    {
        var discovery = AnnouncedHouse.Discovery();
        var single = AnnouncedHouse.Discovery(by: DiscoveryBy.Entity).Announce(house.Snapshot)![0];
        var own = Assert.Single(discovery.Announce(house.Snapshot)!);
        var neighbours = Assert.Single(AnnouncedHouse.Discovery(baseTopic: "flat").Announce(house.Snapshot)!);

        Assert.Equal(new Heard.OwnConfig("heatpump", HasMore: false), discovery.Hear(own.Topic, own.Payload.Span, retained: true));
        Assert.Equal(new Heard.OwnConfig("heatpump", HasMore: false), discovery.Hear(single.Topic, single.Payload.Span, retained: true));
        Assert.IsType<Heard.Nothing>(discovery.Hear(own.Topic, own.Payload.Span, retained: false));
        Assert.IsType<Heard.Nothing>(discovery.Hear(neighbours.Topic, neighbours.Payload.Span, retained: true));
    }

    [Theory]
    [InlineData(DiscoveryBy.Device)]
    [InlineData(DiscoveryBy.Entity)]
    public void Config_of_a_device_that_is_gone_should_be_known_for_own(DiscoveryBy by)
    {
        var former = AnnouncedHouse.Discovery(by).Announce(house.Snapshot with { Device = "cellar" })![0];

        Assert.Equal("cellar", Assert.IsType<Heard.OwnConfig>(AnnouncedHouse.Discovery().Hear(former.Topic, former.Payload.Span, retained: true)).Device);
    }

    [Theory]
    [InlineData("""{"o":{"name":"zigbee2mqtt"},"availability":[{"topic":"econet/status"},{"topic":"econet/heatpump/availability"}]}""")]
    [InlineData("""{"o":"econet-gateway"}""")]
    [InlineData("""{"o":{"name":7}}""")]
    [InlineData("""{"o":{"name":"econet-gateway"},"availability":[1,2]}""")]
    [InlineData("""{"o":{"name":"econet-gateway"},"availability":[{"topic":"flat/status"},{"topic":"econet/heatpump/availability"}]}""")]
    [InlineData("""{"o":{"name":"econet-gateway"},"availability":[{"topic":"econet/status"},{"topic":"flat/heatpump/availability"}]}""")]
    [InlineData("""{"o":{"name":"econet-gateway"},"availability":[{"topic":"econet/status"},{"topic":"econet/heatpump/quality"}]}""")]
    [InlineData("""{"o":{"name":"econet-gateway"},"availability":[{"topic":"econet/status"},{"topic":"econet/heatpump/availability"}],"cmps":{"a":{"p":"sensor","name":"A"}}}""")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("\u0000")]
    public void Config_of_somebody_else_should_be_left_alone(string payload)
    {
        var heard = AnnouncedHouse.Discovery().Hear("homeassistant/device/econet_X/config", System.Text.Encoding.UTF8.GetBytes(payload), retained: true);

        Assert.IsType<Heard.Nothing>(heard);
    }

    [Theory]
    [InlineData("homeassistant/status", "online", false, true)]
    [InlineData("homeassistant/status", "online", true, false)]
    [InlineData("homeassistant/status", "offline", false, false)]
    [InlineData("homeassistant/sensor/status", "online", false, false)]
    public void Home_assistant_should_be_taken_for_started_when_it_says_so_now(string topic, string payload, bool retained, bool started) =>
        Assert.Equal(
            started, AnnouncedHouse.Discovery().Hear(topic, System.Text.Encoding.UTF8.GetBytes(payload), retained) is Heard.Restarted);

    [Theory]
    [InlineData("ha/status")]
    [InlineData("homeassistant/status")]
    public void Home_assistant_should_be_heard_where_it_says_that_it_has_started_whatever_the_prefix(string topic)
    {
        var discovery = AnnouncedHouse.Discovery(prefix: "ha");

        Assert.Contains(topic, discovery.Filters);
        Assert.IsType<Heard.Restarted>(discovery.Hear(topic, "online"u8, retained: false));
        Assert.Equal(3, AnnouncedHouse.Discovery().Filters.Count);
    }

    private static JsonElement Component(string id, DeviceSnapshot snapshot) =>
        AnnouncedHouse.Components(AnnouncedHouse.Discovery(), snapshot).GetProperty(id);

    private static ParameterValue Parameter(DeviceSnapshot snapshot, string name) => snapshot.Parameters.First(p => p.Name == name);

    [GeneratedRegex("^(mode|state|option|value) [0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Nameless();
}
