using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Gateway.Tests.Support;

namespace Econet.Cluster.Tests.Support;

/// <summary>A gateway in a process of its own that is a node of a cluster.</summary>
internal sealed class GatewayNode : IAsyncDisposable
{
    private readonly NodePlace _place;
    private readonly Dictionary<string, string> _environment;
    private readonly HttpClient _client;
    private readonly TemporaryDirectory _state = new();
    private Process? _process;

    public GatewayNode(NodePlace place, string database, string port, int? broker = null)
    {
        var (host, cluster, api, _) = _place = place;
        Name = string.Create(CultureInfo.InvariantCulture, $"{host}:{cluster}");
        _environment = new()
        {
            ["CLUSTER_HOST"] = host,
            ["CLUSTER_BIND"] = host,
            ["CLUSTER_PORT"] = cluster.ToString(CultureInfo.InvariantCulture),
            ["CLUSTER_DATABASE"] = database,
            ["API_HOST"] = host,
            ["API_PORT"] = api.ToString(CultureInfo.InvariantCulture),
            ["SERIAL_PORT"] = port,
            ["STATE_DIR"] = _state.Path,
            ["LOG_LEVEL"] = "WARNING",
            ["DOTNET_gcServer"] = "0",
        };
        if (broker is { } mqtt)
        {
            _environment["MQTT_URL"] = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{mqtt}");
        }

        _client = new HttpClient { BaseAddress = new UriBuilder("http", host, api).Uri, Timeout = TimeSpan.FromSeconds(40) };
    }

    public string Name { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>For the next start.</summary>
    public void Set(string name, string value) => _environment[name] = value;

    public void Start()
    {
        if (IsRunning)
        {
            return;
        }

        _process?.Dispose();
        // What enters the namespace hands its place to the gateway, so that the process is the gateway's.
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll")];
        command = _place.Namespace is { } name ? ["ip", "netns", "exec", name, .. command] : command;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (variable, value) in _environment)
        {
            start.Environment[variable] = value;
        }

        _process = Process.Start(start)!;
        Log.Clear();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the node has logged since its start, for a test that fails.</summary>
    public List<string> Log { get; } = [];

    /// <summary>kill -9.</summary>
    public void Kill() => Signal("KILL");

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>As a service manager stops it.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await EndAsync();
    }

    public Task EndAsync() => _process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
        }
        catch (HttpRequestException)
        {
            return (0, default);
        }
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> WriteAsync(string key, object value)
    {
        using var response = await _client.PostAsJsonAsync(new Uri($"/api/parameters/{key}", UriKind.Relative), new { value });
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <param name="header">Name and content of one that is sent.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, (string Name, string Text)? header = null)
    {
        using var response = await AnswerAsync(method, path, body, header);
        return (response.StatusCode, response.StatusCode == HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>The answer itself, for what is not in its body.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, object? body = null, (string Name, string Text)? header = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        if (header is var (name, text))
        {
            request.Headers.Add(name, text);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>Whether the node sees a value of the device that was confirmed after this moment.</summary>
    public async Task<bool> SeesGoodSinceAsync(DateTimeOffset moment)
    {
        var (status, body) = await GetAsync("/api/parameters/TempWthr");
        return status == HttpStatusCode.OK && body.GetProperty("quality").GetString() == "good" && body.GetProperty("read_at").GetDateTimeOffset() > moment;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Kill();
            await EndAsync();
        }

        _process?.Dispose();
        _client.Dispose();
        _state.Dispose();
    }

    public bool HasLogged(string text)
    {
        lock (Log)
        {
            return Log.Exists(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (Log)
            {
                Log.Add(line);
            }
        }
    }
}

/// <param name="Host">The IP address of the node.</param>
/// <param name="Cluster">Its port for the other nodes.</param>
/// <param name="Api">Its port for HTTP.</param>
/// <param name="Namespace">The network namespace that it runs in; null for that of the test.</param>
internal sealed record NodePlace(string Host, int Cluster, int Api, string? Namespace = null);
