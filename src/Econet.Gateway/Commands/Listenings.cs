using System.Globalization;
using System.Net;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;
using Econet.Gateway.Listening;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Commands;

/// <summary>Hears a bus, records one, and plays a recording.</summary>
internal static class Listenings
{
    private const int UsualBaud = 115_200;

    public static async Task<int> RunAsync(Request.Listen request, Surroundings around)
    {
        var (source, configuredBaud) = request.Source is { } given ? (given.Trim(), null) : Configured(around);
        var baud = request.Baud ?? configuredBaud;
        var path = Path.Combine(around.Directory, source);
        if (IsRecording(source, path))
        {
            return request.Capture is null
                ? await HearRecordingAsync(request, path, baud ?? UsualBaud, around)
                : throw new CommandLineException($"{source} is a recording already; capture takes a serial device or tcp://host:port");
        }

        using var signal = new StopSignal(around.Stop);
        using var stop = new CancellationTokenSource();
        _ = signal.Stopped.ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        var report = Report(request, around, isRelative: false);
        using var capture = request.Capture is { } file ? new CaptureFile(Path.Combine(around.Directory, file)) : null;
        var isNetwork = source.Contains("://", StringComparison.Ordinal);
        report.Note($"Listening to {source}; nothing is sent. Ctrl-C ends it.");
        var listening = new LiveListening(
            baud is { } one ? [one] : isNetwork ? [UsualBaud] : LiveListening.AllSpeeds,
            speed => Port(isNetwork || !File.Exists(path) ? source : path, speed),
            report,
            TimeProvider.System,
            async (span, token) => await Task.Delay(span, TimeProvider.System, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing),
            capture is null ? null : capture.Write);
        try
        {
            await listening.RunAsync(request.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ended while the port was being opened.
        }

        report.Summary(listening.Tally, listening.Problems);
        if (capture is not null)
        {
            report.Note(capture.Close() is > 0 and var size
                ? string.Create(CultureInfo.InvariantCulture, $"{request.Capture} was written, {size:N0} bytes")
                : $"Nothing was heard, and {request.Capture} was not written");
        }

        return listening.Tally.Frames > 0 ? Cli.Ok : Cli.Failed;
    }

    /// <summary>Serves a recording until it is stopped.</summary>
    public static async Task<int> RunAsync(Request.Replay request, Surroundings around)
    {
        using var stop = new StopSignal(around.Stop);
        var recording = Recording.Read(Path.Combine(around.Directory, request.File), UsualBaud);
        var bus = new ReplayedBus(recording, request.File, request.Pace, request.Repeat, TimeProvider.System);
        if (request.TcpPort is { } tcpPort)
        {
            await using var server = new TcpBusServer(bus, IPAddress.Loopback, tcpPort);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"The recorded bus is at tcp://{server.EndPoint}; Ctrl-C ends it");
            await stop.Stopped;
        }
        else if (!OperatingSystem.IsLinux())
        {
            throw new CommandLineException("--link works on Linux only; use --tcp");
        }
        else
        {
            await using var server = new PtyBusServer(bus, request.Link!);
            await server.StartAsync();
            await around.Out.WriteLineAsync($"The recorded bus is at {request.Link}; Ctrl-C ends it");
            await stop.Stopped;
        }

        if (bus.Dropped > 0)
        {
            await around.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{bus.Dropped:N0} bytes were sent to the recorded bus, where nobody hears them"));
        }

        return Cli.Ok;
    }

    private static async Task<int> HearRecordingAsync(Request.Listen request, string path, int baud, Surroundings around)
    {
        var recording = Recording.Read(path, baud);
        var report = Report(request, around, isRelative: !recording.HasTimes);
        var (tally, problems) = RecordedListening.Run(recording, request.Source!, baud, report);
        report.Summary(tally, problems);
        await around.Out.FlushAsync(around.Stop);
        return tally.Frames > 0 ? Cli.Ok : Cli.Failed;
    }

    private static IListenReport Report(Request.Listen request, Surroundings around, bool isRelative) => request.Json
        ? new JsonReport((_, line) => around.Out.WriteLine(line), request.Quiet)
        : new TextReport(around.Out, isRelative, request.Quiet);

    /// <summary>A file, and no device behind a link.</summary>
    private static bool IsRecording(string source, string path)
    {
        if (source.Contains("://", StringComparison.Ordinal) || source.StartsWith("COM", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (!File.Exists(path))
        {
            return source.StartsWith('/') ? false : throw new RecordingException($"{source} does not exist; give a serial device, tcp://host:port or a recording");
        }

        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return !target.StartsWith("/dev/", StringComparison.Ordinal);
    }

    private static IBusPort Port(string source, int baud)
    {
        try
        {
            return BusPorts.Parse(source, baud);
        }
        catch (ArgumentException wrong)
        {
            // .NET adds the name of the parameter.
            throw new BusPortException(wrong.Message.Split(" (Parameter", 2)[0], wrong);
        }
    }

    /// <summary>The port of the first heat pump of the settings, and its speed where that was set.</summary>
    private static (string Source, int? Baud) Configured(Surroundings around)
    {
        var values = SettingValues.Load(new Dictionary<Setting, string>(), around.Environment, around.Directory);
        var heatPump = GatewayOptions.From(values).Devices.Devices.OfType<Gm3Device>().FirstOrDefault();
        if (heatPump is null)
        {
            var ports = around.SerialPorts();
            throw new CommandLineException(
                "No port is given or configured: listen /dev/ttyUSB0, or listen tcp://host:port. "
                + (ports.Count > 0 ? $"Serial ports of this machine: {string.Join(", ", ports)}" : "This machine has no serial port"));
        }

        return (heatPump.Port, heatPump.Options.Baud);
    }
}
