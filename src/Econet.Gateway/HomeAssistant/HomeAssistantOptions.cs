namespace Econet.Gateway.HomeAssistant;

/// <summary>How devices are announced.</summary>
public enum DiscoveryBy
{
    /// <summary>One message for each device, in the terms of Home Assistant 2025.11.</summary>
    Device,

    /// <summary>One message for each entity, in terms that older ones take.</summary>
    Entity,
}

/// <summary>What is announced to Home Assistant.</summary>
/// <param name="AllParameters">Also announces the parameters that the table does not know, disabled.</param>
public sealed record HomeAssistantOptions(EntityTable Entities, DiscoveryBy By, bool AllParameters)
{
    /// <summary>Names and units where the table of entities has none.</summary>
    public EntityWords Words { get; init; } = EntityWords.English;

    /// <summary>Where a browser finds the gateway; null where that is not known.</summary>
    public string? Url { get; init; }

    /// <summary>Energy, COP, compressor and defrosts are published, from the history.</summary>
    public bool HasPerformance { get; init; }

    /// <summary>What the owner calls the device with an id. Asked with each announcement, so names may change.</summary>
    public Func<string, DeviceNames> NamesOf { get; init; } = _ => DeviceNames.None;
}
