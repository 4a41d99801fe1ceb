using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>The virtual thermostat: the room's temperature goes in, and it can be paired.</summary>
internal static class ThermostatEntities
{
    public static Dictionary<string, JsonObject> Of(MqttTopics topics, string device)
    {
        var state = topics.Thermostat(device);
        return new Dictionary<string, JsonObject>
        {
            ["temperature"] = new()
            {
                ["p"] = "number",
                ["name"] = "Thermostat room temperature",
                ["state_topic"] = state,
                ["value_template"] = "{{ value_json.temperature }}",
                ["command_topic"] = topics.Request(device, MqttTopics.ThermostatPart, MqttTopics.TemperatureName),
                ["min"] = 0,
                ["max"] = 50,
                ["step"] = 0.1,
                ["mode"] = "box",
                ["unit_of_measurement"] = "°C",
                ["device_class"] = "temperature",
                ["icon"] = "mdi:home-thermometer-outline",
            },
            ["effective"] = new()
            {
                ["p"] = "sensor",
                ["name"] = "Thermostat temperature on the bus",
                ["state_topic"] = state,
                ["value_template"] = "{{ value_json.effective_temperature }}",
                ["unit_of_measurement"] = "°C",
                ["device_class"] = "temperature",
                ["state_class"] = "measurement",
                ["suggested_display_precision"] = 1,
                ["entity_category"] = "diagnostic",
            },
            ["stale"] = new()
            {
                ["p"] = "binary_sensor",
                ["name"] = "Thermostat without a reading",
                ["state_topic"] = state,
                ["value_template"] = "{{ 'ON' if value_json.is_stale else 'OFF' }}",
                ["device_class"] = "problem",
                ["entity_category"] = "diagnostic",
            },
            ["pairing"] = new()
            {
                ["p"] = "sensor",
                ["name"] = "Thermostat pairing",
                ["state_topic"] = state,
                ["value_template"] = "{{ value_json.pairing_state }}",
                ["device_class"] = "enum",
                ["options"] = new JsonArray([.. Enum.GetNames<PairingState>().Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))]),
                ["icon"] = "mdi:link-variant",
                ["entity_category"] = "diagnostic",
            },
            ["pair"] = new()
            {
                ["p"] = "button",
                ["name"] = "Pair thermostat",
                ["command_topic"] = topics.Request(device, MqttTopics.ThermostatPart, MqttTopics.PairName),
                ["payload_press"] = CommandPayload.Press,
                ["icon"] = "mdi:link-variant-plus",
                ["entity_category"] = "config",
                ["enabled_by_default"] = false,
            },
        };
    }
}
