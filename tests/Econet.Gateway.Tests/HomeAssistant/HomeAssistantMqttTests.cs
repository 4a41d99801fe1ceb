using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Gateway.Tests.Mqtt;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>Home Assistant's side of the broker.</summary>
public sealed class HomeAssistantMqttTests(HomeAssistantHouse house) : IClassFixture<HomeAssistantHouse>
{
    private const int Settings2103 = 1271;

    [FactWithMosquitto]
    public async Task Every_topic_of_the_announcement_should_have_a_value_and_take_commands()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "#");

        var announced = (await listener.UntilAsync(HomeAssistantHouse.Config)).Json;

        Assert.Empty(DocumentedFields.Load().FaultsOfDevice(announced));
        var topics = announced.GetProperty("cmps").EnumerateObject().SelectMany(Topics).ToHashSet();
        Assert.InRange(topics.Count, 100, 300);
        await listener.UntilAsync(
            heard => topics.IsSubsetOf(heard.Where(h => h.Payload.Length > 0).Select(h => h.Topic)),
            $"no value of {string.Join(", ", topics.Except(listener.All.Select(h => h.Topic)))}");

        // An event's topic has a message when something happens, and that of a write under way while there is one.
        static IEnumerable<string> Topics(JsonProperty component) => component.Value.GetProperty("p").GetString() == "event"
            ? []
            : component.Value.EnumerateObject()
                .Where(f => f.Name.EndsWith("_topic", StringComparison.Ordinal) && !f.Name.EndsWith("command_topic", StringComparison.Ordinal))
                .Select(f => f.Value.GetString()!)
                .Where(topic => !topic.EndsWith("HDWTSetPoint/pending", StringComparison.Ordinal));
    }

    [FactWithMosquitto]
    public async Task Every_announcement_on_the_broker_should_hold_what_is_documented()
    {
        string[] expected =
        [
            HomeAssistantHouse.Config, "homeassistant/device/econet__gateway/config", "homeassistant/device/econet__status_heatpump/config",
            "homeassistant/device/econet__status_neasmart/config", "homeassistant/device/econet__thermostat_heatpump/config",
            "homeassistant/device/econet_neasmart/config",
        ];
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "homeassistant/#");
        await listener.UntilAsync(heard => expected.All(topic => heard.Any(h => h.Topic == topic && h.Payload.Length > 0)), "not all devices are announced");

        var own = listener.All.Where(h => expected.Contains(h.Topic) && h.Payload.Length > 0).ToList();
        Assert.Empty(own.SelectMany(h => DocumentedFields.Load().Faults(h.Topic, h.Json)));
    }

    [FactWithMosquitto]
    public async Task Announcement_should_be_made_again_when_home_assistant_has_started()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "homeassistant/device/+/config");
        await listener.UntilAsync(HomeAssistantHouse.Config, h => h.Retained);
        var heard = listener.All.Count;

        await listener.SendAsync("homeassistant/status", "online");

        await listener.UntilAsync(all => all.Skip(heard).Any(h => h.Topic == HomeAssistantHouse.Config && h.Payload.Length > 0), "not announced again");
    }

    [FactWithMosquitto]
    public async Task Announcements_of_an_earlier_run_should_be_gone_and_that_of_another_gateway_stay()
    {
        await using (var during = await MqttListener.ConnectAsync(house.Broker.Port, HomeAssistantHouse.Config))
        {
            await during.UntilAsync(HomeAssistantHouse.Config);
        }

        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "homeassistant/#", "econet/status");
        await listener.UntilAsync("econet/status");

        Assert.Contains(listener.All, h => h.Topic == HomeAssistantHouse.Foreign && h.Payload.Length > 0);
        Assert.DoesNotContain(
            listener.All, h => h.Topic is HomeAssistantHouse.LeftBehind or HomeAssistantHouse.Gone && h is { Retained: true, Payload.Length: > 0 });
    }

    [FactWithMosquitto]
    public async Task Target_of_a_circuit_should_be_written_where_its_mode_says_and_be_told()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, HomeAssistantHouse.Config, "econet/heatpump/#");
        var circuit = (await listener.UntilAsync(HomeAssistantHouse.Config)).Json.GetProperty("cmps").GetProperty("climate_circuit2");
        await listener.UntilAsync("econet/heatpump/Circuit2WorkState");

        await listener.SendAsync(circuit.GetProperty("preset_mode_command_topic").GetString()!, "2");
        await listener.UntilAsync(all => Last(all, "econet/heatpump/Circuit2WorkState") == "2", "the preset is not eco");
        await listener.UntilAsync(all => Last(all, circuit, "temperature_state_topic") == Last(all, "econet/heatpump/Circuit2EcoTemp"), "the target is not eco's");
        await listener.SendAsync(circuit.GetProperty("temperature_command_topic").GetString()!, "16.5");

        await listener.UntilAsync(all => Last(all, circuit, "temperature_state_topic") == "16.5", "the target is not told");
        Assert.Equal(16.5, house.Bus.Truth(289).ToDouble());
        await listener.UntilAsync(
            all => all.Any(h => h.Topic == "econet/heatpump/circuit2.temperature/result" && h.Json.GetProperty("success").GetBoolean()), "no result");
    }

    [FactWithMosquitto]
    public async Task Target_of_a_circuit_should_be_written_for_the_mode_that_is_sent_together_with_it()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, HomeAssistantHouse.Config, "econet/heatpump/#");
        var circuit = (await listener.UntilAsync(HomeAssistantHouse.Config)).Json.GetProperty("cmps").GetProperty("climate_circuit1");
        await listener.SendAsync(circuit.GetProperty("preset_mode_command_topic").GetString()!, "2");
        await listener.UntilAsync(all => Last(all, "econet/heatpump/Circuit1WorkState") == "2", "the preset is not eco");
        await listener.UntilAsync("econet/heatpump/Circuit1EcoTemp");
        var eco = Last(listener.All, "econet/heatpump/Circuit1EcoTemp");

        await listener.SendAsync(circuit.GetProperty("mode_command_topic").GetString()!, "1");
        await listener.SendAsync(circuit.GetProperty("temperature_command_topic").GetString()!, "22.5");

        await listener.UntilAsync(all => Last(all, circuit, "temperature_state_topic") == "22.5", "the target is not told");
        // The target may be told before the event of what it is made of.
        await listener.UntilAsync(all => Last(all, "econet/heatpump/Circuit1ComfortTemp") == "22.5", "the comfort temperature is not told");
        Assert.Equal(eco, Last(listener.All, "econet/heatpump/Circuit1EcoTemp"));
    }

    [FactWithMosquitto]
    public async Task Two_bits_of_one_number_should_both_be_set_when_both_are_switched_at_once()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/heatpump/+/result");

        await listener.SendAsync("econet/heatpump/AXEN_REGISTER_2103_RW.0/set", "1");
        await listener.SendAsync("econet/heatpump/AXEN_REGISTER_2103_RW.14/set", "ON");

        await listener.UntilAsync("econet/heatpump/AXEN_REGISTER_2103_RW.14/result", h => h.Json.GetProperty("success").GetBoolean());
        Assert.Equal(16_385, house.Bus.Truth(Settings2103).ToDouble());
    }

    [FactWithMosquitto]
    public async Task Bad_command_for_a_bit_should_be_answered_with_the_reason()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/heatpump/+/result");

        await listener.SendAsync("econet/heatpump/AXEN_REGISTER_2103_RW.1/set", "7");

        var result = await listener.UntilAsync("econet/heatpump/AXEN_REGISTER_2103_RW.1/result");
        Assert.Equal("A bit is 0 or 1", result.Json.GetProperty("error").GetString());
    }

    [FactWithMosquitto]
    public async Task Announcement_should_follow_limits_and_names()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, HomeAssistantHouse.Config);
        var before = JsonNode.Parse((await listener.UntilAsync(HomeAssistantHouse.Config)).Payload)!["cmps"]!;

        await listener.SendAsync("econet/heatpump/HDWMaxSetTemp/set", "58");
        await listener.SendAsync("econet/heatpump/Circuit1name/set", "Cellar");

        var after = JsonNode.Parse((await listener.UntilAsync(HomeAssistantHouse.Config, h =>
            h.Payload.Contains("\"Cellar\"", StringComparison.Ordinal) && JsonNode.Parse(h.Payload)!["cmps"]!["water_heater_water_heater"]!["max_temp"]!.GetValue<double>() == 58)).Payload)!["cmps"]!;
        Assert.Equal((string?)before["climate_circuit1"]!["unique_id"], (string?)after["climate_circuit1"]!["unique_id"]);
        Assert.Equal("Cellar comfort temperature", (string?)after["number_Circuit1ComfortTemp"]!["name"]);
    }

    private static string? Last(IReadOnlyList<MqttListener.Heard> all, JsonElement component, string field) =>
        Last(all, component.GetProperty(field).GetString()!);

    private static string? Last(IReadOnlyList<MqttListener.Heard> all, string topic) => all.LastOrDefault(h => h.Topic == topic)?.Payload;
}
