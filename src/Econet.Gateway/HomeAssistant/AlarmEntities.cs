using System.Text.Json.Nodes;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// The device's alarms: an event for each that begins or ends, a problem while one is active, and a problem until the owner has seen all.
/// </summary>
internal static class AlarmEntities
{
    public static void Add(Dictionary<string, JsonObject> configs, MqttTopics topics, string device)
    {
        configs["alarm"] = new JsonObject
        {
            ["p"] = "event",
            ["name"] = "Alarm",
            ["state_topic"] = topics.Alarm(device),
            ["event_types"] = new JsonArray("started", "ended"),
            ["icon"] = "mdi:alert-circle-outline",
        };
        configs["alarm_active"] = new JsonObject
        {
            ["p"] = "binary_sensor",
            ["name"] = "Alarm active",
            ["state_topic"] = topics.Alarms(device),
            ["value_template"] = "{{ 'ON' if value_json.active else 'OFF' }}",
            ["json_attributes_topic"] = topics.Alarms(device),
            ["device_class"] = "problem",
        };
        configs["alarms_unseen"] = new JsonObject
        {
            ["p"] = "binary_sensor",
            ["name"] = "New alarm",
            ["state_topic"] = topics.Alarms(device),
            ["value_template"] = "{{ 'ON' if value_json.unseen else 'OFF' }}",
            ["device_class"] = "problem",
        };
        configs["alarms_seen"] = new JsonObject
        {
            ["p"] = "button",
            ["name"] = "Alarms seen",
            ["command_topic"] = topics.Request(device, MqttTopics.AlarmsPart, MqttTopics.SeenName),
            ["payload_press"] = CommandPayload.Press,
            ["icon"] = "mdi:check-all",
        };
    }
}
