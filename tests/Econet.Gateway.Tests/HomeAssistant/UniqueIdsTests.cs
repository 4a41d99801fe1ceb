using Econet.Actors.Messages;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>Two controllers that call themselves the same.</summary>
public sealed class UniqueIdsTests(AnnouncedHouse house) : IClassFixture<AnnouncedHouse>
{
    private const string Shared = "homeassistant/device/econet_SIM36000000000000000001/config";
    private const string Cottages = "homeassistant/device/econet_SIM36000000000000000001_cottage/config";

    private DeviceSnapshot Cottage => house.Snapshot with { Device = "cottage" };

    [Fact]
    public void Controller_should_have_an_id_of_its_own_in_a_cluster_where_another_node_may_announce_the_same()
    {
        Assert.Equal(Cottages, Announce(AnnouncedHouse.Discovery(node: "node1:4053"), Cottage).Topic);
    }

    [Fact]
    public void Controller_should_keep_its_id_in_a_cluster_when_it_was_announced_with_it_before()
    {
        var before = Announce(AnnouncedHouse.Discovery(), house.Snapshot);
        var node = AnnouncedHouse.After([before], AnnouncedHouse.Discovery(node: "node1:4053"));
        var other = AnnouncedHouse.After([Announce(node, house.Snapshot)], AnnouncedHouse.Discovery(node: "node2:4053"));

        Assert.Equal(Shared, Announce(other, house.Snapshot).Topic);
    }

    [Fact]
    public void Second_controller_with_the_same_id_should_be_a_device_of_its_own()
    {
        var discovery = AnnouncedHouse.Discovery();

        var first = Announce(discovery, house.Snapshot);
        var second = Announce(discovery, Cottage);

        Assert.Equal((Shared, Cottages), (first.Topic, second.Topic));
        Assert.Empty(Ids(first).Intersect(Ids(second)));
        Assert.Empty(Identifiers(first).Intersect(Identifiers(second)));
        Assert.Equal(Shared, Announce(discovery, house.Snapshot).Topic);
    }

    [Fact]
    public void Controllers_should_keep_their_ids_when_they_are_read_in_another_order_after_a_restart()
    {
        var before = AnnouncedHouse.Discovery();
        MqttMessage[] announced = [Announce(before, house.Snapshot), Announce(before, Cottage)];

        var again = AnnouncedHouse.After(announced, AnnouncedHouse.Discovery());

        Assert.Equal((Cottages, Shared), (Announce(again, Cottage).Topic, Announce(again, house.Snapshot).Topic));
    }

    [Fact]
    public void Id_should_be_given_back_when_it_is_learned_late_whose_it_was()
    {
        var announced = Announce(AnnouncedHouse.Discovery(), house.Snapshot);
        var again = AnnouncedHouse.Discovery();
        Assert.Equal(Shared, Announce(again, Cottage).Topic);

        AnnouncedHouse.After([announced], again);

        Assert.Equal(Cottages, Announce(again, Cottage).Topic);
        again.Forget("heatpump");
        Assert.Equal(Shared, Announce(again, Cottage).Topic);
    }

    private static MqttMessage Announce(HomeAssistantDiscovery discovery, DeviceSnapshot snapshot) => Assert.Single(discovery.Announce(snapshot)!);

    private static IEnumerable<string> Ids(MqttMessage message) => AnnouncedHouse.Entities(AnnouncedHouse.Json(message)).EnumerateObject()
        .Select(entity => entity.Value.GetProperty("unique_id").GetString()!);

    private static IEnumerable<string> Identifiers(MqttMessage message) =>
        AnnouncedHouse.Json(message).GetProperty("dev").GetProperty("identifiers").EnumerateArray().Select(id => id.GetString()!);
}
