using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;
using Econet.Values;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>What becomes of entities when their device, their names or the gateway change.</summary>
public sealed class DiscoveryOverTimeTests(AnnouncedHouse house) : IClassFixture<AnnouncedHouse>
{
    [Fact]
    public void Unique_ids_should_survive_other_names()
    {
        var renamed = AnnouncedHouse.With(house.Snapshot, "Circuit2name", p => p with { Value = Value.Of("Dach 'oben'") });

        var before = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), house.Snapshot);
        var after = AnnouncedHouse.Components(AnnouncedHouse.Discovery(), renamed);

        Assert.Equal("Dach 'oben'", after.GetProperty("circuit2").GetProperty("name").GetString());
        Assert.Equal(Ids(before), Ids(after));
        Assert.True(AnnouncedHouse.Discovery().Matters(AnnouncedHouse.Parameter(house.Snapshot, "Circuit2name"), AnnouncedHouse.Parameter(renamed, "Circuit2name")));

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
        Assert.True(discovery.Matters(AnnouncedHouse.Parameter(house.Snapshot, "Circuit2active"), AnnouncedHouse.Parameter(inactive, "Circuit2active")));
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
        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(message));
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

        Assert.False(AnnouncedHouse.Discovery().Matters(AnnouncedHouse.Parameter(house.Snapshot, "TempCWU"), AnnouncedHouse.Parameter(warmer, "TempCWU")));
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
}
