using System.Text.Json;
using System.Text.Json.Nodes;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A config that this gateway has published, read back from the broker.</summary>
/// <param name="Availability">The topic of the device's availability, which tells whose config it is.</param>
/// <param name="Platforms">The platforms of the components that it announces, by their keys; empty for a config of one entity.</param>
internal sealed record AnnouncedConfig(string Availability, IReadOnlyDictionary<string, string> Platforms)
{
    /// <summary>Null when it is somebody else's.</summary>
    public static AnnouncedConfig? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload) is JsonObject config
                && config["o"] is JsonObject origin && (string?)origin["name"] == HomeAssistantDevice.OriginName
                && config["availability"] is JsonArray { Count: 2 } availability && (string?)availability[1]?["topic"] is { } topic
                ? new AnnouncedConfig(topic, PlatformsOf(config["cmps"] as JsonObject ?? []))
                : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Without those that are named by their platform alone: they are gone already.</summary>
    private static Dictionary<string, string> PlatformsOf(JsonObject components) => components
        .Where(component => component.Value is JsonObject { Count: > 1 } config && config["p"] is not null)
        .ToDictionary(component => component.Key, component => (string)component.Value!["p"]!);
}
