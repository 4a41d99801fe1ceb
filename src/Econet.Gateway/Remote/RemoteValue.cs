using System.Text.Json;

namespace Econet.Gateway.Remote;

/// <summary>A parameter in the gateway's readable form.</summary>
/// <param name="Value">As it would be written: number, text, true or false, or null.</param>
/// <param name="Display">As people read it.</param>
internal sealed record RemoteValue(string Key, int Index, string? Title, string Type, JsonElement Value, string Display, string Quality, bool IsWritable)
{
    /// <summary>The values of a collection of parameters, in its order.</summary>
    public static IReadOnlyList<RemoteValue> AllOf(JsonElement body) =>
        [.. body.GetProperty("parameters").EnumerateObject().Select(property => Of(property.Name, property.Value))];

    /// <summary>For people: the names that were asked for and that the device does not have; null when it has all.</summary>
    public static string? NotFound(JsonElement body) => body.TryGetProperty("not_found", out var missing) && missing.GetArrayLength() > 0
        ? Printable.Of($"Not found: {string.Join(", ", missing.EnumerateArray())}; get --search WORDS looks for names and titles")
        : null;

    public static RemoteValue Of(string key, JsonElement body) => new(
        key,
        body.GetProperty("index").GetInt32(),
        body.TryGetProperty("title", out var title) ? title.GetString() : null,
        body.GetProperty("type").GetString()!,
        body.GetProperty("value"),
        DisplayOf(body),
        body.GetProperty("quality").GetString() ?? "",
        body.GetProperty("writable").GetBoolean());

    private static string DisplayOf(JsonElement body) =>
        body.TryGetProperty("display", out var display) && display.GetString() is { Length: > 0 } text ? Printable.Of(text)
        : body.GetProperty("value").ValueKind == JsonValueKind.Null ? "–"
        : Printable.Of($"{body.GetProperty("value")} {body.GetProperty("unit").GetString()}".TrimEnd());
}
