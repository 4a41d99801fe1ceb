using System.Text.Json;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>What Home Assistant is told of the gateway, and of devices of which nothing is known yet.</summary>
public sealed class StatusDiscoveryTests
{
    private static readonly DocumentedFields Documented = DocumentedFields.Load();

    [Fact]
    public void Gateway_should_be_a_device_of_its_own()
    {
        var message = Assert.Single(AnnouncedHouse.Discovery().AnnounceStatus(null));

        var json = AnnouncedHouse.Json(message);
        Assert.Equal("homeassistant/device/econet__gateway/config", message.Topic);
        Assert.Empty(Documented.FaultsOfDevice(json));
        Assert.Equal(
            ["connected", "problem", "problem_codes", "restart", "started_at", "version"], AnnouncedHouse.Entities(json).EnumerateObject().Select(c => c.Name).Order());
        Assert.Equal(("Econet gateway", "1.2.3", "http://gateway:8000"), (
            Device(json, "name"), Device(json, "sw_version"), Device(json, "configuration_url")));
        Assert.StartsWith("https://", json.GetProperty("o").GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gateway_should_be_seen_as_disconnected_rather_than_unavailable()
    {
        var entities = AnnouncedHouse.Entities(AnnouncedHouse.Json(Assert.Single(AnnouncedHouse.Discovery().AnnounceStatus(null))));

        Assert.Equal("econet/status", entities.GetProperty("connected").GetProperty("state_topic").GetString());
        Assert.False(entities.GetProperty("connected").TryGetProperty("availability", out _));
        Assert.Equal("econet/status", entities.GetProperty("version").GetProperty("availability")[0].GetProperty("topic").GetString());
    }

    [Fact]
    public void Node_of_a_cluster_should_be_a_device_of_its_own_and_take_back_the_gateway_that_was_there_before()
    {
        var messages = AnnouncedHouse.Discovery(node: "node1:4053").AnnounceStatus(null);

        Assert.Equal(
            [("homeassistant/device/econet__gateway_node1_4053/config", false), ("homeassistant/device/econet__gateway/config", true)],
            messages.Select(message => (message.Topic, message.Payload.IsEmpty)));
        var json = AnnouncedHouse.Json(messages[0]);
        Assert.Equal("Econet gateway node1:4053", Device(json, "name"));
        Assert.Equal(
            "econet/nodes/node1:4053/status", AnnouncedHouse.Entities(json).GetProperty("connected").GetProperty("state_topic").GetString());
    }

    [Fact]
    public void Status_should_be_another_nodes_when_that_one_announced_it()
    {
        var other = AnnouncedHouse.Discovery(node: "node2:4053").AnnounceStatus("heatpump")[0];

        Assert.IsType<Heard.Nothing>(AnnouncedHouse.Discovery(node: "node1:4053").Hear(other.Topic, other.Payload.Span, retained: true));
        Assert.IsType<Heard.OwnStatus>(AnnouncedHouse.Discovery(node: "node2:4053").Hear(other.Topic, other.Payload.Span, retained: true));
    }

    [Theory]
    [InlineData("heatpump", "Heatpump")]
    [InlineData("house_two", "House two")]
    public void Device_should_be_announced_with_its_problem_before_anything_is_known_of_it(string id, string name)
    {
        var message = Assert.Single(AnnouncedHouse.Discovery().AnnounceStatus(id));

        var json = AnnouncedHouse.Json(message);
        Assert.Equal($"homeassistant/device/econet__status_{id}/config", message.Topic);
        Assert.Empty(Documented.FaultsOfDevice(json));
        Assert.Equal((name, "econet__gateway"), (Device(json, "name"), Device(json, "via_device")));
        var entities = AnnouncedHouse.Entities(json);
        Assert.Equal(["connected", "problem", "problem_codes"], entities.EnumerateObject().Select(c => c.Name).Order());
        Assert.Equal($"econet/{id}/problem", entities.GetProperty("problem").GetProperty("state_topic").GetString());
        Assert.Equal($"econet/{id}/problem", entities.GetProperty("problem").GetProperty("json_attributes_topic").GetString());
        // It is there while the device is not.
        Assert.Equal(
            "econet/status", Assert.Single(entities.GetProperty("problem").GetProperty("availability").EnumerateArray()).GetProperty("topic").GetString());
    }

    [Theory]
    [InlineData(DiscoveryBy.Device, 1)]
    [InlineData(DiscoveryBy.Entity, 5)]
    public void Thermostat_should_belong_to_its_device(DiscoveryBy by, int count)
    {
        var messages = AnnouncedHouse.Discovery(by).AnnounceThermostat("heatpump");

        Assert.Equal(count, messages.Count);
        Assert.All(messages, message =>
        {
            var json = AnnouncedHouse.Json(message);
            Assert.Empty(by == DiscoveryBy.Device ? Documented.FaultsOfDevice(json) : Documented.FaultsOfSingle(message.Topic.Split('/')[1], json));
            Assert.Equal("econet_heatpump", json.GetProperty("dev").GetProperty("identifiers")[0].GetString());
            Assert.Equal(Heard.OwnStatus.Instance, AnnouncedHouse.Discovery().Hear(message.Topic, message.Payload.Span, retained: true));
        });
    }

    [Fact]
    public void Device_should_be_called_as_its_owner_calls_it()
    {
        var discovery = new HomeAssistantDiscovery(
            new HomeAssistantOptions(EntityTable.Default, DiscoveryBy.Device, AllParameters: false) { NamesOf = _ => DeviceNames.None with { Device = "Cottage" } },
            AnnouncedHouse.Topics, "homeassistant", TimeSpan.Zero, "1");

        var json = AnnouncedHouse.Json(Assert.Single(discovery.AnnounceStatus("heatpump")));

        Assert.Equal("Cottage", Device(json, "name"));
        Assert.False(json.GetProperty("dev").TryGetProperty("configuration_url", out _));
    }

    [Fact]
    public void Status_should_be_one_message_an_entity_when_that_is_set()
    {
        var discovery = AnnouncedHouse.Discovery(by: DiscoveryBy.Entity);

        Assert.Equal(6, discovery.AnnounceStatus(null).Count);
        Assert.All(discovery.AnnounceStatus(null).Concat(discovery.AnnounceStatus("heatpump")), message =>
            Assert.Empty(Documented.FaultsOfSingle(message.Topic.Split('/')[1], AnnouncedHouse.Json(message))));
    }

    [Theory]
    [InlineData(DiscoveryBy.Device)]
    [InlineData(DiscoveryBy.Entity)]
    public void Own_status_should_be_known_again_and_that_of_others_left_alone(DiscoveryBy by)
    {
        var discovery = AnnouncedHouse.Discovery();
        var former = AnnouncedHouse.Discovery(by);
        var neighbours = AnnouncedHouse.Discovery(by, baseTopic: "flat");

        Assert.All(former.AnnounceStatus(null).Concat(former.AnnounceStatus("cellar")), message => Assert.Equal(Heard.OwnStatus.Instance, Hear(message)));
        Assert.All(neighbours.AnnounceStatus(null).Concat(neighbours.AnnounceStatus("heatpump")), message => Assert.Equal(Heard.Nothing.Instance, Hear(message)));

        Heard Hear(MqttMessage message) => discovery.Hear(message.Topic, message.Payload.Span, retained: true);
    }

    private static string? Device(JsonElement message, string field) => message.GetProperty("dev").GetProperty(field).GetString();
}
