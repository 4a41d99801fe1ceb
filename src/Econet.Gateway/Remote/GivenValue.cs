using System.Globalization;
using System.Text.Json;

namespace Econet.Gateway.Remote;

/// <summary>A value as somebody typed it, as the JSON that the API takes.</summary>
internal static class GivenValue
{
    /// <param name="type">The type of the parameter.</param>
    /// <returns>A number where it is one; else a text, which may be the name of a value of an enumeration.</returns>
    public static string Json(string text, string type) => type switch
    {
        "string" => JsonSerializer.Serialize(text),
        "bool" when text.ToLowerInvariant() is "true" or "on" or "1" or "yes" => "true",
        "bool" when text.ToLowerInvariant() is "false" or "off" or "0" or "no" => "false",
        _ => IsNumber(text) ? text : JsonSerializer.Serialize(text),
    };

    private static bool IsNumber(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
