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
         "problem":[],"name":"House","source":"configuration","quality":"good","owner":null,"changed_at":"2026-01-22T20:41:55.300Z"}
        """;

    private const string Quality = "good: those that answer; stale: those that don't, with last values; absent: those of which nothing is known. Several are separated by commas.";
    private const string Since = "Those that came to answer or to be silent, or had other problems or another node, since then: 2026-01-22T20:55:07Z.";
    private const string Name = "Those with this in their name or id, in capitals or not.";
    private const string Page = "What 'next' of the page before says.";
    private const string Limit = "Most devices of a page, 1 to 1000; 100 in a query that does not say.";
    private const string State = "What becomes of its values and its bus address: keep (the default), for one that is added with the same id, or delete.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/devices", ListAsync)
            .TakesQuery("quality", "since", "name", "page", "limit")
            .RequireAuthorization(Policies.Read).WithTags("Devices").WithSummary("The devices, or those that fit a query, page by page")
            .Produces<DevicesBody>().Errors(400).Example($$"""{"devices":[{{ExampleDevice}}],"total":1,"next":null}""");
        routes.MapGet("/api/devices/{device}", async (HttpContext context, string device, DeviceListing listing, CancellationToken cancellation) =>
                Results.Json(listing.Of(DeviceBody.Of(await context.Device().StatusAsync(cancellation)))))
            .RequireAuthorization(Policies.Read).WithTags("Devices").WithSummary("One device").Produces<ListedDeviceBody>().Errors(404, 503, 504).Example(ExampleDevice);
        routes.MapPost("/api/devices", AddAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Devices").WithSummary("Adds a device, and keeps it over restarts")
            .WithDescription("Takes what a section of 'devices:' in a configuration file takes, and 'id'.")
            .Body<DeviceRequest>(DeviceLayer.Example)
            .Produces<ListedDeviceBody>(StatusCodes.Status201Created).Errors(400, 409, 413, 415, 503)
            .Example(
                """
                {"device":"cottage","kind":"gm3","state":"starting","alive":false,"last_update":null,"parameters_count":0,"problem":[],
                 "name":"Cottage","source":"api","quality":"absent","owner":null,"changed_at":null}
                """,
                StatusCodes.Status201Created);
        routes.MapDelete("/api/devices/{device}", RemoveAsync)
            .TakesQuery("state")
            .RequireAuthorization(Policies.Admin).WithTags("Devices").WithSummary("Removes a device that was added over the API, after it has left its bus")
            .Produces<RemovedDeviceBody>().Errors(400, 404, 409, 503, 504).Example("""{"device":"cottage","state":"kept"}""");
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, [Description(Quality)] string? quality, [Description(Since)] string? since, [Description(Name)] string? name,
        [Description(Page)] string? page, [Description(Limit)] string? limit, DeviceListing listing, CancellationToken cancellation)
    {
        var query = FleetQuery.Read(quality, since, name, page, limit);
        var body = query.Of(await listing.AllAsync(context.Sight(), cancellation), context.Request.Query);
        if (body.Next is { } next)
        {
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return Results.Json(body);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, DeviceInventory inventory, DeviceListing listing, HealthOfDevices devices, CancellationToken cancellation)
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
        return Results.Json(listing.Of(device), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(
        string device, [Description(State)] string? state, DeviceInventory inventory, CancellationToken cancellation)
    {
        var deletes = Requests.Choice("state", state, "keep", "delete") == "delete";
        await inventory.RemoveAsync(device, deletes, cancellation);
        return Results.Json(new RemovedDeviceBody(device, deletes ? "deleted" : "kept"));
    }
}
