using System.Text.Json.Nodes;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// The status of the gateway and its devices, announced from the start: a heat pump whose port is missing appears with its problem, although
/// nothing else is known of it. A device's own announcement names the same device, so that Home Assistant shows one.
/// </summary>
internal sealed class StatusEntities(HomeAssistantOptions options, MqttTopics topics, string prefix, string version)
{
    /// <summary>The longest state that Home Assistant keeps.</summary>
    private const int LongestState = 255;

    private string GatewayId => HomeAssistantDevice.IdOf(HomeAssistantDevice.Gateway, topics);

    public IReadOnlyList<MqttMessage> OfGateway()
    {
        var device = Device(GatewayId, string.Join(' ', new[] { "Econet gateway", topics.BaseTopic == MqttTopics.DefaultBase ? null : topics.BaseTopic, topics.Node }.OfType<string>()));
        device["manufacturer"] = "Econet.Actors";
        device["model"] = "Gateway";
        device["sw_version"] = version;
        return Messages(GatewayId, device, new()
        {
            // It would never be seen as off if it were unavailable then.
            ["connected"] = Connected(topics.Status),
            ["problem"] = Available(Problem(topics.Gateway)),
            ["problem_codes"] = Available(Codes(topics.Gateway)),
            ["version"] = Available(new()
            {
                ["p"] = "sensor",
                ["name"] = "Version",
                ["state_topic"] = topics.Gateway,
                ["value_template"] = "{{ value_json.version }}",
                ["entity_category"] = "diagnostic",
                ["icon"] = "mdi:tag-outline",
            }),
            ["started_at"] = Available(new()
            {
                ["p"] = "sensor",
                ["name"] = "Started",
                ["state_topic"] = topics.Gateway,
                ["value_template"] = "{{ value_json.started_at }}",
                ["device_class"] = "timestamp",
                ["entity_category"] = "diagnostic",
            }),
            ["restart"] = Available(new()
            {
                ["p"] = "button",
                ["name"] = "Restart",
                ["command_topic"] = topics.Restart,
                ["payload_press"] = CommandPayload.Press,
                ["device_class"] = "restart",
                ["entity_category"] = "config",
            }),
        });
    }

    public IReadOnlyList<MqttMessage> OfDevice(string id)
    {
        // Its own level of names: a device's entities may be called by an owner's table as these are.
        var own = HomeAssistantDevice.IdOf($"_status_{id}", topics);
        return Messages(own, DeviceOf(id), new()
        {
            ["connected"] = Available(Connected(topics.Availability(id))),
            ["problem"] = Available(Problem(topics.Problem(id))),
            ["problem_codes"] = Available(Codes(topics.Problem(id))),
        });
    }

    public IReadOnlyList<MqttMessage> OfThermostat(string id) => Messages(
        HomeAssistantDevice.IdOf($"_thermostat_{id}", topics),
        DeviceOf(id),
        ThermostatEntities.Of(topics, id).ToDictionary(config => config.Key, config => Available(config.Value)));

    /// <summary>How well a device on a bus answers.</summary>
    public static JsonObject BusQuality(MqttTopics topics, string device) => new()
    {
        ["p"] = "sensor",
        ["name"] = "Bus quality",
        ["state_topic"] = topics.Bus(device),
        ["value_template"] = "{{ value_json.quality }}",
        ["unit_of_measurement"] = "%",
        ["state_class"] = "measurement",
        ["entity_category"] = "diagnostic",
        ["icon"] = "mdi:sine-wave",
    };

    /// <summary>Whether writes are under way, with what they ask for as attributes.</summary>
    public static JsonObject Pending(MqttTopics topics, string device) => new()
    {
        ["p"] = "binary_sensor",
        ["name"] = "Change under way",
        ["state_topic"] = topics.Pending(device),
        ["value_template"] = "{{ 'ON' if value_json.pending else 'OFF' }}",
        ["json_attributes_topic"] = topics.Pending(device),
        ["entity_category"] = "diagnostic",
        ["icon"] = "mdi:timer-sand",
    };

    private JsonObject DeviceOf(string id)
    {
        var device = Device(HomeAssistantDevice.IdOf(id, topics), options.NamesOf(id).Device ?? HomeAssistantDevice.Title(id));
        device["via_device"] = GatewayId;
        return device;
    }

    private JsonObject Device(string id, string name)
    {
        var device = new JsonObject { ["identifiers"] = new JsonArray(id), ["name"] = name };
        ParameterEntities.Set(device, "configuration_url", options.Url);
        return device;
    }

    private static JsonObject Connected(string topic) => new()
    {
        ["p"] = "binary_sensor",
        ["name"] = "Connected",
        ["state_topic"] = topic,
        ["payload_on"] = MqttTopics.Online,
        ["payload_off"] = MqttTopics.Offline,
        ["device_class"] = "connectivity",
        ["entity_category"] = "diagnostic",
    };

    /// <summary>With the problems and their remedies as attributes.</summary>
    private static JsonObject Problem(string topic) => new()
    {
        ["p"] = "binary_sensor",
        ["name"] = "Problem",
        ["state_topic"] = topic,
        ["value_template"] = "{{ 'ON' if value_json.problem else 'OFF' }}",
        ["json_attributes_topic"] = topic,
        ["device_class"] = "problem",
        ["entity_category"] = "diagnostic",
    };

    private static JsonObject Codes(string topic) => new()
    {
        ["p"] = "sensor",
        ["name"] = "Problem codes",
        ["state_topic"] = topic,
        ["value_template"] =
            $"{{{{ (value_json.problem|map(attribute='code')|join(', ') or 'none')|truncate({LongestState}, true) }}}}",
        ["entity_category"] = "diagnostic",
        ["icon"] = "mdi:alert-outline",
    };

    /// <summary>Available while the gateway is connected, whether the device answers or not.</summary>
    private JsonObject Available(JsonObject config)
    {
        config["availability"] = new JsonArray(new JsonObject { ["topic"] = topics.Status });
        return config;
    }

    private IReadOnlyList<MqttMessage> Messages(string id, JsonObject device, Dictionary<string, JsonObject> configs)
    {
        foreach (var (key, config) in configs)
        {
            config["unique_id"] = $"{id}_{key}";
        }

        if (options.By == DiscoveryBy.Entity)
        {
            return [.. configs.Select(config => HomeAssistantDevice.Single(prefix, id, config.Key, config.Value, Common()))];
        }

        var whole = Common();
        whole["cmps"] = new JsonObject(configs.Select(config => KeyValuePair.Create($"{config.Value["p"]}_{config.Key}", (JsonNode?)config.Value)));
        return [HomeAssistantDevice.Whole(prefix, id, whole)];

        JsonObject Common() => new() { ["dev"] = device.DeepClone(), ["o"] = Origin.Of(version) };
    }
}
