using System.Text.Json.Nodes;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A weekly schedule: a line of text that can be changed, with its days as attributes.</summary>
internal static class ScheduleEntities
{
    /// <summary>The longest state that Home Assistant keeps.</summary>
    private const int LongestState = 255;

    public static string IdOf(WeeklySchedule schedule) => $"schedule_{HomeAssistantDevice.Slug(schedule.Name)}";

    public static JsonObject Of(WeeklySchedule schedule, string name, MqttTopics topics, string device)
    {
        var topic = topics.Schedule(device, schedule.Name);
        return new JsonObject
        {
            ["p"] = "text",
            ["name"] = name,
            ["state_topic"] = topic,
            // A week that is too long is shown as nothing, which can't be written back: an empty command is refused.
            ["value_template"] = $"{{{{ value_json.text if value_json.text|length <= {LongestState} else '' }}}}",
            ["json_attributes_topic"] = topic,
            ["command_topic"] = topics.Request(device, MqttTopics.SchedulesPart, schedule.Name),
            ["max"] = LongestState,
            ["icon"] = "mdi:calendar-clock",
            ["entity_category"] = "config",
            ["enabled_by_default"] = false,
        };
    }
}
