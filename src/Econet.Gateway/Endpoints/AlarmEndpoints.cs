using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

internal static class AlarmEndpoints
{
    public static void Map(IEndpointRouteBuilder device) =>
        device.MapGet("/alarms", AlarmsAsync)
            .RequireAuthorization(Policies.Read).WithTags("Alarms").WithSummary("The alarm log, newest first; times are the device's own")
            .WithDescription("After a start the log is read last: until then it is empty, and 'read_at' is null.")
            .Produces<AlarmsBody>().Errors(503, 504)
            .Example("""
                {"alarms":[{"index":0,"code":12,"name":null,"from_date":"2026-01-20T07:15:00","to_date":null,"active":true}],"read_at":"2026-01-22T20:55:07.120Z"}
                """);

    private static async Task<IResult> AlarmsAsync(HttpContext context, CancellationToken cancellation)
    {
        var alarms = await context.Device().AlarmsAsync(cancellation);
        return Results.Json(new AlarmsBody([.. alarms.Entries.Select(AlarmBody.Of)], alarms.ReadAt));
    }
}
