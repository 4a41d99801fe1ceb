using System.Globalization;
using System.Net;
using Econet.Gateway.HomeAssistant;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The lines of the table of settings that are about Home Assistant.</summary>
internal static class HomeAssistantSettings
{
    public static readonly Setting<string> Entities = new(
        "HOMEASSISTANT_ENTITIES", "homeassistant.entities", "", "a YAML file",
        "A file of entities that takes precedence over the built-in one; see docs/home-assistant.md.", Text);

    public static readonly Setting<DiscoveryBy?> Discovery = new(
        "HOMEASSISTANT_DISCOVERY", "homeassistant.discovery", "device", "device or entity",
        "device: one announcement per device; entity: one per entity, for Home Assistant before 2025.11.", Choice<DiscoveryBy>);

    public static readonly Setting<bool?> AllParameters = new(
        "HOMEASSISTANT_ALL_PARAMETERS", "homeassistant.all_parameters", "false", "true or false",
        "Also announce parameters that are not in the file of entities, as disabled entities.", Flag);

    public static readonly Setting<Uri> GatewayUrl = new(
        "HOMEASSISTANT_GATEWAY_URL", "homeassistant.gateway_url", "", "http://host or https://host, with a port if needed",
        "The gateway's URL for browsers, linked from its devices in Home Assistant. Without it: API_HOST or the machine name, and no "
        + "link in a container or with API_HOST=127.0.0.1.", Url)
    {
        Documented = "http://{machine}:{API_PORT}",
    };

    public static IReadOnlyList<Setting> All { get; } = [Entities, Discovery, AllParameters, GatewayUrl];

    /// <param name="isAnnounced">False without a broker, or when nothing is to be announced on it.</param>
    /// <returns>Null when nothing is announced.</returns>
    /// <exception cref="ConfigurationException">The user's file of entities is wrong, or there is nothing that a setting could be for.</exception>
    public static HomeAssistantOptions? From(SettingValues values, VocabularyOptions vocabulary, bool isAnnounced)
    {
        if (!isAnnounced)
        {
            return values.Given.FirstOrDefault(given => All.Contains(given.Setting)) is { Setting: { } idle } given
                ? throw new ConfigurationException(
                    $"{idle.Name} ({given.Source}): nothing is announced to Home Assistant; set MQTT_URL, and not MQTT_DISCOVERY_PREFIX=none")
                : null;
        }

        var words = new EntityWords(VocabularyFiles.Read(vocabulary.Files), vocabulary.Language);
        return new HomeAssistantOptions(
            values.Find(Entities) is { } file ? Load(file, words) : EntityTable.DefaultIn(words),
            values.Get(Discovery),
            values.Get(AllParameters))
        {
            Words = words,
            Url = values.Find(GatewayUrl)?.ToString().TrimEnd('/')
                ?? UrlOf(values.Find(Settings.ApiHost)!, values.Get(Settings.ApiPort)),
        };
    }

    private static Uri? Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo.Length: 0, Query.Length: 0 } ? url : null;

    /// <summary>Null where nobody else could follow it.</summary>
    private static string? UrlOf(IPAddress host, int port) =>
        port == 0 || IPAddress.IsLoopback(host) ? null
        : !host.Equals(IPAddress.Any) && !host.Equals(IPAddress.IPv6Any) ? $"http://{new IPEndPoint(host, port)}"
        : IsInContainer ? null
        : string.Create(CultureInfo.InvariantCulture, $"http://{Environment.MachineName.ToLowerInvariant()}:{port}");

    /// <summary>Set in the runtime's images. A container's name is of no use outside.</summary>
    private static bool IsInContainer => Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1";

    private static EntityTable Load(string path, EntityWords words)
    {
        try
        {
            return EntityTable.Load(path, words);
        }
        catch (EntityFileException bad)
        {
            throw new ConfigurationException($"{Entities.Name}: {bad.Message}", bad);
        }
    }
}
