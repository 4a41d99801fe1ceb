using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>Whether the process lives, whether it can serve values, and how it all is.</summary>
internal static class HealthEndpoints
{
    private const string Healthy = "healthy";
    private const string Degraded = "degraded";
    private const string Unhealthy = "unhealthy";

    /// <summary>The state of a NEA SMART system that has done all it can: its base has to come to it. Clients set themselves up while it is so.</summary>
    private static readonly (string Kind, string State) AwaitsItsBase = ("neasmart", "waiting");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("", HealthAsync).AddEndpointFilter<RegisterFreshness>().RequireAuthorization(Policies.Read)
            .WithSummary("How the gateway and its devices are; 503 when no device answers")
            .WithDescription("'degraded' when a device does not answer while another one does or waits for its base, when a device or the gateway itself has a 'problem', "
                + "and while a configured MQTT broker is not connected.")
            .Produces<HealthBody>().Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable)
            .Example("""
                {"status":"healthy","version":"0.1.0","uptime":86400.5,"controller_connected":true,"parameters_count":1870,
                 "last_update":"2026-01-22T20:55:07.120Z","devices":[{"device":"heatpump","kind":"gm3","state":"running","alive":true,
                 "last_update":"2026-01-22T20:55:07.120Z","parameters_count":1870,"problem":[]}],
                 "problem":[],"mqtt":null}
                """);
        health.MapGet("/live", () => Results.Json(new LiveBody(Healthy))).RequireAuthorization(Policies.Public)
            .WithSummary("The process serves").Produces<LiveBody>().Example("""{"status":"healthy"}""");
        health.MapGet("/ready", ReadyAsync).RequireAuthorization(Policies.Public)
            .WithSummary("A device answers and its parameters are known; else 503")
            .Produces<LiveBody>().Produces<LiveBody>(StatusCodes.Status503ServiceUnavailable).Example("""{"status":"healthy"}""");
    }

    private static async Task<IResult> HealthAsync(HttpContext context, CancellationToken cancellation)
    {
        var body = await BodyAsync(context, cancellation);
        return Answer(context, body, ok: body.Status != Unhealthy);
    }

    public static async Task<HealthBody> BodyAsync(HttpContext context, CancellationToken cancellation)
    {
        var devices = await context.RequestServices.GetRequiredService<HealthOfDevices>().AskAsync(context.Sight(), cancellation);
        var mqtt = context.RequestServices.GetRequiredService<MqttRuns>().Status;
        var own = context.RequestServices.GetRequiredService<GatewayProblems>().Current;
        var isWell = own.IsEmpty && devices.All(d => d is { Alive: true, Problem.Count: 0 }) && mqtt is null or { Connected: true };
        var status = !devices.Any(d => d.Alive || (d.Kind, d.State) == AwaitsItsBase) ? Unhealthy : isWell ? Healthy : Degraded;
        var first = devices.Count > 0 ? devices[0] : null;
        return new HealthBody(
            status, Product.Version, Math.Round(context.RequestServices.GetRequiredService<Uptime>().Elapsed.TotalSeconds, 3), first is { Alive: true }, first?.ParametersCount ?? 0,
            first?.LastUpdate, devices, own, mqtt);
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, HealthOfDevices devices, CancellationToken cancellation)
    {
        var ready = (await devices.AskAsync(Grant.All, cancellation)).Any(d => d.Alive && d.ParametersCount > 0);
        return Answer(context, new LiveBody(ready ? Healthy : Unhealthy), ready);
    }

    private static IResult Answer(HttpContext context, object body, bool ok)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(body, statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <param name="Uptime">Seconds.</param>
/// <param name="ControllerConnected">The controller answered lately.</param>
/// <param name="LastUpdate">When it last answered with values.</param>
/// <param name="Problem">What keeps the gateway itself from working as it should, the oldest first; each device has its own.</param>
/// <param name="Mqtt">How the connection to the broker is doing; null without a broker.</param>
internal sealed record HealthBody(
    string Status,
    string Version,
    double Uptime,
    bool ControllerConnected,
    int ParametersCount,
    DateTimeOffset? LastUpdate,
    IReadOnlyList<DeviceBody> Devices,
    IReadOnlyList<Problem> Problem,
    MqttStatus? Mqtt);

internal sealed record LiveBody(string Status);
