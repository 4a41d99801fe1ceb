using Econet.Gateway.Configuration;

namespace Econet.Gateway.HomeAssistant;

/// <summary>How devices are announced.</summary>
public enum DiscoveryBy
{
    /// <summary>One message a device; Home Assistant takes it since 2024.11.</summary>
    Device,

    /// <summary>One message an entity, as older ones take it.</summary>
    Entity,
}

/// <summary>What Home Assistant is told; see <see cref="Settings"/> for what each means.</summary>
/// <param name="AllParameters">Announces also what the table does not know, disabled.</param>
/// <param name="Devices">What the owner calls devices, and the zones of a NEA SMART system.</param>
public sealed record HomeAssistantOptions(EntityTable Entities, DiscoveryBy By, bool AllParameters, DeviceList Devices)
{
    /// <summary>What the vocabulary says where the table of entities does not.</summary>
    public EntityWords Words { get; init; } = EntityWords.English;
}
