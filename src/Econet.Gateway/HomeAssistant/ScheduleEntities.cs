using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Econet.Actors.Parameters;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Weekly schedules, each a line of text that can be changed, with its days as attributes.</summary>
internal static partial class ScheduleEntities
{
    /// <summary>The longest state that Home Assistant takes.</summary>
    private const int LongestState = 255;

    public static void Add(Dictionary<string, JsonObject> configs, MqttTopics topics, DeviceSnapshot device)
    {
        foreach (var schedule in WeeklySchedule.Find(device.Parameters))
        {
            var topic = topics.Schedule(device.Device, schedule.Name);
            configs.TryAdd("schedule_" + HomeAssistantDevice.Slug(schedule.Name), new JsonObject
            {
                ["p"] = "text",
                ["name"] = "Schedule " + Title(schedule.Name),
                ["state_topic"] = topic,
                // One that does not fit is shown as nothing, which can't be written back.
                ["value_template"] = $"{{{{ value_json.text if value_json.text|length <= {LongestState} else '' }}}}",
                ["json_attributes_topic"] = topic,
                ["command_topic"] = topics.Request(device.Device, MqttTopics.SchedulesPart, schedule.Name),
                ["max"] = LongestState,
                ["icon"] = "mdi:calendar-clock",
                ["entity_category"] = "config",
                ["enabled_by_default"] = false,
            });
        }
    }

    /// <summary><c>hot water</c> for <c>HDW</c>, <c>circuit 1</c> for <c>Circuit1</c>.</summary>
    private static string Title(string name) => name switch
    {
        "HDW" => "hot water",
        "Bufor" => "buffer",
        _ => Words().Replace(name, " $0").Trim().ToLowerInvariant(),
    };

    [GeneratedRegex("(?<=[a-z])([A-Z]|[0-9]+)")]
    private static partial Regex Words();
}
