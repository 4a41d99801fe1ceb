using System.Collections.Frozen;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Icons of numbers for which Home Assistant has no device class, and so no icon of its own.</summary>
internal static class QuantityIcons
{
    private static readonly FrozenDictionary<string, string> Icons = new Dictionary<string, string>
    {
        ["temperature_difference"] = "mdi:thermometer-lines",
        ["percent"] = "mdi:percent-outline",
        ["share"] = "mdi:percent-outline",
        ["rotation"] = "mdi:rotate-right",
        ["cop"] = "mdi:gauge",
        ["curve"] = "mdi:chart-line",
        ["factor"] = "mdi:tune",
        ["steps"] = "mdi:valve",
        ["count"] = "mdi:counter",
        ["hour_of_day"] = "mdi:clock-outline",
    }.ToFrozenDictionary();

    /// <param name="title">What the number is called in English: a percentage or a speed is that of a pump or a fan.</param>
    public static string? Of(string? quantity, string? title)
    {
        if (quantity is "percent" or "share" or "rotation" && Mentions("pump"))
        {
            return "mdi:pump";
        }

        return quantity is "percent" or "share" or "rotation" && Mentions("fan") ? "mdi:fan"
            : quantity is null ? null
            : Icons.GetValueOrDefault(quantity);

        bool Mentions(string what) => title?.Contains(what, StringComparison.OrdinalIgnoreCase) == true;
    }
}
