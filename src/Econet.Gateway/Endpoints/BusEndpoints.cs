using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Listening;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Listening;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>What is said on the buses: of a device that runs, and at a port that is still free.</summary>
internal static class BusEndpoints
{
    private const string Events = """
        "event: frame\ndata: {\"event\":\"frame\",\"at\":\"2026-11-27T06:12:07.12Z\",\"from\":100,\"from_role\":\"panel\",\"to\":1,\"to_role\":\"controller\",\"command\":\"GET_PARAMS\",\"code\":67,\"bytes\":14,\"text\":\"asks for the values of parameters 0 to 9\"}\n\n"
        """;

    private static readonly int UsualBaud = new Gm3Options().Baud;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Whoever wants to watch longer asks again, because nobody else can use the port meanwhile.</summary>
    private const int LongestSeconds = 600;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/ports", (LocalPorts ports, DeviceList devices) => Results.Json(new PortsBody([.. ports.All().Select(port => PortBody.Of(port, devices))])))
            .RequireAuthorization(Policies.Admin).WithTags("Buses").WithSummary("The serial ports of this machine, and which devices use them")
            .Produces<PortsBody>()
            .Example("""{"ports":[{"path":"/dev/ttyUSB0","names":["/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"],"device":"heatpump"}]}""");
        routes.MapGet("/api/ports/listen", Listen)
            .TakesQuery("port", "baud", "seconds")
            .RequireAuthorization(Policies.Admin).RequireRateLimiting(RateLimits.Streams).WithTags("Buses")
            .WithSummary("Listens at a port that no device uses, and never sends; as server-sent events")
            .WithDescription("Events: note (how it goes), frame, skipped, problem, summary. Without baud, the usual speeds are tried.")
            .Produces<string>(200, "text/event-stream").Errors(400, 409).Example(Events);
    }

    /// <summary>Below a device's path.</summary>
    public static void MapDevice(IEndpointRouteBuilder routes) => routes.MapGet("/frames", (
            HttpContext context, BusTaps taps, DeviceList devices, TimeProvider time, Revocations revocations) =>
            devices.Find(context.Device().Id) is { Kind: DeviceKind.Gm3 } device
                ? EndlessEvents.Answer(context, () => FramesAsync(device, taps, time, revocations.Watch(context), context.RequestAborted))
                : throw new BadRequestException("Only a GM3 device has a bus with frames", StatusCodes.Status404NotFound))
        .TakesQuery()
        .RequireAuthorization(Policies.Admin).RequireRateLimiting(RateLimits.Streams).WithTags("Buses")
        .WithSummary("The frames on the device's bus in words, as server-sent events")
        .WithDescription("Events: frame, and skipped for bytes that are part of none. The gateway's own frames are among them.")
        .Produces<string>(200, "text/event-stream").Errors(404).Example(Events);

    private static async IAsyncEnumerable<SseItem<string>> FramesAsync(
        DeviceOptions device, BusTaps taps, TimeProvider time, IDisposable? watched, [EnumeratorCancellation] CancellationToken stop)
    {
        using var end = watched;
        var told = new Queue<SseItem<string>>();
        var report = new JsonReport((name, json) => told.Enqueue(new SseItem<string>(json, name)));
        var monitor = new BusMonitor(device.Id, device is Gm3Device gm3 ? gm3.Options.Baud : UsualBaud, time);
        using var listening = taps.Listen(device.Id, monitor);
        yield return new SseItem<string>("{}", "begin");
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var heard in monitor.Take())
            {
                report.Heard(heard);
            }

            while (told.TryDequeue(out var item))
            {
                yield return item;
            }
        }
    }

    private static IResult Listen(
        HttpContext context, LocalPorts ports, DeviceList devices, Revocations revocations, TimeProvider time,
        [Description("A port of /api/ports, or tcp://host:port.")] string? port,
        [Description("Bits per second.")] string? baud, [Description("For how long, 1 to 600; 60 by default.")] string? seconds)
    {
        var limit = TimeSpan.FromSeconds(Requests.Whole("seconds", seconds, 1, LongestSeconds) ?? 60);
        var speed = Requests.Whole("baud", baud, 1, int.MaxValue);
        if (speed is { } given && !SerialSettings.SupportedBauds.Contains(given))
        {
            throw new BadRequestException($"'baud' takes one of {string.Join(", ", SerialSettings.SupportedBauds)}");
        }

        var isNetwork = port?.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase) == true;
        if (port is null || !(isNetwork || ports.All().Any(known => known.IsCalled(port))))
        {
            // Any other path could be any file of this machine.
            throw new BadRequestException("'port' takes a port of /api/ports, or tcp://host:port");
        }

        if (PortBody.UserOf(port, devices) is { } user)
        {
            throw new BadRequestException(
                $"The device '{user}' uses {port}; /api/devices/{user}/frames has its frames", StatusCodes.Status409Conflict);
        }

        IReadOnlyList<int> speeds = speed is { } one ? [one] : isNetwork ? [UsualBaud] : LiveListening.AllSpeeds;
        try
        {
            _ = BusPorts.Parse(port, speeds[0]);
        }
        catch (ArgumentException wrong)
        {
            throw new BadRequestException(wrong.Message.Split(" (Parameter", 2)[0]);
        }

        return EndlessEvents.Answer(context, () => ListenAsync(port, speeds, limit, time, revocations.Watch(context), context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> ListenAsync(
        string port, IReadOnlyList<int> speeds, TimeSpan limit, TimeProvider time, IDisposable? watched, [EnumeratorCancellation] CancellationToken stop)
    {
        using var end = watched;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // The bus brings 11 kB/s at most; whoever reads less is dropped by the server.
        var told = Channel.CreateUnbounded<SseItem<string>>();
        var report = new JsonReport((name, json) => told.Writer.TryWrite(new SseItem<string>(json, name)));
        var listening = new LiveListening(speeds, baud => BusPorts.Parse(port, baud), report, time, (wait, cancellation) => Task.Delay(wait, time, cancellation), keep: null);
        var run = RunAsync();
        try
        {
            await foreach (var item in told.Reader.ReadAllAsync(stop))
            {
                yield return item;
            }
        }
        finally
        {
            await over.CancelAsync();
            await run;
        }

        async Task RunAsync()
        {
            try
            {
                await listening.RunAsync(limit, over.Token);
            }
            catch (BusPortException closed)
            {
                report.Note(closed.Message);
            }
            catch (OperationCanceledException)
            {
                // The client has left.
            }

            report.Summary(listening.Tally, listening.Problems);
            told.Writer.Complete();
        }
    }
}

internal sealed record PortsBody(IReadOnlyList<PortBody> Ports);

/// <param name="Names">The names that stay the same when adapters are plugged in elsewhere.</param>
/// <param name="Device">The device that uses it; null when it is free.</param>
internal sealed record PortBody(string Path, IReadOnlyList<string> Names, string? Device)
{
    public static PortBody Of(LocalPort port, DeviceList devices) =>
        new(port.Path, port.Names, port.Names.Prepend(port.Path).Select(name => UserOf(name, devices)).FirstOrDefault(user => user is not null));

    /// <summary>The device that uses a port.</summary>
    public static string? UserOf(string port, DeviceList devices) => devices.Devices
        .FirstOrDefault(device => PortOf(device) is { } used && LocalPort.TargetOf(used) == LocalPort.TargetOf(port))?.Id;

    private static string? PortOf(DeviceOptions device) => device switch
    {
        Gm3Device gm3 => gm3.Port,
        NeaSmartDevice { Options.Server: NeaSmartServer.Rtu rtu } => rtu.Port.Name,
        _ => null,
    };
}
