using Econet.Gateway.Tests.Mqtt;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>An older Home Assistant's side of the broker: a message for each entity.</summary>
public sealed class SingleEntitiesMqttTests(SingleEntitiesHouse house) : IClassFixture<SingleEntitiesHouse>
{
    private const string Outdoor = "ha/sensor/econet_SIM36000000000000000001/TempWthr/config";
    private const string AlarmActive = "ha/binary_sensor/econet_SIM36000000000000000001/alarm_active/config";

    [FactWithMosquitto]
    public async Task Every_entity_should_be_announced_by_a_message_of_its_own_whose_topics_have_values()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "ha/+/econet_SIM36000000000000000001/+/config", "econet/heatpump/#");

        // The last of them.
        await listener.UntilAsync(AlarmActive);

        var announced = listener.All.Where(h => h.Topic.StartsWith("ha/", StringComparison.Ordinal) && h.Payload.Length > 0)
            .DistinctBy(h => h.Topic).ToDictionary(h => h.Topic, h => h.Json);
        var documented = DocumentedFields.Load();
        Assert.InRange(announced.Count, 100, 300);
        Assert.All(announced, config =>
        {
            Assert.Matches("^ha/[a-z_]+/econet_SIM36000000000000000001/[A-Za-z0-9_-]+/config$", config.Key);
            Assert.Empty(documented.FaultsOfSingle(config.Key.Split('/')[1], config.Value));
        });
        var topics = announced.Values.Where(c => !c.TryGetProperty("event_types", out _) && c.TryGetProperty("state_topic", out _))
            .Select(c => c.GetProperty("state_topic").GetString()!).ToHashSet();
        await listener.UntilAsync(
            heard => topics.IsSubsetOf(heard.Where(h => h.Payload.Length > 0).Select(h => h.Topic)),
            $"no value of {string.Join(", ", topics.Except(listener.All.Select(h => h.Topic)))}");
    }

    [FactWithMosquitto]
    public async Task Message_for_the_whole_device_of_an_earlier_run_should_be_gone()
    {
        await using (var during = await MqttListener.ConnectAsync(house.Broker.Port, AlarmActive))
        {
            await during.UntilAsync(AlarmActive);
        }

        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "ha/#", "econet/status");
        await listener.UntilAsync("econet/status");

        Assert.DoesNotContain(listener.All, h => h.Topic == SingleEntitiesHouse.LeftBehind && h is { Retained: true, Payload.Length: > 0 });
        Assert.Contains(listener.All, h => h.Topic == Outdoor && h.Payload.Length > 0);
    }

    [FactWithMosquitto]
    public async Task Entities_should_be_announced_again_when_home_assistant_says_at_its_own_topic_that_it_has_started()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, Outdoor);
        await listener.UntilAsync(Outdoor, h => h.Retained);

        await listener.SendAsync("homeassistant/status", "online");

        await listener.UntilAsync(Outdoor, h => !h.Retained && h.Payload.Length > 0);
    }
}
