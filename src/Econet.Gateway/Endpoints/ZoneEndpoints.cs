using System.ComponentModel;
using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Econet.Modbus.NeaSmart;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>Zones of a NEA SMART system, in the form that clients of other gateways expect, and with labels and units.</summary>
internal static class ZoneEndpoints
{
    public const string Tag = "NEA SMART";

    public const string Stale = "'allow' also serves the last known values while the base is silent.";

    private const string Shape = "{\"state\": …, \"setpoint\": …}";

    private const string Accepted =
        """{"dpt_9001_setpoint":3173,"setpoint":22.5,"rounded":false,"state":1,"writes":[1769115307120,1769115307121]}""";

    private const string Measured = """{"value":22.04,"unit":"°C","quality":"good","read_at":"2026-01-22T20:55:07.120Z"}""";

    private static readonly string[] Fields = ["state", "setpoint"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/zones/{base}/{zone}", OneAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("A zone, state as a number").Produces<ZoneBody>().Errors(400, 404, 503, 504)
            .Example("""{"state":3,"setpoint":21.5,"temperature":22.04,"relative_humidity":45}""");
        routes.MapGet("/api/v1/zones", AllAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("The zones that the base has told something of, or all").Produces<ZoneListBody>().Errors(400, 404, 503, 504)
            .Example("""
                {"zones":[{"base_id":1,"zone_id":2,"name":"Bath","temperature":22.04,"humidity":45,"setpoint":21.5,"state":"standby",
                 "active":true}],"count":1,"filter":{"base_id":1,"include_inactive":false} }
                """);
        routes.MapGet("/api/v1/zones/{base}/{zone}", LabelledAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("A zone with labels and units, state as a name").Produces<LabelledZoneBody>().Errors(400, 404, 503, 504)
            .Example($$"""
                {"base":{"id":1,"label":"Ground floor"},"zone":{"id":2,"label":"Bath"},"state":"standby","setpoint":{{Measured}},
                 "temperature":{{Measured}},"relative_humidity":{"value":45,"unit":"%","quality":"good","read_at":"2026-01-22T20:55:07.120Z"} }
                """);
        foreach (var path in new[] { "/zones/{base}/{zone}", "/api/v1/zones/{base}/{zone}" })
        {
            routes.MapPost(path, WriteAsync)
                .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags(Tag).WithSummary("Sets a zone's state, setpoint, or both, for the base to fetch")
                .WithDescription(
                    "Takes the state as a number or a name. A setpoint is rounded to what DPT 9.001 can represent, and the answer has the rounded value. "
                    + "/api/devices/{device}/writes/{id} tells how a write ends.")
                .Produces<ZoneWrittenBody>(StatusCodes.Status202Accepted).Errors(400, 404, 409, 413, 415, 503, 504, 507)
                .Example(Accepted, StatusCodes.Status202Accepted)
                .Body<ZoneRequest>("""{"state":"presence","setpoint":22.5}""");
        }
    }

    private static async Task<IResult> OneAsync(
        HttpContext context, [FromRoute(Name = "base")] string baseNumber, [FromRoute] string zone, [Description(Stale)] string? stale,
        CancellationToken cancellation)
    {
        var map = NeaSmartRequests.Zone(baseNumber, zone);
        return Results.Json(ZoneBody.Of(map, await context.RegistersAsync(stale, cancellation)));
    }

    private static async Task<IResult> LabelledAsync(
        HttpContext context, [FromRoute(Name = "base")] string baseNumber, [FromRoute] string zone,
        [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var map = NeaSmartRequests.Zone(baseNumber, zone);
        return Results.Json(LabelledZoneBody.Of(map, await context.RegistersAsync(stale, cancellation), context.Labels()));
    }

    private static async Task<IResult> AllAsync(
        HttpContext context,
        [Description("Only the zones of this base, 1 to 5.")] string? base_id,
        [Description("Also zones that the base has not reported.")] string? include_inactive,
        [Description(Stale)] string? stale,
        CancellationToken cancellation)
    {
        int? only = base_id is null ? null : NeaSmartRequests.Number("base", base_id, RegisterMap.Bases);
        var all = Requests.Choice("include_inactive", include_inactive, "true", "false") == "true";
        var values = await context.RegistersAsync(stale, cancellation);
        ZoneListItemBody[] zones =
        [
            .. RegisterMap.Zones.Where(z => only is null || z.Base == only)
                .Select(z => ZoneListItemBody.Of(z, values, context.Labels())).Where(z => all || z.Active),
        ];
        return Results.Json(new ZoneListBody(zones, zones.Length, new ZoneFilterBody(only, all)));
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context, [FromRoute(Name = "base")] string baseNumber, [FromRoute] string zone, CancellationToken cancellation)
    {
        var map = NeaSmartRequests.Zone(baseNumber, zone);
        var fields = await FieldsBody.ReadAsync(context.Request, Shape, Fields, cancellation);
        ushort? state = fields.TryGetValue("state", out var given) ? NeaSmartWrites.Number("state", given, map.State.Names!) : null;
        (ushort Word, double Value, bool IsRounded)? setpoint =
            fields.TryGetValue("setpoint", out given) ? NeaSmartWrites.Setpoint(map.Setpoint, given) : null;
        List<(string, object)> writes = [];
        if (state is { } number)
        {
            writes.Add((map.State.Key, (long)number));
        }

        if (setpoint is { } wanted)
        {
            writes.Add((map.Setpoint.Key, wanted.Value));
        }

        return await NeaSmartWrites.AcceptAsync(
            context, writes,
            accepted => new ZoneWrittenBody(
                setpoint?.Word, setpoint?.Value, setpoint?.IsRounded, state, accepted.Ids, accepted.Durable),
            cancellation);
    }
}
