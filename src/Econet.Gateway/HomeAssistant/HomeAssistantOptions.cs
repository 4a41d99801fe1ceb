using System.Collections.Frozen;

namespace Econet.Gateway.HomeAssistant;

/// <summary>How devices are announced.</summary>
public enum DiscoveryBy
{
    /// <summary>One message a device; Home Assistant takes it since 2024.11.</summary>
    Device,

    /// <summary>One message an entity, as older ones take it.</summary>
    Entity,
}

/// <summary>What Home Assistant is told; docs/home-assistant.md tells what each means.</summary>
/// <param name="AllParameters">Announces also what the table does not know, disabled.</param>
public sealed record HomeAssistantOptions(EntityTable Entities, DiscoveryBy By, bool AllParameters)
{
    /// <summary>What the vocabulary says where the table of entities does not.</summary>
    public EntityWords Words { get; init; } = EntityWords.English;

    /// <summary>What is known of devices before they are known themselves, by their ids.</summary>
    public FrozenDictionary<string, DeviceNames> Names { get; init; } = FrozenDictionary<string, DeviceNames>.Empty;

    /// <summary>Where a browser finds the gateway; null where that is not known.</summary>
    public string? Url { get; init; }

    public DeviceNames NamesOf(string device) => Names.GetValueOrDefault(device, DeviceNames.None);
}
