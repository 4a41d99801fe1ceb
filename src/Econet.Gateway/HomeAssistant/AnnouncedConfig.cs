using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A config that this gateway has published, read back from the broker.</summary>
/// <param name="Device">The id of the device that it is for.</param>
/// <param name="UniqueId">The id by which Home Assistant knows the device.</param>
/// <param name="Platforms">The platforms of the components that it announces, by their keys; empty for a config of one entity.</param>
/// <param name="Listed">The ids of the entities that it announces because the table names them.</param>
internal sealed record AnnouncedConfig(string Device, string UniqueId, IReadOnlyDictionary<string, string> Platforms, IReadOnlyList<string> Listed)
{
    /// <summary>Null when it is somebody else's: another origin's, or that of a gateway with another base topic.</summary>
    public static AnnouncedConfig? Read(string topic, ReadOnlySpan<byte> payload, MqttTopics topics)
    {
        try
        {
            return JsonNode.Parse(payload) is JsonObject config
                && config["o"] is JsonObject origin && (string?)origin["name"] == Origin.Name
                && config["availability"] is JsonArray { Count: 2 } availability && topics.IsStatus((string?)availability[0]?["topic"])
                && (string?)availability[1]?["topic"] is { } available && topics.DeviceOf(available) is { } device
                && topic.Split('/') is [.., _, var id, _] levels
                ? config["cmps"] is JsonObject components ? Of(device, id, components) : Of(device, levels, config)
                : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it is any config of a gateway with these topics.</summary>
    public static bool IsOf(MqttTopics topics, string topic, ReadOnlySpan<byte> payload) =>
        Read(topic, payload, topics) is not null || IsOfStatus(payload, topics);

    /// <summary>Whether it is a config of this gateway about how it or a device is: those entities depend on the connection alone.</summary>
    public static bool IsOfStatus(ReadOnlySpan<byte> payload, MqttTopics topics)
    {
        try
        {
            return JsonNode.Parse(payload) is JsonObject config
                && config["o"] is JsonObject origin && (string?)origin["name"] == Origin.Name
                && (config["cmps"] is JsonObject components ? components.Select(component => component.Value) : [config])
                    .OfType<JsonObject>().Any(DependsOnConnectionAlone);
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }

        bool DependsOnConnectionAlone(JsonObject config) =>
            (config["availability"] is JsonArray { Count: 1 } availability && (string?)availability[0]?["topic"] == topics.Status)
            || (config["availability"] is null && (string?)config["state_topic"] == topics.Status);
    }

    /// <summary>Without components that have only their platform: they are removed already.</summary>
    private static AnnouncedConfig Of(string device, string uniqueId, JsonObject components)
    {
        var platforms = components
            .Where(component => component.Value is JsonObject { Count: > 1 } config && config["p"] is not null)
            .ToDictionary(component => component.Key, component => (string)component.Value!["p"]!);
        var listed = platforms
            .Select(component => (Id: component.Key[(component.Value.Length + 1)..], Config: components[component.Key]!))
            .Where(component => IsListed(component.Id, component.Config))
            .Select(component => component.Id);
        return new AnnouncedConfig(device, uniqueId, platforms, [.. listed]);
    }

    private static AnnouncedConfig Of(string device, string[] levels, JsonObject config)
    {
        var id = levels[^2];
        return new AnnouncedConfig(device, levels[^3], new Dictionary<string, string>(), IsListed(id, config) ? [id] : []);
    }

    /// <summary>What the table does not name is called as the parameter.</summary>
    private static bool IsListed(string id, JsonNode config) => (string?)config["name"] is { } name && HomeAssistantDevice.Slug(name) != id;
}
