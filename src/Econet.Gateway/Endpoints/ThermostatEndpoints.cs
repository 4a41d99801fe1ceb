using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>The virtual room thermostat, in the shapes that clients of such gateways know.</summary>
internal static class ThermostatEndpoints
{
    private const string Shape = "{\"temperature\": 21.5}";

    private const string Example = """
        {"enabled":true,"temperature":21.5,"effective_temperature":21.5,"is_stale":false,"age_seconds":12.1,"max_age_seconds":300,"stale_fallback":19,"pairing_state":"paired","bus_address":165}
        """;

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/thermostat/status", async (HttpContext context, CancellationToken cancellation) =>
                Results.Json(ThermostatBody.Of(await context.Device().Thermostat.StatusAsync(cancellation))))
            .RequireAuthorization(Policies.Read).WithTags("Thermostat").WithSummary("What the bus gets from the virtual thermostat, and whether it is paired")
            .Produces<ThermostatBody>().Errors(503, 504).Example(Example);
        device.MapPost("/thermostat/temperature", SubmitAsync)
            .RequireAuthorization(Policies.Write).WithTags("Thermostat").WithSummary("A new reading of the room, °C, 0 to 50")
            .Body<TemperatureRequest>(Shape).Produces<SubmittedBody>().Errors(400, 413, 415, 503, 504)
            .Example("""{"success":true,"temperature":21.5,"previous_age_seconds":10.0,"timestamp":"2026-01-22T20:55:07.120Z"}""");
        device.MapPost("/thermostat/pair", PairAsync)
            .RequireAuthorization(Policies.Write).WithTags("Thermostat").WithSummary("Pairs the virtual thermostat: put the panel into pairing mode within a minute")
            .Produces<PairingBody>().Errors(503, 504)
            .Example("""{"success":true,"message":"Pairing requested: put the panel into pairing mode within 60 s"}""");
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, TimeProvider time, CancellationToken cancellation)
    {
        var fields = await FieldsBody.ReadAsync(context.Request, Shape, ["temperature"], cancellation);
        var (status, previousAge) = await context.Device().Thermostat.SubmitAsync(Number(fields["temperature"]), cancellation);
        return Results.Json(new SubmittedBody(true, status.Temperature!.Value, ThermostatBody.Seconds(previousAge), time.GetUtcNow()));
    }

    private static async Task<IResult> PairAsync(HttpContext context, CancellationToken cancellation)
    {
        await context.Device().Thermostat.PairAsync(cancellation);
        return Results.Json(new PairingBody(true, "Pairing requested: put the panel into pairing mode within 60 s"));
    }

    private static double Number(object value) => value switch
    {
        long or ulong or decimal or double => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new BadRequestException("The field 'temperature' must be a number", code: RefusalCode.WrongType),
    };
}
