using Econet.Gateway.Http;

namespace Econet.Gateway.Endpoints;

/// <summary>Which devices there are; each has all endpoints of <c>/api</c> below its id.</summary>
internal static class DeviceEndpoints
{
    private const string ExampleDevice = """
        {"device":"heatpump","kind":"gm3","state":"running","alive":true,"last_update":"2026-01-22T20:55:07.120Z","parameters_count":1870}
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/devices", async (HealthOfDevices devices, CancellationToken cancellation) =>
                Results.Json(new DevicesBody(await devices.AskAsync(cancellation))))
            .WithTags("Devices").WithSummary("The devices").Produces<DevicesBody>().Example($$"""{"devices":[{{ExampleDevice}}]}""");
        routes.MapGet("/api/devices/{device}", async (HttpContext context, string device, CancellationToken cancellation) =>
                Results.Json(DeviceBody.Of(await context.Device().StatusAsync(cancellation))))
            .WithTags("Devices").WithSummary("One device").Produces<DeviceBody>().Errors(404, 503, 504).Example(ExampleDevice);
    }
}
