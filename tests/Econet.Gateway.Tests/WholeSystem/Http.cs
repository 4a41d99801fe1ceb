using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Requests of a client that waits for what it wants.</summary>
internal static class Http
{
    private const int MaxTries = 1200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> WriteAsync(this HttpClient client, string key, object value)
    {
        using var response = await client.PostAsJsonAsync(new Uri($"/api/parameters/{key}", UriKind.Relative), new { value });
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string key) =>
        (await client.AskAsync($"/api/parameters/{key}")).Body.GetProperty("value");

    /// <summary>The answer to a path, once it is as wanted.</summary>
    public static async Task<JsonElement> UntilAsync(this HttpClient client, string path, Func<HttpStatusCode, JsonElement, bool> wanted)
    {
        var last = default((HttpStatusCode Status, JsonElement Body));
        for (var i = 0; i < MaxTries; i++)
        {
            last = await client.AskAsync(path);
            if (wanted(last.Status, last.Body))
            {
                return last.Body;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        var told = last.Body.GetRawText();
        throw new TimeoutException($"{path} is still {last.Status}: {told[..Math.Min(told.Length, 500)]}");
    }

    public static Task<JsonElement> UntilHealthyAsync(this HttpClient client) =>
        client.UntilAsync("/health", (status, body) =>
            status == HttpStatusCode.OK && body.GetProperty("parameters_count").GetInt32() > 0);
}
