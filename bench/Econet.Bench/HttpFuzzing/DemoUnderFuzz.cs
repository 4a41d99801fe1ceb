using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Econet.Bench.HttpFuzzing;

/// <summary>The gateway with its simulated systems, as a process whose log is counted.</summary>
internal sealed class DemoUnderFuzz : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("econet-fuzz-").FullName;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();
    private readonly Process _process;
    private long _lines;

    private DemoUnderFuzz(bool withKey) => _process = Start(["demo"], withKey);

    public string? Key { get; private set; }

    public IPEndPoint Address { get; private set; } = null!;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Lines of the log so far.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    public bool HasEnded => _process.HasExited;

    /// <summary>Bytes that belong to the process alone.</summary>
    public long Memory => File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
        .Select(line => 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    public int Descriptors => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    public int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return [.. _lastLines];
            }
        }
    }

    /// <summary>Ready when all is known and read.</summary>
    /// <param name="withKey">With an administrator's key; otherwise nothing needs one.</param>
    public static async Task<DemoUnderFuzz> StartAsync(bool withKey)
    {
        var demo = new DemoUnderFuzz(withKey);
        var served = await demo._address.Task.WaitAsync(Patience, TimeProvider.System);
        demo.Client.BaseAddress = served;
        demo.Address = new IPEndPoint(IPAddress.Loopback, served.Port);
        if (withKey)
        {
            demo.Key = await demo.MakeKeyAsync();
            demo.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", demo.Key);
        }

        while (!await demo.IsReadyAsync())
        {
            await Task.Delay(Look, TimeProvider.System);
        }

        return demo;
    }

    /// <summary>Writes a value and reads it back.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public async Task<string?> WhyUselessAsync()
    {
        foreach (var value in new[] { 44, 46 })
        {
            using var written = await Client.PostAsJsonAsync("/api/parameters/HDWTSetPoint", new { value });
            if (written.StatusCode != HttpStatusCode.OK)
                return $"A write is answered {(int)written.StatusCode}: {await written.Content.ReadAsStringAsync()}";

            var read = await Client.GetFromJsonAsync<JsonElement>("/api/parameters/HDWTSetPoint");
            if (read.GetProperty("value").GetInt32() != value)
                return $"{value} was written, and {read} is read";
        }

        using var health = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return health.IsSuccessStatusCode ? null : $"/health/ready is answered {(int)health.StatusCode}";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await Client.GetAsync(new Uri("/health", UriKind.Relative));
        return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameters_count").GetInt32() > 0;
    }

    /// <summary>As its owner would.</summary>
    private async Task<string> MakeKeyAsync()
    {
        using var keys = Start(["keys", "add", Sparing.Key, "--scope", "admin"], withKey: true, read: false);
        var output = await keys.StandardOutput.ReadToEndAsync();
        await keys.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Single(line => line.StartsWith("econet_", StringComparison.Ordinal));
    }

    private Process Start(IEnumerable<string> arguments, bool withKey, bool read = true)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = _directory,
            },
        };
        var environment = process.StartInfo.Environment;
        environment["API_HOST"] = "127.0.0.1";
        environment["API_PORT"] = "0";
        environment["API_AUTH"] = withKey ? "writes" : "off";
        environment["API_READS_PER_MINUTE"] = environment["API_WRITES_PER_MINUTE"] = "0";
        environment["API_CONNECTIONS"] = "10000";
        environment["WRITE_BUDGET_PER_HOUR"] = "1000";
        environment["WRITE_BUDGET_PER_DAY"] = "10000";
        environment["LOG_FORMAT"] = "text";
        environment["STATE_DIR"] = Path.Combine(_directory, "state");
        if (read)
            process.OutputDataReceived += (_, line) => Take(line.Data);
        process.Start();
        if (read)
            process.BeginOutputReadLine();
        return process;
    }

    private void Take(string? line)
    {
        const string Before = "Serving on ";
        const int Kept = 40;
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException("The gateway ended before it served"));
            return;
        }

        Interlocked.Increment(ref _lines);
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > Kept)
                _lastLines.Dequeue();
        }

        if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Before.Length)..]));
    }
}
