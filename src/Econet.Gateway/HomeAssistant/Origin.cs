using System.Text.Json.Nodes;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// The program that announces. https://www.home-assistant.io/integrations/mqtt/#adding-information-about-the-origin-of-a-discovery-message
/// </summary>
internal static class Origin
{
    public const string Name = "econet-gateway";

    public static JsonObject Of(string version) => new() { ["name"] = Name, ["sw"] = version, ["url"] = Product.Home };
}
