using System.ComponentModel;
using System.Globalization;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>What became of the writes.</summary>
internal static class WriteJobEndpoints
{
    public const string Queued = """
        {"id":1769115307120,"parameter":"HDWTSetPoint","index":103,"value":47,"old_value":45,"status":"queued","origin":"192.168.1.20",
         "created_at":"2026-01-22T20:55:07.120Z","sent_at":null,"ended_at":null,"message":null,"durable":true}
        """;

    private const string Verified = """
        {"id":1769115307120,"parameter":"HDWTSetPoint","index":103,"value":47,"old_value":45,"status":"verified","origin":"192.168.1.20",
         "created_at":"2026-01-22T20:55:07.120Z","sent_at":"2026-01-22T20:55:08.040Z","ended_at":"2026-01-22T20:55:08.210Z","message":null,"durable":true}
        """;

    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    private static readonly string[] Statuses = [.. Enum.GetNames<WriteStatus>().Select(name => name.ToLowerInvariant())];

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/writes", AllAsync)
            .RequireAuthorization(Policies.Read).WithTags("Writes").WithSummary("The last writes, newest first: how far they are, how they ended, and who asked for them")
            .Produces<WriteJobsBody>().Errors(400, 503, 504).Example($$"""{"writes":[{{Verified}}]}""");
        device.MapGet("/writes/{id}", OneAsync)
            .RequireAuthorization(Policies.Read).WithTags("Writes").WithSummary("One write")
            .Produces<WriteJobBody>().Errors(404, 503, 504).Example(Verified);
    }

    private static async Task<IResult> AllAsync(
        HttpContext context,
        [Description("How many at most, 1 to 1000. Default: 100.")] string? limit,
        [Description("Only writes in this status: queued, sent, acknowledged, verified, refused, mismatch, expired, superseded, overridden or withdrawn.")] string? status,
        CancellationToken cancellation)
    {
        var most = Requests.Whole("limit", limit, 1, MaxLimit) ?? DefaultLimit;
        WriteStatus? only = Requests.Choice("status", status, Statuses) is { } given ? Enum.Parse<WriteStatus>(given, ignoreCase: true) : null;
        var jobs = await context.Device().WritesAsync(null, cancellation);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new WriteJobsBody(
            [.. jobs.Where(job => only is null || job.Status == only).Take(most).Select(WriteJobBody.Of)]));
    }

    private static async Task<IResult> OneAsync(HttpContext context, [FromRoute] string id, CancellationToken cancellation)
    {
        var jobs = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await context.Device().WritesAsync(number, cancellation)
            : [];
        context.Response.Headers.CacheControl = "no-cache";
        return jobs is [var job, ..]
            ? Results.Json(WriteJobBody.Of(job))
            : throw new EconetException(EconetError.NotFound, $"Write '{id}' not found");
    }
}
