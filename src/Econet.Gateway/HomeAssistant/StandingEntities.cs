using System.Globalization;
using System.Text.Json.Nodes;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// What is announced from the start: the gateway as a device of its own, and of each device what is known without its parameters, so that a heat
/// pump whose port is missing is seen with its problem.
/// </summary>
internal sealed class StandingEntities(HomeAssistantOptions options, MqttTopics topics, string prefix, Origin origin)
{
    private const string Diagnostic = "diagnostic";

    public IEnumerable<MqttMessage> Announce(IEnumerable<string> devices)
    {
        List<(string Id, string Topic, JsonObject Device, Dictionary<string, JsonObject> Configs)> announced =
            [(GatewayId, GatewayId, DescribeGateway(), OfGateway())];
        foreach (var device in devices)
        {
            var id = HomeAssistantDevice.IdOf(device, topics);
            announced.Add((id, $"{id}_status", Describe(id, device), OfDevice(device)));
        }

        foreach (var (id, topic, description, configs) in announced)
        {
            foreach (var (key, config) in configs)
            {
                config["unique_id"] = $"{id}_{key}";
                if (key != "connected" || id != GatewayId)
                {
                    config["availability"] = new JsonArray(new JsonObject { ["topic"] = topics.Status });
                }
            }

            foreach (var message in options.By == DiscoveryBy.Device ? [Whole(topic, description, configs)] : Single(topic, description, configs))
            {
                yield return message;
            }
        }
    }

    private string GatewayId => HomeAssistantDevice.IdOf(HomeAssistantDevice.Gateway, topics);

    private JsonObject DescribeGateway()
    {
        var description = new JsonObject
        {
            ["identifiers"] = new JsonArray(GatewayId),
            ["name"] = topics.BaseTopic == MqttTopics.DefaultBase ? "Econet gateway" : $"Econet gateway {topics.BaseTopic}",
            ["manufacturer"] = "Econet.Actors",
            ["model"] = "Gateway",
            ["sw_version"] = origin.Version,
        };
        ParameterEntities.Set(description, "configuration_url", origin.Url);
        return description;
    }

    private JsonObject Describe(string id, string device)
    {
        var description = new JsonObject
        {
            ["identifiers"] = new JsonArray(id),
            ["name"] = options.NamesOf(device).Device ?? HomeAssistantDevice.Title(device),
            ["via_device"] = GatewayId,
        };
        ParameterEntities.Set(description, "configuration_url", origin.Url);
        return description;
    }

    private Dictionary<string, JsonObject> OfGateway() => new()
    {
        ["connected"] = new()
        {
            ["p"] = "binary_sensor", ["name"] = "Connected", ["state_topic"] = topics.Status, ["payload_on"] = MqttTopics.Online,
            ["payload_off"] = MqttTopics.Offline, ["device_class"] = "connectivity", ["entity_category"] = Diagnostic,
        },
        ["problem"] = new()
        {
            ["p"] = "binary_sensor", ["name"] = "Problem", ["state_topic"] = topics.Gateway, ["device_class"] = "problem",
            ["value_template"] =
                "{{ 'ON' if value_json.problem or value_json.devices.values()|selectattr('problem')|list else 'OFF' }}",
            ["json_attributes_topic"] = topics.Gateway, ["entity_category"] = Diagnostic,
        },
        ["problem_codes"] = new()
        {
            ["p"] = "sensor", ["name"] = "Problem codes", ["state_topic"] = topics.Gateway, ["icon"] = "mdi:alert-outline",
            ["value_template"] =
                "{{ (value_json.problem + value_json.devices.values()|map(attribute='problem')|sum(start=[]))|join(', ') or 'none' }}",
            ["entity_category"] = Diagnostic,
        },
        ["version"] = new()
        {
            ["p"] = "sensor", ["name"] = "Version", ["state_topic"] = topics.Gateway, ["value_template"] = "{{ value_json.version }}",
            ["icon"] = "mdi:tag-outline", ["entity_category"] = Diagnostic,
        },
        ["started_at"] = new()
        {
            ["p"] = "sensor", ["name"] = "Started", ["state_topic"] = topics.Gateway, ["value_template"] = "{{ value_json.started_at }}",
            ["device_class"] = "timestamp", ["entity_category"] = Diagnostic, ["enabled_by_default"] = false,
        },
        ["restart"] = new()
        {
            ["p"] = "button", ["name"] = "Restart", ["command_topic"] = topics.Restart, ["device_class"] = "restart",
            ["entity_category"] = "config",
        },
    };

    private Dictionary<string, JsonObject> OfDevice(string device)
    {
        var configs = new Dictionary<string, JsonObject>
        {
            ["connected"] = new()
            {
                ["p"] = "binary_sensor", ["name"] = "Connected", ["state_topic"] = topics.Availability(device), ["payload_on"] = MqttTopics.Online,
                ["payload_off"] = MqttTopics.Offline, ["device_class"] = "connectivity", ["entity_category"] = Diagnostic,
            },
            ["problem"] = new()
            {
                ["p"] = "binary_sensor", ["name"] = "Problem", ["state_topic"] = topics.Problem(device), ["device_class"] = "problem",
                ["value_template"] = "{{ 'ON' if value_json.problem else 'OFF' }}",
                ["json_attributes_topic"] = topics.Problem(device), ["entity_category"] = Diagnostic,
            },
            ["problem_codes"] = new()
            {
                ["p"] = "sensor", ["name"] = "Problem codes", ["state_topic"] = topics.Problem(device), ["icon"] = "mdi:alert-outline",
                ["value_template"] = "{{ value_json.problem|map(attribute='code')|join(', ') or 'none' }}", ["entity_category"] = Diagnostic,
            },
        };
        if (options.NamesOf(device).HasBus)
        {
            configs["bus_quality"] = new()
            {
                ["p"] = "sensor", ["name"] = "Bus quality", ["state_topic"] = topics.Gateway, ["unit_of_measurement"] = "%",
                ["state_class"] = "measurement", ["icon"] = "mdi:sine-wave", ["entity_category"] = Diagnostic,
                ["value_template"] = string.Create(CultureInfo.InvariantCulture, $"{{{{ value_json.devices['{device}'].bus_quality }}}}"),
            };
        }

        return configs;
    }

    private MqttMessage Whole(string topic, JsonObject description, Dictionary<string, JsonObject> configs) => HomeAssistantDevice.Retained(
        $"{prefix}/device/{topic}/config",
        new JsonObject
        {
            ["dev"] = description,
            ["o"] = origin.ToJson(),
            ["cmps"] = new JsonObject(configs.Select(config => KeyValuePair.Create(config.Key, (JsonNode?)config.Value))),
        });

    private IEnumerable<MqttMessage> Single(string topic, JsonObject description, Dictionary<string, JsonObject> configs) =>
        configs.Select(config =>
        {
            var payload = new JsonObject { ["dev"] = description.DeepClone(), ["o"] = origin.ToJson() };
            foreach (var (key, value) in config.Value.Where(field => field.Key != "p"))
            {
                payload[key] = value?.DeepClone();
            }

            return HomeAssistantDevice.Retained($"{prefix}/{config.Value["p"]}/{topic}/{config.Key}/config", payload);
        });
}
