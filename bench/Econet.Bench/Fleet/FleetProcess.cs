using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Econet.Bench.Fleet;

/// <summary>A gateway as a process of its own: a node of the cluster, or the simulator of its devices.</summary>
internal sealed class FleetProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient? _client;

    /// <param name="log">Where its output goes.</param>
    private FleetProcess(IReadOnlyDictionary<string, string> environment, int? api, string log, params string[] arguments)
    {
        // The shell hands its place to the gateway, so that the process is the gateway's.
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "dotnet", Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll"), .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _client = api is { } port ? new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri, Timeout = TimeSpan.FromSeconds(60) } : null;
    }

    public HttpClient Client => _client!;

    /// <summary>What it has had of the processors so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory of its own, without the files that are mapped into it, in bytes.</summary>
    public long Memory => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);

    public static FleetProcess Simulator(int devices, int first, string log) => new(
        new Dictionary<string, string>(), null, log, "simulate", "--fleet", devices.ToString(CultureInfo.InvariantCulture), "--tcp", first.ToString(CultureInfo.InvariantCulture));

    public static FleetProcess Node(FleetPorts ports, int number, string database, string? configuration, string directory)
    {
        var environment = new Dictionary<string, string>
        {
            ["CLUSTER_HOST"] = "127.0.0.1",
            ["CLUSTER_BIND"] = "127.0.0.1",
            ["CLUSTER_PORT"] = ports.Cluster[number].ToString(CultureInfo.InvariantCulture),
            ["CLUSTER_DATABASE"] = database,
            ["API_HOST"] = "127.0.0.1",
            ["API_PORT"] = ports.Api[number].ToString(CultureInfo.InvariantCulture),
            ["LOG_FORMAT"] = "text",
            ["STATE_DIR"] = Path.Combine(directory, $"state{number}"),
        };
        if (configuration is not null)
        {
            environment["CONFIG_FILE"] = configuration;
        }

        return new FleetProcess(environment, ports.Api[number], Path.Combine(directory, $"node{number}.log"));
    }

    /// <summary>The answer as JSON; null while there is none.</summary>
    public async Task<JsonElement?> TryGetAsync(string path)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : null;
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _client?.Dispose();
    }
}
