using System.ComponentModel;
using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Econet.Modbus.NeaSmart;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>What a NEA SMART system has besides its zones, in the form that clients of other gateways expect.</summary>
internal static class NeaSmartEndpoints
{
    private const string Tag = ZoneEndpoints.Tag;
    private const string Stale = ZoneEndpoints.Stale;

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapPlant(routes);
        routes.MapGet("/mode", ModeAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("The operation mode").Produces<ModeBody>().Errors(400, 404, 503, 504)
            .Example("""{"mode":2,"name":"heating"}""");
        routes.MapGet("/state", StateAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("The operation state").Produces<StateBody>().Errors(400, 404, 503, 504)
            .Example("""{"state":1,"name":"normal"}""");
        routes.MapPost("/mode", (HttpContext context, CancellationToken cancellation) =>
                WriteAsync(
                    context, "mode", RegisterMap.OperationMode,
                    (n, name, accepted) => new ModeWrittenBody(n, name, accepted.Ids, accepted.Durable), cancellation))
            .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags(Tag).WithSummary("Sets the operation mode, as a number or a name, for the base to fetch")
            .Produces<ModeWrittenBody>(StatusCodes.Status202Accepted).Errors(400, 404, 409, 413, 415, 503, 504, 507)
            .Example("""{"mode":2,"name":"heating","writes":[1769115307120]}""", StatusCodes.Status202Accepted)
            .Body<ModeRequest>("""{"mode":"heating"}""");
        routes.MapPost("/state", (HttpContext context, CancellationToken cancellation) =>
                WriteAsync(
                    context, "state", RegisterMap.OperationState,
                    (n, name, accepted) => new StateWrittenBody(n, name, accepted.Ids, accepted.Durable), cancellation))
            .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags(Tag).WithSummary("Sets the operation state, as a number or a name, for the base to fetch")
            .Produces<StateWrittenBody>(StatusCodes.Status202Accepted).Errors(400, 404, 409, 413, 415, 503, 504, 507)
            .Example("""{"state":2,"name":"reduced","writes":[1769115307120]}""", StatusCodes.Status202Accepted)
            .Body<StateRequest>("""{"state":2}""");
    }

    private static void MapPlant(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mixedgroups/{group}", MixedGroupAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("A mixed group, 1 to 3").Produces<MixedGroupBody>().Errors(400, 404, 503, 504)
            .Example("""{"pump_state":1,"mixing_valve_opening_percentage":35,"flow_temperature":31.5,"return_temperature":28.04}""");
        routes.MapGet("/dehumidifiers/{dehumidifier}", DehumidifierAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("A dehumidifier, 1 to 9").Produces<DehumidifierBody>().Errors(400, 404, 503, 504)
            .Example("""{"dehumidifier_state":0}""");
        routes.MapGet("/pumps/{pump}", PumpAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("An extra pump, 1 to 5").Produces<PumpBody>().Errors(400, 404, 503, 504)
            .Example("""{"pump_state":1}""");
        routes.MapGet("/outsidetemperature", OutsideAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("The outside temperature").Produces<OutsideTemperatureBody>().Errors(400, 404, 503, 504)
            .Example("""{"outside_temperature":3.2,"filtered_outside_temperature":4.16}""");
        routes.MapGet("/notifications", NotificationsAsync)
            .RequireAuthorization(Policies.Read).WithTags(Tag).WithSummary("Whether there are hints, warnings, an error").Produces<NotificationsBody>().Errors(400, 404, 503, 504)
            .Example("""{"hints_present":false,"warnings_present":false,"error_present":false}""");
    }

    private static async Task<IResult> ModeAsync(
        HttpContext context, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var values = await context.RegistersAsync(stale, cancellation);
        return Results.Json(new ModeBody(values.Whole(RegisterMap.OperationMode), values.Name(RegisterMap.OperationMode)));
    }

    private static async Task<IResult> StateAsync(
        HttpContext context, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var values = await context.RegistersAsync(stale, cancellation);
        return Results.Json(new StateBody(values.Whole(RegisterMap.OperationState), values.Name(RegisterMap.OperationState)));
    }

    private static async Task<IResult> MixedGroupAsync(
        HttpContext context, [FromRoute] string group, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var map = RegisterMap.MixedGroup(NeaSmartRequests.Number("mixed group", group, RegisterMap.MixedGroupCount));
        var values = await context.RegistersAsync(stale, cancellation);
        return Results.Json(new MixedGroupBody(
            values.Whole(map.PumpState), values.Whole(map.ValveOpening), values.Number(map.FlowTemperature),
            values.Number(map.ReturnTemperature)));
    }

    private static async Task<IResult> DehumidifierAsync(
        HttpContext context, [FromRoute] string dehumidifier, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var register = RegisterMap.Dehumidifier(NeaSmartRequests.Number("dehumidifier", dehumidifier, RegisterMap.DehumidifierCount));
        return Results.Json(new DehumidifierBody((await context.RegistersAsync(stale, cancellation)).Whole(register)));
    }

    private static async Task<IResult> PumpAsync(
        HttpContext context, [FromRoute] string pump, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var register = RegisterMap.Pump(NeaSmartRequests.Number("pump", pump, RegisterMap.PumpCount));
        return Results.Json(new PumpBody((await context.RegistersAsync(stale, cancellation)).Whole(register)));
    }

    private static async Task<IResult> OutsideAsync(
        HttpContext context, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var values = await context.RegistersAsync(stale, cancellation);
        return Results.Json(new OutsideTemperatureBody(
            values.Number(RegisterMap.OutsideTemperature), values.Number(RegisterMap.FilteredOutsideTemperature)));
    }

    private static async Task<IResult> NotificationsAsync(
        HttpContext context, [Description(Stale)] string? stale, CancellationToken cancellation)
    {
        var values = await context.RegistersAsync(stale, cancellation);
        return Results.Json(new NotificationsBody(
            values.Flag(RegisterMap.HintsPresent), values.Flag(RegisterMap.WarningsPresent), values.Flag(RegisterMap.ErrorPresent)));
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context, string field, Register register, Func<int, string, AcceptedWrites, object> body,
        CancellationToken cancellation)
    {
        var fields = await FieldsBody.ReadAsync(context.Request, $"{{\"{field}\": …}}", [field], cancellation);
        var number = NeaSmartWrites.Number(field, fields[field], register.Names!);
        return await NeaSmartWrites.AcceptAsync(
            context, [(register.Key, (long)number)], accepted => body(number, register.Names!.Names[number], accepted), cancellation);
    }
}
