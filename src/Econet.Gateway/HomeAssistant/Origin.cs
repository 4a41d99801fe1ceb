using System.Text.Json.Nodes;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Who announces. https://www.home-assistant.io/integrations/mqtt/#adding-information-about-the-origin-of-a-discovery-message</summary>
/// <param name="Url">Where the gateway can be looked at; null where that is not known.</param>
internal sealed record Origin(string Version, string? Url)
{
    public const string Name = "econet-gateway";

    public JsonObject ToJson()
    {
        var origin = new JsonObject { ["name"] = Name, ["sw"] = Version };
        ParameterEntities.Set(origin, "url", Url);
        return origin;
    }
}
