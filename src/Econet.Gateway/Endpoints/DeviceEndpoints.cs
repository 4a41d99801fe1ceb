using System.ComponentModel;
using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Inventory;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>Which devices there are, and how they come and go; each has all endpoints of <c>/api</c> below its id.</summary>
internal static class DeviceEndpoints
{
    private const string ExampleDevice = """
        {"device":"heatpump","kind":"gm3","state":"running","alive":true,"last_update":"2026-01-22T20:55:07.120Z","parameters_count":1870,
         "problem":[],"name":"House","source":"configuration"}
        """;

    private const string State = "What becomes of its values and its bus address: keep (the default), for one that is added with the same id, or delete.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/devices", async (HttpContext context, HealthOfDevices devices, DeviceInventory inventory, CancellationToken cancellation) =>
                Results.Json(new DevicesBody([.. (await devices.AskAsync(context.Sight(), cancellation)).Select(device => Listed(device, inventory))])))
            .RequireAuthorization(Policies.Read).WithTags("Devices").WithSummary("The devices").Produces<DevicesBody>().Example($$"""{"devices":[{{ExampleDevice}}]}""");
        routes.MapGet("/api/devices/{device}", async (HttpContext context, string device, DeviceInventory inventory, CancellationToken cancellation) =>
                Results.Json(Listed(DeviceBody.Of(await context.Device().StatusAsync(cancellation)), inventory)))
            .RequireAuthorization(Policies.Read).WithTags("Devices").WithSummary("One device").Produces<ListedDeviceBody>().Errors(404, 503, 504).Example(ExampleDevice);
        routes.MapPost("/api/devices", AddAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Devices").WithSummary("Adds a device, and keeps it over restarts")
            .WithDescription("Takes what a section of 'devices:' in a configuration file takes, and 'id'.")
            .Body<DeviceRequest>(DeviceLayer.Example)
            .Produces<ListedDeviceBody>(StatusCodes.Status201Created).Errors(400, 409, 413, 415, 503)
            .Example(
                """
                {"device":"cottage","kind":"gm3","state":"starting","alive":false,"last_update":null,"parameters_count":0,"problem":[],
                 "name":"Cottage","source":"api"}
                """,
                StatusCodes.Status201Created);
        routes.MapDelete("/api/devices/{device}", RemoveAsync)
            .TakesQuery("state")
            .RequireAuthorization(Policies.Admin).WithTags("Devices").WithSummary("Removes a device that was added over the API, after it has left its bus")
            .Produces<RemovedDeviceBody>().Errors(400, 404, 409, 503, 504).Example("""{"device":"cottage","state":"kept"}""");
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, DeviceInventory inventory, HealthOfDevices devices, CancellationToken cancellation)
    {
        var json = await JsonBody.ReadAsync(context.Request, cancellation);
        if (json.Length == 0)
        {
            throw new BadRequestException($"The request has no body; it takes a device such as {DeviceLayer.Example}");
        }

        var bom = Encoding.UTF8.Preamble;
        var id = await inventory.AddAsync(json.AsMemory(json.AsSpan().StartsWith(bom) ? bom.Length : 0), cancellation);
        // Another request may have removed it by now.
        var device = await devices.OneAsync(id, cancellation) ?? throw new EconetException(EconetError.NotFound, $"Device '{id}' not found");
        context.Response.Headers.Location = $"/api/devices/{id}";
        return Results.Json(Listed(device, inventory), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(
        string device, [Description(State)] string? state, DeviceInventory inventory, CancellationToken cancellation)
    {
        var deletes = Requests.Choice("state", state, "keep", "delete") == "delete";
        await inventory.RemoveAsync(device, deletes, cancellation);
        return Results.Json(new RemovedDeviceBody(device, deletes ? "deleted" : "kept"));
    }

    private static ListedDeviceBody Listed(DeviceBody device, DeviceInventory inventory) =>
        ListedDeviceBody.Of(device, inventory.NameOf(device.Device), inventory.OriginOf(device.Device));
}
