using System.Collections.Immutable;

namespace Econet.Gateway.Mqtt;

/// <summary>Where the gateway publishes, or did: what it has to clear on the broker once that changes.</summary>
/// <param name="Prefix">Where devices are announced; null where they are not.</param>
/// <param name="Devices">The ids of all devices that were published there.</param>
internal sealed record UsedTopics(string BaseTopic, string? Prefix, ImmutableSortedSet<string> Devices)
{
    public bool IsAt(string baseTopic, string? prefix) => BaseTopic == baseTopic && Prefix == prefix;
}
