using Econet.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

internal static class WriteEndpoints
{
    public static void Map(IEndpointRouteBuilder device) =>
        device.MapPost("/parameters/{key}", WriteAsync)
            .WithTags("Parameters").WithSummary("Writes a parameter and waits until the device took it")
            .Produces<WrittenBody>().Errors(400, 404, 409, 413, 415, 503, 504)
            .Example("""
                {"success":true,"parameter":"HDWTSetPoint","index":103,"old_value":45,"new_value":47,"timestamp":"2026-01-22T20:55:07.250Z"}
                """)
            .Body<ValueRequest>("""{"value":47.0}""");

    private static async Task<IResult> WriteAsync(HttpContext context, [FromRoute] string key, CancellationToken cancellation)
    {
        var device = context.Device();
        var value = await ValueBody.ReadAsync(context.Request, cancellation);
        var result = await device.WriteAsync(context.Key(key), value, cancellation);
        return result.Error is { } error
            ? Problems.Result(Problems.StatusOf(error), result.Message ?? "The write failed", result.Candidates)
            : Results.Json(WrittenBody.Of(result));
    }
}
