using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>The built gateway as a process of its own, with what it writes.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _exited;
    private volatile bool _isRead = true;

    private GatewayProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Take(line.Data, _error);
        process.Start();
        StartedAt = TimeProvider.System.GetTimestamp();
        process.BeginErrorReadLine();
        _exited = WatchAsync(ReadAsync());
    }

    public long StartedAt { get; }

    /// <summary>Everything that it wrote until now.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public TimeSpan Age => TimeProvider.System.GetElapsedTime(StartedAt);

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>How much of the processor it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static GatewayProcess Start(string directory, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Start(directory, settings, descriptors: null, arguments);

    /// <param name="descriptors">How many files it may have open; null for as many as this process.</param>
    public static GatewayProcess Start(string directory, IReadOnlyDictionary<string, string> settings, int? descriptors, params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(descriptors is null ? dotnet : "/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        if (descriptors is { } limit)
        {
            Array.ForEach(["-c", FormattableString.Invariant($"ulimit -n {limit} && exec \"$@\""), "sh", dotnet], start.ArgumentList.Add);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);

        // Only the test's settings count, not those of the machine and of the test host that it runs on.
        start.Environment.Remove("DOTNET_GCgen0size");
        foreach (var setting in Settings.All)
        {
            start.Environment.Remove(setting.Name);
        }

        start.Environment["API_HOST"] = "127.0.0.1";
        start.Environment["API_PORT"] = "0";
        start.Environment["STATE_DIR"] = Path.Combine(directory, "state");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new GatewayProcess(new Process { StartInfo = start });
    }

    /// <summary>The first line not yet read that holds <paramref name="text"/>.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        lock (_output)
        {
            throw new TimeoutException($"No line with '{text}' in:\n{_output}");
        }
    }

    /// <summary>A client of the address that the log tells.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var line = await LineAsync("Serving on ");
        return new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..]) };
    }

    /// <summary>From now on nobody reads what it writes to standard output.</summary>
    public void StopReading() => _isRead = false;

    /// <summary>Tells it to end, and does not wait for it.</summary>
    public void Terminate() => Signal(SigTerm);

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Ends it as an init system would; how it ended, and after how long.</summary>
    public async Task<(int Code, TimeSpan After)> TerminateAsync()
    {
        var sent = TimeProvider.System.GetTimestamp();
        Terminate();
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return (_process.ExitCode, TimeProvider.System.GetElapsedTime(sent));
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>How it ended by itself, and what it said on standard error.</summary>
    public async Task<(int Code, string Error)> EndAsync()
    {
        await _exited.WaitAsync(Patience, TimeProvider.System);
        lock (_output)
        {
            return (_process.ExitCode, _error.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _exited;
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private async Task ReadAsync()
    {
        while (_isRead && await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Take(line, null);
        }
    }

    private async Task WatchAsync(Task reading)
    {
        await reading;
        await _process.WaitForExitAsync();
        _lines.Writer.TryComplete();
    }

    private void Take(string? line, StringBuilder? also)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
            also?.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }
}
