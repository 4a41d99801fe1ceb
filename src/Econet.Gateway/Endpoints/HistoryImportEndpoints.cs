using System.ComponentModel;
using Econet.Gateway.Http;
using Econet.Gateway.Imports;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Endpoints;

/// <summary>Takes in what others recorded.</summary>
internal static class HistoryImportEndpoints
{
    /// <summary>More than a year of 100 parameters every minute.</summary>
    private const long MostBytes = 2L << 30;

    private const string Example = """
        {"dry_run":false,"lines":105121,"before":"2026-11-21T14:00:00.000Z",
         "series":[{"device":"heatpump","key":"TempCWU","values":105118,"from":"2025-11-01T00:00:00.000Z","to":"2026-11-20T23:55:00.000Z","hours":9239,"known_hours":0,"old_hours":0}],
         "not_found":[{"name":"sensor.cellar","values":12}],"unread":{"count":1,"first":[{"line":17,"reason":"'25:61' is no time; it takes 2026-01-22T20:55:07Z, one with an offset such as +01:00, or seconds since 1970"}]}}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/history/import", ImportAsync)
        .TakesQuery("device", "dry_run", "zone", "hold", "map")
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .RequireAuthorization(Policies.Admin).WithTags("History").WithSummary("Take in a CSV file that others recorded")
        .WithDescription(
            "The body is text/csv: a time and a column for each parameter, or a time, a parameter and a value in each line. It fills hours of which nothing is known; what "
            + "the gateway recorded itself stays as it is.")
        .Body<string>("text/csv", "time,TempCWU\r\n2026-11-20T23:55:00Z,47.2\r\n").Produces<ImportReport>().Errors(400, 404, 409, 413, 415, 503).Example(Example);

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        [Description("The device of parameters without one. Default: the first one.")] string? device,
        [Description("true: change nothing, and tell what would come in.")] string? dry_run,
        [Description("The time zone of times without an offset, such as Europe/Warsaw.")] string? zone,
        [Description("For how long at most a value holds until the next one, 1s to 31d. Default: 1h, and a day for states.")] string? hold,
        [FromQuery, Description("What a name of the file means: sensor.boiler=TempCWU; may be given several times.")] string[]? map,
        CancellationToken cancellation)
    {
        if (!(MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)))
        {
            throw new BadRequestException("Content-Type must be text/csv in UTF-8", StatusCodes.Status415UnsupportedMediaType);
        }

        var import = context.RequestServices.GetService<HistoryImport>()
            ?? throw new BadRequestException("The gateway records no history (HISTORY_ENABLED)", StatusCodes.Status409Conflict);
        if (device is not null)
        {
            context.Request.RouteValues["device"] = device;
        }

        var question = new ImportQuestion(
            context.Device().Id, Renamed(map ?? []), ZoneOf(zone), HistoryQueries.Within("hold", hold, TimeSpan.FromSeconds(1), TimeSpan.FromDays(31)),
            Requests.Choice("dry_run", dry_run, "true", "false") == "true");
        var sight = context.Sight();
        try
        {
            return Results.Json(await import.RunAsync(
                context.Request.Body, question, series => sight.CoversDevice(series.Device) && sight.CoversParameter(series.Key, series.Parameter.Name), cancellation));
        }
        catch (ImportException wrong)
        {
            throw new BadRequestException(
                wrong.Message, wrong.Code == RefusalCode.BadFile ? StatusCodes.Status400BadRequest : StatusCodes.Status503ServiceUnavailable, wrong.Code);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new BadRequestException($"The file is larger than {MostBytes >> 30} GB; split it", StatusCodes.Status413PayloadTooLarge);
        }
    }

    private static Dictionary<string, string> Renamed(string[] map)
    {
        var renamed = new Dictionary<string, string>();
        foreach (var pair in map)
        {
            var place = pair.LastIndexOf('=');
            if (place <= 0 || place == pair.Length - 1)
            {
                throw new BadRequestException($"'{pair}' is not allowed for 'map'; it takes NAME=KEY, such as sensor.boiler=TempCWU");
            }

            renamed[pair[..place].Trim()] = pair[(place + 1)..].Trim();
        }

        return renamed;
    }

    private static TimeZoneInfo? ZoneOf(string? zone) => zone is null ? null
        : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found
        : throw new BadRequestException($"'{zone}' is not allowed for 'zone'; it takes a time zone such as Europe/Warsaw or UTC");
}
