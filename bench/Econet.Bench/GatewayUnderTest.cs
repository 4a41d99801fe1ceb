using System.Diagnostics;
using System.Net;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Bench;

/// <summary>The gateway as a process of its own, on a simulated bus at its real pace.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("econet-bench-").FullName;
    private readonly Gm3Simulator _simulator = new(new Gm3SimulationOptions(), TimeProvider.System);
    private readonly TcpBusServer _bus;
    private readonly Process _process;

    private GatewayUnderTest(string? program)
    {
        _simulator.Start();
        _bus = new TcpBusServer(_simulator.Port, IPAddress.Loopback, 0);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program ?? (Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet"))
            {
                RedirectStandardOutput = true,
                WorkingDirectory = _directory,
            },
        };
        if (program is null)
        {
            _process.StartInfo.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Econet.Gateway.dll"));
        }
    }

    public Uri Address { get; private set; } = null!;

    public int ProcessId => _process.Id;

    /// <summary>From the start of the process until it answered a request.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    /// <summary>What the process has had of the processors so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ready when all parameters were read.</summary>
    /// <param name="program">The gateway as it was published; null for the one that was built with this.</param>
    public static async Task<GatewayUnderTest> StartAsync(string? program = null)
    {
        var gateway = new GatewayUnderTest(program);
        await gateway._bus.StartAsync();
        var environment = gateway._process.StartInfo.Environment;
        environment["SERIAL_PORT"] = $"tcp://{gateway._bus.EndPoint}";
        environment["API_HOST"] = "127.0.0.1";
        environment["API_PORT"] = "0";
        environment["LOG_FORMAT"] = "text";
        environment["STATE_DIR"] = Path.Combine(gateway._directory, "state");
        var started = TimeProvider.System.GetTimestamp();
        gateway._process.Start();
        await gateway.FindAddressAsync();
        using var client = new HttpClient { BaseAddress = gateway.Address };
        (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).Dispose();
        gateway.FirstAnswer = TimeProvider.System.GetElapsedTime(started);
        while (!(await IsRunningAsync(client)))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        return gateway;
    }

    /// <summary>The adapter is gone for that long.</summary>
    public void Unplug(TimeSpan duration) => _simulator.Unplug(duration);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _bus.DisposeAsync();
        _simulator.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<bool> IsRunningAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/api/parameters", UriKind.Relative));
        return response.IsSuccessStatusCode
            && await response.Content.ReadAsStringAsync() is var body
            && body.Contains("\"good\"", StringComparison.Ordinal) && !body.Contains("\"read_at\":null", StringComparison.Ordinal);
    }

    private async Task FindAddressAsync()
    {
        const string Before = "Serving on ";
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            {
                Address = new Uri(line[(at + Before.Length)..]);
                // Nobody reads on, and a full pipe would stop the process.
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException("The gateway ended before it served");
    }
}
