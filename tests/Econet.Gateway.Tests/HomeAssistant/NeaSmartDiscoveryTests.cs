using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.HomeAssistant;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>A NEA SMART system, whose parameters are its registers.</summary>
public sealed class NeaSmartDiscoveryTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 22, 20, 55, 7, TimeSpan.Zero);

    [Fact]
    public void Announcement_should_hold_what_is_documented_and_no_more()
    {
        var message = Assert.Single(AnnouncedHouse.Discovery(all: true).Announce(System("base1_zone1", "base2_zone3"))!);

        Assert.Equal("homeassistant/device/econet_neasmart/config", message.Topic);
        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(AnnouncedHouse.Json(message)));
        Assert.Equal("REHAU", AnnouncedHouse.Json(message).GetProperty("dev").GetProperty("manufacturer").GetString());
    }

    [Fact]
    public void Announcement_entity_by_entity_should_hold_what_is_documented_and_no_more() => Assert.Empty(
        AnnouncedHouse.Discovery(by: DiscoveryBy.Entity).Announce(System("base1_zone1", "base2_zone3"))!
            .SelectMany(message => DocumentedFields.Load().Faults(message.Topic, AnnouncedHouse.Json(message))));

    [Fact]
    public void Zone_should_be_a_climate_entity_with_humidity()
    {
        var zone = Components("base1_zone1", "base2_zone3").GetProperty("base2_zone3");

        Assert.Equal(("climate", "Base 2 zone 3"), (zone.GetProperty("p").GetString(), zone.GetProperty("name").GetString()));
        Assert.Equal("econet/neasmart/base2_zone3_relative_humidity", zone.GetProperty("current_humidity_topic").GetString());
        Assert.Equal("econet/neasmart/base2_zone3_temperature", zone.GetProperty("current_temperature_topic").GetString());
        Assert.Equal("econet/neasmart/base2_zone3_setpoint/set", zone.GetProperty("temperature_command_topic").GetString());
        Assert.Equal((5, 40), (zone.GetProperty("min_temp").GetDouble(), zone.GetProperty("max_temp").GetDouble()));
        Assert.Equal(
            ["presence", "away", "standby", "scheduled", "party", "holiday"],
            zone.GetProperty("preset_modes").EnumerateArray().Select(p => p.GetString()));
        // Off is never written: a 0 makes the base send its own value.
        Assert.Equal("{{ {'auto': 4, 'heat': 1, 'off': 3, 'cool': 1}.get(value, '') }}", zone.GetProperty("mode_command_template").GetString());
        Assert.Equal(["auto", "heat", "off", "cool"], zone.GetProperty("modes").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("econet/neasmart/base2_zone3.mode", zone.GetProperty("mode_state_topic").GetString());
        Assert.False(zone.TryGetProperty("mode_state_template", out _));
        Assert.Equal("econet/neasmart/base2_zone3.action", zone.GetProperty("action_topic").GetString());
    }

    [Theory]
    [InlineData(2, 1, 20.0, 22.0, "heat", "heating")]
    [InlineData(4, 5, 20.0, 22.0, "heat", "heating")]
    [InlineData(2, 1, 23.0, 22.0, "heat", "idle")]
    [InlineData(3, 1, 24.0, 22.0, "cool", "cooling")]
    [InlineData(5, 2, 24.0, 22.0, "cool", "cooling")]
    [InlineData(3, 1, 20.0, 22.0, "cool", "idle")]
    [InlineData(3, 4, 24.0, 22.0, "auto", "cooling")]
    [InlineData(3, 3, 24.0, 22.0, "off", "off")]
    [InlineData(5, 0, 24.0, 22.0, "off", "off")]
    [InlineData(1, 1, 20.0, 22.0, "heat", "None")]
    [InlineData(3, 1, 24.0, null, "cool", "None")]
    [InlineData(3, 1, null, 22.0, "cool", "None")]
    [InlineData(null, 1, 20.0, 22.0, "heat", "None")]
    public void Zone_should_follow_the_mode_of_the_system(int? system, int state, double? now, double? target, string mode, string action) =>
        Assert.Equal((mode, action), Climate(system, state, now, target));

    [Theory]
    [InlineData(0.0, "idle")]
    [InlineData(1.0, "cooling")]
    public void Zone_should_be_idle_when_no_pump_runs(double pump, string action) =>
        Assert.Equal(("cool", action), Climate(3, 1, 24, 22, pump));

    [Theory]
    [InlineData("operation_mode")]
    [InlineData("base2_zone3_state")]
    [InlineData("base2_zone3_temperature")]
    [InlineData("base2_zone3_setpoint")]
    [InlineData("mixed_group2_pump_state")]
    public void What_a_zone_does_should_be_told_anew_when_what_decides_it_changes(string key) =>
        Assert.True(new DerivedParameters(EntityTable.Default, EntityWords.English).DependsOn(key));

    [Fact]
    public void Zones_should_be_those_that_the_base_has_told_of() =>
        Assert.Equal(
            ["base1_zone1", "base2_zone3"],
            Components("base1_zone1", "base2_zone3").EnumerateObject().Where(c => c.Value.GetProperty("p").GetString() == "climate").Select(c => c.Name));

    [Fact]
    public void System_should_not_be_announced_before_its_base_has_spoken()
    {
        Assert.Null(AnnouncedHouse.Discovery().Announce(System()));
        Assert.Null(AnnouncedHouse.Discovery().Announce(System("base1_zone1") with { Alive = false }));
    }

    [Fact]
    public void Zones_of_a_base_that_has_not_spoken_since_a_restart_should_stay()
    {
        var earlier = AnnouncedHouse.Discovery().Announce(System("base1_zone1", "base2_zone3"))!;

        var again = AnnouncedHouse.After(earlier, AnnouncedHouse.Discovery());

        Assert.Null(again.Announce(System()));
        Assert.Equal(
            ["base1_zone1", "base2_zone3"],
            AnnouncedHouse.Components(again, System("base1_zone1")).EnumerateObject()
                .Where(c => c.Value.GetProperty("p").GetString() == "climate").Select(c => c.Name));
    }

    [Fact]
    public void Systems_of_two_gateways_should_be_two_devices_though_they_have_no_ids_of_their_own()
    {
        var message = Assert.Single(AnnouncedHouse.Discovery(baseTopic: "flat").Announce(System("base1_zone1"))!);

        Assert.Equal("homeassistant/device/econet_flat_neasmart/config", message.Topic);
        Assert.Equal("econet_flat_neasmart", AnnouncedHouse.Json(message).GetProperty("dev").GetProperty("identifiers")[0].GetString());
        Assert.StartsWith(
            "econet_flat_neasmart_", AnnouncedHouse.Entities(AnnouncedHouse.Json(message)).GetProperty("base1_zone1").GetProperty("unique_id").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Zone_should_be_called_as_its_owner_calls_it()
    {
        var components = Components("base1_zone1");

        Assert.Equal("Bath", components.GetProperty("base1_zone1").GetProperty("name").GetString());
        Assert.Equal("Bath humidity", components.GetProperty("base1_zone1_relative_humidity").GetProperty("name").GetString());
    }

    [Fact]
    public void Zone_should_be_called_by_the_label_of_its_base_when_it_has_none_of_its_own()
    {
        var components = Components("base4_zone12", "base5_zone1");

        Assert.Equal("Attic zone 12", components.GetProperty("base4_zone12").GetProperty("name").GetString());
        Assert.Equal("Attic zone 12 humidity", components.GetProperty("base4_zone12_relative_humidity").GetProperty("name").GetString());
        Assert.Equal("Base 5 zone 1", components.GetProperty("base5_zone1").GetProperty("name").GetString());
    }

    [Fact]
    public void System_should_have_no_alarms_but_flags()
    {
        var components = Components("base1_zone1");

        Assert.False(components.TryGetProperty("alarm", out _));
        Assert.Equal(
            ("binary_sensor", "problem"),
            (components.GetProperty("error_present").GetProperty("p").GetString(), components.GetProperty("error_present").GetProperty("device_class").GetString()));
    }

    [Fact]
    public void Every_register_named_in_the_table_should_be_announced_when_it_is_known()
    {
        var components = Components([.. RegisterMap.Zones.Select(z => $"base{z.Base}_zone{z.Number}")]).EnumerateObject().ToList();

        Assert.Equal(60, components.Count(c => c.Value.GetProperty("p").GetString() == "climate"));
    }

    private static JsonElement Components(params string[] zones) =>
        AnnouncedHouse.Components(AnnouncedHouse.Discovery(), System(zones));

    /// <summary>What is told of a zone.</summary>
    private static (string Mode, string Action) Climate(int? system, int state, double? now, double? target, double? pump = null)
    {
        var zone = RegisterMap.Zone(2, 3);
        var values = new Dictionary<Register, double?>
        {
            [RegisterMap.OperationMode] = system, [zone.State] = state, [zone.Temperature] = now, [zone.Setpoint] = target,
            [RegisterMap.MixedGroup(1).PumpState] = pump,
        };
        var states = new DerivedParameters(EntityTable.Default, EntityWords.English).States(new DeviceSnapshot(
            "neasmart", 1, At, Alive: true, At,
            [
                .. RegisterMap.All.Select(register => values.GetValueOrDefault(register) is { } number
                    ? Parameter(register, true) with { Value = Value.Of((float)number) }
                    : Parameter(register, false)),
            ])).ToDictionary(s => s.Key, s => s.Text);
        Assert.Equal(2, states.Count);
        return (states["base2_zone3.mode"], states["base2_zone3.action"]);
    }

    private static DeviceSnapshot System(params string[] zones) => new(
        "neasmart", 1, At, Alive: true, At,
        [.. RegisterMap.All.Select(register => Parameter(register, !register.Key.Contains("zone", StringComparison.Ordinal) || zones.Any(z => register.Key.StartsWith(z + "_", StringComparison.Ordinal))))]);

    private static ParameterValue Parameter(Register register, bool isKnown)
    {
        var type = register.Kind == RegisterKind.Temperature ? ParameterType.Float : ParameterType.UInt16;
        var value = !isKnown ? default : type == ParameterType.Float ? Value.Of(21.5f) : Value.Of(ParameterType.UInt16, 1);
        return new ParameterValue(
            new ParameterDefinition(register.Address, register.Key, register.Unit, type, register.Writable), register.Key, value,
            isKnown ? Quality.Good : Quality.Stale, register.Min, register.Max, isKnown ? At : null, isKnown ? At : null);
    }
}
