using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>A test with a real mosquitto.</summary>
internal sealed class FactWithMosquittoAttribute : FactAttribute
{
    public FactWithMosquittoAttribute()
    {
        if (Mosquitto.Path is null)
        {
            Skip = "There is no mosquitto on this machine.";
        }
    }
}

/// <summary>The same, with data.</summary>
internal sealed class TheoryWithMosquittoAttribute : TheoryAttribute
{
    public TheoryWithMosquittoAttribute()
    {
        if (Mosquitto.Path is null)
        {
            Skip = "There is no mosquitto on this machine.";
        }
    }
}

/// <summary>A mosquitto of its own, on a free port of this machine, that keeps nothing when it ends.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private const int MaxTries = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryDirectory _directory;
    private readonly string _settings;
    private Process? _process;

    private Mosquitto(TemporaryDirectory directory, string settings)
    {
        _directory = directory;
        _settings = settings;
    }

    /// <summary>Where Debian and others put it.</summary>
    public static string? Path { get; } = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }
        .FirstOrDefault(File.Exists);

    public int Port { get; private set; }

    /// <param name="settings">Lines of its configuration for the listener.</param>
    /// <param name="directory">Holds what these name; the broker's from now on.</param>
    public static async Task<Mosquitto> StartAsync(string settings = "allow_anonymous true", TemporaryDirectory? directory = null)
    {
        var broker = new Mosquitto(directory ?? new TemporaryDirectory(), settings);
        for (var i = 0; i < MaxTries; i++)
        {
            broker.Port = FreePort();
            if (await broker.TryStartAsync())
            {
                return broker;
            }
        }

        throw new InvalidOperationException("mosquitto does not start; see what it says on standard error.");
    }

    /// <summary>As if the machine had lost power.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Again at the same port, with nothing in memory.</summary>
    public async Task StartAgainAsync()
    {
        for (var i = 0; i < MaxTries; i++)
        {
            if (await TryStartAsync())
            {
                return;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        throw new InvalidOperationException($"mosquitto does not start again at port {Port}.");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _directory.Dispose();
    }

    // mosquitto can't take any free port by itself, and another program may take this one before it does.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> TryStartAsync()
    {
        // It would give up root's rights, and with them the right to read the test's files.
        var configuration = _directory.Write(
            "mosquitto.conf",
            string.Create(CultureInfo.InvariantCulture, $"user {Environment.UserName}\nlistener {Port} 127.0.0.1\npersistence false\nlog_type error\n{_settings}\n"));
        var process = Process.Start(new ProcessStartInfo(Path!, ["-c", configuration]))!;
        var started = TimeProvider.System.GetTimestamp();
        while (!process.HasExited && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                _process = process;
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }

        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        return false;
    }
}
