using System.ComponentModel;
using System.Globalization;
using Econet.Actors.Devices;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Live;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>What happens, as it happens: as server-sent events, and through a WebSocket.</summary>
internal static class EventEndpoints
{
    private const string EventStream = "text/event-stream";

    private const string Names = "Only changes and writes of these parameters, by name, name@index or index; separated by commas.";
    private const string Device = "Only these devices; separated by commas.";
    private const string Qualities = "Only changes to these qualities: good, stale, suspect, absent; separated by commas.";
    private const string Key = "The key of parameters in snapshots: name (the default) or index.";
    private const string Since = "The 'seq' of the last known event: resumes after it, without a snapshot if possible.";

    /// <summary>No event has this number.</summary>
    private const long Unknown = -1;

    /// <summary>Pings a client, and gives one up that does not answer: it is gone, and nothing else would tell.</summary>
    public static WebSocketOptions WebSockets { get; } = new()
    {
        KeepAliveInterval = FeedSource.HeartbeatInterval, KeepAliveTimeout = 2 * FeedSource.HeartbeatInterval,
    };

    public static void Map(IEndpointRouteBuilder device) =>
        device.MapGet("/events", StreamAsync)
            .RequireAuthorization(Policies.Read).RequireRateLimiting(RateLimits.Streams).WithTags("Events").WithSummary("What happens, as server-sent events: a snapshot of each device, then changes")
            .WithDescription(
                "Events are snapshot, change, write, alarm, health and removed. The stream resumes after Last-Event-ID or 'since' if that is among the "
                + $"last {EventFeed.Capacity} events; otherwise snapshots come first. A client that does not keep up is disconnected.")
            .Produces<string>(200, EventStream).Errors(400, 404, 503)
            .Example(
                """
                "event: change\nid: 3827461927364513\ndata: {\"seq\":3827461927364513,\"device\":\"heatpump\",\"key\":\"HDWTSetPoint\",\"index\":103,\"value\":47,\"old_value\":45,\"quality\":\"good\",\"read_at\":\"2026-01-22T20:55:07.120Z\",\"changed_at\":\"2026-01-22T20:55:07.120Z\"}\n\n"
                """);

    /// <summary>Outside of the description, which has no words for a WebSocket.</summary>
    public static void MapSocket(IEndpointRouteBuilder routes) => routes.MapGet("/ws/parameters", SocketAsync)
        .RequireAuthorization(Policies.Read).RequireRateLimiting(RateLimits.Streams).ExcludeFromDescription();

    private static async Task StreamAsync(
        HttpContext context, EventFeed feed, IEconet econet, GatewayOptions options, Revocations revocations, TimeProvider time, ILogger<FeedSource> log,
        [FromQuery, Description(Names)] string[]? names,
        [Description(Device)] string? device,
        [Description(Qualities)] string? quality,
        [Description(Key)] string? key,
        [Description(Since)] string? since)
    {
        var filter = EventFilter.Of(econet, device, names, quality, Requests.Keys(key, options), context.Sight());
        using var reader = feed.Subscribe(filter, LastOf(context, since));
        using var good = revocations.Watch(context);
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = EventStream;
        context.Response.Headers.CacheControl = "no-cache, no-transform";
        // For nginx, which otherwise holds back what it passes on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (HeadAsGet.Serves(context))
        {
            return;
        }

        try
        {
            await new ServerSentStream(context.Response.BodyWriter, new Pace(time)).RunAsync(reader, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, its key was revoked, or the host stops: all end the stream.
        }
        catch (TooSlowException)
        {
            FeedLog.TooSlow(log, DeviceWrites.Options(context).Origin);
            context.Abort();
        }
    }

    private static async Task SocketAsync(
        HttpContext context, EventFeed feed, IEconet econet, GatewayOptions options, Revocations revocations, TimeProvider time, ILogger<FeedSource> log,
        string[]? names, string? device, string? quality, string? key, string? since)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            throw new BadRequestException($"{context.Request.Path} is a WebSocket", StatusCodes.Status426UpgradeRequired);
        }

        var filter = EventFilter.Of(econet, device, names, quality, Requests.Keys(key, options), context.Sight());
        using var reader = feed.Subscribe(filter, LastOf(context, since));
        using var good = revocations.Watch(context);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var stream = new SocketStream(socket, new Pace(time), time);
        try
        {
            await stream.RunAsync(reader, context.RequestAborted);
        }
        catch (TooSlowException)
        {
            FeedLog.TooSlow(log, DeviceWrites.Options(context).Origin);
            await stream.CutOffAsync();
        }
    }

    /// <summary>
    /// From where a client goes on. The header comes from the client's own memory, and is newer than an address that it was once given;
    /// one that no event has is as good as none, for a browser has no way to forget it.
    /// </summary>
    private static long? LastOf(HttpContext context, string? since)
    {
        var asked = Requests.Sequence("since", since);
        return context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id]
            ? long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : Unknown
            : asked;
    }
}
