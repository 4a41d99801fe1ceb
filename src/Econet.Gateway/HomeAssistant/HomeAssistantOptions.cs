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
/// <param name="Labels">What the owner calls the zones of a NEA SMART system.</param>
public sealed record HomeAssistantOptions(EntityTable Entities, DiscoveryBy By, bool AllParameters, NeaSmartLabels Labels)
{
    /// <param name="isAnnounced">False without a broker, or when nothing is to be announced on it.</param>
    /// <returns>Null when nothing is announced.</returns>
    /// <exception cref="ConfigurationException">The user's file of entities is wrong, or there is nothing that a setting could be for.</exception>
    internal static HomeAssistantOptions? From(SettingValues values, bool isAnnounced)
    {
        if (!isAnnounced)
        {
            return values.Given.FirstOrDefault(given => HomeAssistantSettings.All.Contains(given.Setting)) is { Setting: { } idle } given
                ? throw new ConfigurationException(
                    $"{idle.Name} ({given.Source}): nothing is announced to Home Assistant; set MQTT_URL, and not MQTT_DISCOVERY_PREFIX=none")
                : null;
        }

        return new HomeAssistantOptions(
            values.Find(HomeAssistantSettings.Entities) is { } file ? EntityTable.Load(file) : EntityTable.Default,
            values.Get(HomeAssistantSettings.Discovery),
            values.Get(HomeAssistantSettings.AllParameters),
            values.Find(NeaSmartSettings.Labels) ?? NeaSmartLabels.Empty);
    }
}
