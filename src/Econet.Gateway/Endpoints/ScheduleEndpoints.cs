using System.ComponentModel;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>Weekly schedules: each is made of 14 parameters, which remain parameters.</summary>
internal static class ScheduleEndpoints
{
    private const string ExampleDays = """
        {"sunday":["06:00-08:00","19:00-22:30"],"monday":["05:30-07:00"],"tuesday":["05:30-07:00"],"wednesday":["05:30-07:00"],
         "thursday":["05:30-07:00"],"friday":[],"saturday":["00:00-24:00"]}
        """;

    private const string Example = $$"""
        {"name":"HDW","days":{{ExampleDays}},"quality":"good","read_at":"2026-01-22T20:55:07.120Z"}
        """;

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/schedules", AllAsync)
            .RequireAuthorization(Policies.Read).WithTags("Schedules").WithSummary("All weekly schedules")
            .Produces<SchedulesBody>().Errors(400, 503, 504).Example($$"""{"schedules":[{{Example}}]}""");
        device.MapGet("/schedules/{name}", OneAsync)
            .RequireAuthorization(Policies.Read).WithTags("Schedules").WithSummary("One weekly schedule")
            .Produces<ScheduleBody>().Errors(400, 404, 503, 504).Example(Example);
        device.MapPost("/schedules/{name}", WriteAsync)
            .RequireAuthorization(Policies.Write).HasOwnAuditEntry().WithTags("Schedules").WithSummary("Writes days of a weekly schedule and waits until the device took them")
            .WithDescription("Sends only what differs from what the device holds. If a part could not be written, the error lists 'written' and 'failed'.")
            .Produces<WrittenScheduleBody>().Errors(400, 404, 409, 413, 415, 429, 503, 504, 507)
            .Example($$"""
                {"success":true,"name":"HDW","days":{{ExampleDays}},"written":["HDWSundayPM"],"timestamp":"2026-01-22T20:55:07.250Z"}
                """)
            .Body<ScheduleRequest>("""{"days":{"sunday":["06:00-08:00","19:00-22:30"]}}""");
    }

    private static async Task<IResult> AllAsync(
        HttpContext context,
        [Description("'allow' also serves the last known schedules while the device does not answer.")] string? stale,
        CancellationToken cancellation)
    {
        var snapshot = await ParameterEndpoints.SnapshotAsync(context, stale, cancellation);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new SchedulesBody([.. WeeklySchedule.Find(snapshot.Parameters).Select(ScheduleBody.Of)]));
    }

    private static async Task<IResult> OneAsync(
        HttpContext context,
        [FromRoute] string name,
        [Description("'allow' also serves the last known schedule while the device does not answer.")] string? stale,
        CancellationToken cancellation)
    {
        var schedule = Find(context, await ParameterEndpoints.SnapshotAsync(context, stale, cancellation), name);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(ScheduleBody.Of(schedule));
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context, TimeProvider time, [FromRoute] string name, CancellationToken cancellation)
    {
        var device = context.Device();
        var days = await ScheduleRequestBody.ReadAsync(context.Request, cancellation);
        var snapshot = await device.SnapshotAsync(cancellation);
        if (!snapshot.Alive)
        {
            throw new EconetException(EconetError.Unavailable, $"{context.DeviceCalled()} unavailable");
        }

        var schedule = Find(context, snapshot, name);
        var results = await device.WriteAllAsync(
            schedule.Words(days).Select(word => (word.Key, (object)word.Word)), DeviceWrites.Options(context), time, cancellation);
        var written = results.Where(r => r.Success).ToArray();
        string[] keys = [.. written.Where(r => r.Job is not { SentAt: null }).Select(r => r.Key)];
        if (written.Length < results.Length)
        {
            return Problems.Result(keys, [.. results.Where(r => !r.Success)]);
        }

        var now = written.Aggregate(schedule, (week, word) => week.With(word.Key, word.NewValue));
        var at = written.Select(r => r.Timestamp).DefaultIfEmpty(snapshot.Timestamp).Max();
        return Results.Json(new WrittenScheduleBody(true, schedule.Name, DaysBody.Of(now), keys, at));
    }

    private static WeeklySchedule Find(HttpContext context, DeviceSnapshot snapshot, string decoded)
    {
        var name = context.Key(decoded);
        return WeeklySchedule.Find(snapshot.Parameters).FirstOrDefault(s => s.Name == name)
            ?? throw (snapshot.Parameters.IsEmpty
                ? new EconetException(EconetError.Unavailable, $"{context.DeviceCalled()} unavailable")
                : new EconetException(EconetError.NotFound, $"Schedule '{name}' not found"));
    }
}
