using System.Collections.Frozen;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Icons of quantities for which Home Assistant has no device class, and so no icon of its own.</summary>
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
        ["specific_heat"] = "mdi:water-thermometer",
    }.ToFrozenDictionary();

    /// <param name="title">What the number is called: most percentages are those of pumps.</param>
    public static string? Of(string? quantity, string? title) =>
        quantity is null ? null
        : quantity is "percent" or "share" && title is not null && title.Contains("pump", StringComparison.OrdinalIgnoreCase) ? "mdi:pump"
        : Icons.GetValueOrDefault(quantity);
}
