using System.ComponentModel;
using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Econet.Values;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>Writes of parameters; <see cref="WriteJobEndpoints"/> reports how they ended.</summary>
internal static class WriteEndpoints
{
    private const string Prefer =
        "'respond-async' answers 202 as soon as the write is on disk; /api/writes/{id} tells how it ends.";

    private const string Result = """{"success":true,"status":200,"parameter":"HDWTSetPoint","index":103,"old_value":45,"new_value":47}""";

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapPost("/parameters/{key}", WriteAsync)
            .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags("Parameters").WithSummary("Writes a parameter and waits until the device took it")
            .WithDescription("Answers 429 when a parameter in non-volatile memory, which every write wears out, was written too often.")
            .Produces<WrittenBody>().Produces<WriteJobBody>(StatusCodes.Status202Accepted)
            .Errors(400, 404, 409, 413, 415, 429, 503, 504, 507)
            .Example("""
                {"success":true,"parameter":"HDWTSetPoint","index":103,"old_value":45,"new_value":47,"timestamp":"2026-01-22T20:55:07.250Z"}
                """)
            .Example(WriteJobEndpoints.Queued, StatusCodes.Status202Accepted)
            .Body<ValueRequest>("""{"value":47.0}""");
        device.MapPost("/parameters", WriteManyAsync)
            .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags("Parameters").WithSummary("Writes several parameters at once and waits until the device took them")
            .WithDescription(
                $"Takes up to {ValuesBody.MaxWrites} parameters by name, name@index or index. Answers 207 if one failed: the 'status' of each "
                + "is the answer that it would have got alone.")
            .Produces<WriteResultsBody>().Produces<WriteResultsBody>(StatusCodes.Status202Accepted)
            .Produces<WriteResultsBody>(StatusCodes.Status207MultiStatus).Errors(400, 404, 413, 415, 503)
            .Example($$"""{"success":true,"results":{"HDWTSetPoint":{{Result}} } }""")
            .Example(
                $$"""
                {"success":true,"results":{"HDWTSetPoint":{"success":true,"status":202,"parameter":"HDWTSetPoint","index":103,"old_value":45,
                 "new_value":null,"job":{{WriteJobEndpoints.Queued}} } } }
                """,
                StatusCodes.Status202Accepted)
            .Example(
                $$"""
                {"success":false,"results":{"HDWTSetPoint":{{Result}},"Nonsense":{"success":false,"status":404,"parameter":"Nonsense",
                 "index":null,"old_value":null,"new_value":null,"error":"Parameter 'Nonsense' not found"} } }
                """,
                StatusCodes.Status207MultiStatus)
            .Body<IReadOnlyDictionary<string, Value>>("""{"HDWTSetPoint":47.0,"HDWStartOneLoading":true}""");
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context,
        GatewayOptions settings,
        [FromRoute] string key,
        [FromHeader(Name = nameof(Prefer)), Description(Prefer)] string? prefer,
        CancellationToken cancellation)
    {
        var device = context.Device();
        var value = await ValueBody.ReadAsync(context.Request, cancellation);
        var mayEndLater = DeviceWrites.IsAsync(prefer);
        var options = DeviceWrites.Options(context, mayEndLater);
        var result = await device.WriteAsync(context.Key(key), value, options, settings.ParameterKeys, cancellation);
        if (!result.Success)
        {
            return Problems.Result(result);
        }

        if (mayEndLater && result.Job is { } job)
        {
            DeviceWrites.TellAsync(context);
            return Results.Accepted(DeviceWrites.Location(context, job), WriteJobBody.Of(job));
        }

        return Results.Json(WrittenBody.Of(result));
    }

    private static async Task<IResult> WriteManyAsync(
        HttpContext context,
        TimeProvider time,
        [FromHeader(Name = nameof(Prefer)), Description(Prefer)] string? prefer,
        CancellationToken cancellation)
    {
        var device = context.Device();
        var writes = await ValuesBody.ReadAsync(context.Request, cancellation);
        var mayEndLater = DeviceWrites.IsAsync(prefer);
        var results = await device.WriteAllAsync(writes, DeviceWrites.Options(context, mayEndLater), time, cancellation);
        if (mayEndLater)
        {
            DeviceWrites.TellAsync(context);
        }

        var success = results.All(r => r.Success);
        var body = new WriteResultsBody(
            success, writes.Zip(results).ToDictionary(w => w.First.Key, w => WriteResultBody.Of(w.Second, mayEndLater)));
        return Results.Json(body, statusCode:
            !success ? StatusCodes.Status207MultiStatus
            : mayEndLater ? StatusCodes.Status202Accepted
            : StatusCodes.Status200OK);
    }
}
