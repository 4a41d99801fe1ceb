using System.Text.RegularExpressions;
using Econet.Gateway.HomeAssistant;
using Xunit.Abstractions;

namespace Econet.Gateway.Tests.HomeAssistant;

public sealed partial class DiscoveryTests(AnnouncedHouse house, ITestOutputHelper output) : IClassFixture<AnnouncedHouse>
{
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
        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(AnnouncedHouse.Json(message)));
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
            Assert.Empty(DocumentedFields.Load().FaultsOfSingle(message.Topic.Split('/')[1], AnnouncedHouse.Json(message)));
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

    [Theory]
    [InlineData("HDWTSetPointDownHist", "temperature_delta", "K", "mdi:thermometer-lines")]
    [InlineData("Circuit1DownHist", "temperature_delta", "K", "mdi:thermometer-lines")]
    [InlineData("HoldingRegister_6050", null, "%", "mdi:pump")]
    [InlineData("AXEN_2155-uhsPumpManualPreset", null, "%", "mdi:pump")]
    [InlineData("H_FAN_SPEED_1_6231", null, "rpm", "mdi:fan")]
    public void Hysteresis_and_speeds_should_have_a_class_or_an_icon(string id, string? deviceClass, string unit, string icon)
    {
        var number = AnnouncedHouse.Component(id, house.Snapshot);

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
        var schedule = AnnouncedHouse.Component("schedule_HDW", house.Snapshot);

        Assert.Equal(("text", "Hot water schedule"), (schedule.GetProperty("p").GetString(), schedule.GetProperty("name").GetString()));
        Assert.Equal("econet/heatpump/schedules/HDW", schedule.GetProperty("state_topic").GetString());
        Assert.Equal("econet/heatpump/schedules/HDW/set", schedule.GetProperty("command_topic").GetString());
        Assert.Equal("Ground floor schedule", AnnouncedHouse.Component("schedule_Circuit1", house.Snapshot).GetProperty("name").GetString());
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

    [GeneratedRegex("^(mode|state|option|value) [0-9]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Nameless();
}
