using System.Text.Json.Nodes;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>The virtual thermostat: the room's temperature goes in, and it can be paired.</summary>
internal static class ThermostatEntities
{
    public static void Add(Dictionary<string, JsonObject> configs, MqttTopics topics, string device)
    {
        var state = topics.Thermostat(device);
        configs["thermostat_temperature"] = new JsonObject
        {
            ["p"] = "number",
            ["name"] = "Thermostat room temperature",
            ["state_topic"] = state,
            ["value_template"] = "{{ value_json.temperature }}",
            ["command_topic"] = topics.Request(device, MqttTopics.ThermostatPart, "temperature"),
            ["min"] = 0,
            ["max"] = 50,
            ["step"] = 0.1,
            ["mode"] = "box",
            ["unit_of_measurement"] = "°C",
            ["device_class"] = "temperature",
            ["icon"] = "mdi:home-thermometer-outline",
        };
        configs["thermostat_effective"] = new JsonObject
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
        };
        configs["thermostat_stale"] = new JsonObject
        {
            ["p"] = "binary_sensor",
            ["name"] = "Thermostat without a reading",
            ["state_topic"] = state,
            ["value_template"] = "{{ 'ON' if value_json.is_stale else 'OFF' }}",
            ["device_class"] = "problem",
            ["entity_category"] = "diagnostic",
        };
        configs["thermostat_pairing"] = new JsonObject
        {
            ["p"] = "sensor",
            ["name"] = "Thermostat pairing",
            ["state_topic"] = state,
            ["value_template"] = "{{ value_json.pairing_state }}",
            ["device_class"] = "enum",
            ["options"] = new JsonArray("unpaired", "pairing_requested", "beacon_responded", "paired"),
            ["icon"] = "mdi:link-variant",
            ["entity_category"] = "diagnostic",
        };
        configs["thermostat_pair"] = new JsonObject
        {
            ["p"] = "button",
            ["name"] = "Pair thermostat",
            ["command_topic"] = topics.Request(device, MqttTopics.ThermostatPart, "pair"),
            ["icon"] = "mdi:link-variant-plus",
            ["entity_category"] = "config",
            ["enabled_by_default"] = false,
        };
    }
}
