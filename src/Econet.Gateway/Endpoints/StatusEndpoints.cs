using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

internal static class StatusEndpoints
{
    public static void Map(IEndpointRouteBuilder device) =>
        device.MapGet("/status", StatusAsync)
            .RequireAuthorization(Policies.Read).WithTags("Status").WithSummary("The device and its bus: state, token, traffic, error counters, queues")
            .Produces<DeviceBody>().Errors(503, 504)
            .Example("""
                {"device":"heatpump","kind":"gm3","state":"running","alive":true,"last_update":"2026-01-22T20:55:07.120Z",
                 "parameters_count":1870,"problem":[],"bus":{"address":109,"address_confirmed":true,"connected":true},
                 "token":{"granted":3,"held":true,"last_hold_ms":565},"queues":{"writes":0}}
                """);

    private static async Task<IResult> StatusAsync(HttpContext context, CancellationToken cancellation) =>
        Results.Json<JsonNode>(BodyOf(await context.Device().StatusAsync(cancellation)));

    /// <summary>The device, and then its sections as objects of their own.</summary>
    public static JsonObject BodyOf(DeviceStatus status)
    {
        var body = JsonSerializer.SerializeToNode(DeviceBody.Of(status), Json.Options)!.AsObject();
        foreach (var (name, section) in status.Sections)
        {
            body[name] = JsonSerializer.SerializeToNode(section, Json.Options);
        }

        return body;
    }
}
