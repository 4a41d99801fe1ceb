using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Econet.Actors;

namespace Econet.Gateway.Remote;

/// <summary>Asks a running gateway over its API.</summary>
internal sealed class GatewayClient : IDisposable
{
    private const string KeyHeader = "X-API-Key";

    /// <summary>A write answers when the device holds the value; see WRITE_TIMEOUT.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(11);

    private readonly HttpClient _http;
    private readonly string _device;

    /// <param name="gateway">Where it is: <c>http://host:8000</c>.</param>
    /// <param name="key">Null for none.</param>
    /// <param name="device">The device that parameters are of; null for the first one.</param>
    public GatewayClient(Uri gateway, string? key, string? device)
    {
        // A gateway is on the local network, where an outgoing proxy can't reach it.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = new Uri(gateway.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Patience,
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add(KeyHeader, key);
        }

        _device = device is null ? "api" : $"api/devices/{Uri.EscapeDataString(device)}";
    }

    /// <summary>Where it is, for messages.</summary>
    public string Place => _http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>The path of something of the device.</summary>
    public string OfDevice(string path) => $"{_device}/{path}";

    /// <exception cref="RemoteException">It can't be reached, or refuses.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken stop) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), stop);

    /// <inheritdoc cref="GetAsync"/>
    public Task<JsonElement> PostAsync(string path, string json, CancellationToken stop) => AskAsync(
        () => new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") },
        stop);

    /// <summary>Sends a file, which may be large: it is asked first whether it is welcome.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<JsonElement> PostAsync(string path, Stream file, string mediaType, CancellationToken stop) => AskAsync(
        () => new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, Headers = { ExpectContinue = true },
        },
        stop);

    /// <inheritdoc cref="GetAsync"/>
    public Task<JsonElement> DeleteAsync(string path, CancellationToken stop) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Delete, new Uri(path, UriKind.Relative)), stop);

    /// <summary>An answer that does not end, to be read as it comes.</summary>
    /// <exception cref="RemoteException">It can't be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? lastId, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (lastId is { Length: > 0 })
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (!answer.IsSuccessStatusCode)
        {
            using (answer)
            {
                throw Refused(answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
            }
        }

        return answer;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AskAsync(Func<HttpRequestMessage> make, CancellationToken stop)
    {
        using var request = make();
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);

        // The answer of a gateway whose health is bad is what was asked for.
        if (!answer.IsSuccessStatusCode && !(request.RequestUri!.OriginalString == "health" && text.StartsWith('{')))
        {
            throw Refused(answer.StatusCode, text);
        }

        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            throw new RemoteException(RemoteException.Unreachable, $"{Place} answers, but not as a gateway does; check the address");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken stop)
    {
        try
        {
            return await _http.SendAsync(request, until, stop);
        }
        catch (HttpRequestException failed)
        {
            throw new RemoteException(RemoteException.Unreachable, $"The gateway at {Place} can't be reached: {FailureReason.Of(failed)}; --url sets its address");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new RemoteException(RemoteException.Unreachable, $"The gateway at {Place} does not answer");
        }
    }

    private RemoteException Refused(HttpStatusCode status, string text)
    {
        var detail = DetailOf(text) ?? $"{(int)status} {status}";
        return status switch
        {
            HttpStatusCode.Unauthorized => new(RemoteException.NotAllowed, $"{Place} wants a key: {detail}; set ECONET_API_KEY or --api-key-file"),
            HttpStatusCode.Forbidden => new(RemoteException.NotAllowed, $"{Place} does not allow that: {detail}"),
            _ => new(RemoteException.Refused, Printable.Of(detail)),
        };
    }

    private static string? DetailOf(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("detail", out var detail))
            {
                return null;
            }

            return json.RootElement.TryGetProperty("candidates", out var candidates)
                ? $"{detail} ({string.Join(", ", candidates.EnumerateArray())})"
                : detail.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
