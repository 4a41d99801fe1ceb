using System.ComponentModel;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Mvc;

namespace Econet.Gateway.Endpoints;

/// <summary>Values over time.</summary>
internal static class HistoryEndpoints
{
    private const string Example = """
        {"from":"2026-11-26T10:00:00.000Z","to":"2026-11-26T10:15:00.000Z","step":300,
         "series":[{"device":"heatpump","key":"TempCWU","title":"Hot water temperature","part":"hot_water","unit":"°C","kind":"number","precision":1,
          "aggregate":"mean","points":[["2026-11-26T10:00:00.000Z",47.2],["2026-11-26T10:05:00.000Z",null]]}],"not_found":[]}
        """;

    private const int UsualPoints = 1000;
    private const int MostSteps = 100_000;
    private const int MostValues = 2_000_000;
    private const int MostKeys = 50;

    private static readonly string[] Query = ["from", "to", "step", "points", "aggregate", "format", "lang"];

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/parameters/{key}/history", One)
            .TakesQuery(Query)
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("One parameter over time, as JSON, as columns for charts, or as CSV")
            .Produces<HistoryBody>().Errors(400, 404, 503).Example(Example);
        device.MapGet("/history", Several)
            .TakesQuery(["keys", .. Query])
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("Several parameters over one axis of time")
            .Produces<HistoryBody>().Errors(400, 503).Example(Example);
        device.MapGet("/history/series", Recorded)
            .TakesQuery("lang")
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("What is recorded")
            .Produces<RecordedBody>().Errors(400, 503).Example("""
                {"series":[{"device":"heatpump","key":"TempCWU","title":"Hot water temperature","part":"hot_water","unit":"°C","kind":"number","precision":1}]}
                """);
    }

    private static IResult One(
        HttpContext context, HistoryReader reader,
        [FromRoute] string key,
        [Description("The first moment: RFC 3339, or before now such as -24h.")] string? from,
        [Description("The moment after the last one. Default: now.")] string? to,
        [Description("auto (the default), raw, or a length such as 5m, 1h, 1d.")] string? step,
        [Description("How many points auto aims at, 10 to 20000. Default: 1000.")] string? points,
        [Description("mean (the default), min, max, last or increase; several separated by commas.")] string? aggregate,
        [Description("json (the default), columns or csv.")] string? format,
        [Description("The language of titles and names: de, en or pl.")] string? lang)
    {
        var device = context.Device().Id;
        var series = reader.Series(device).FirstOrDefault(one => one.IsCalled(key))
            ?? throw new EconetException(EconetError.NotFound, $"Parameter '{key}' is not recorded");
        return IsSeen(context, series)
            ? Answer(context, reader, [series], [], new(from, to, step, points, aggregate, format, lang))
            : throw Callers.Refused($"'{context.User.Identity?.Name}' may not read {series.Key}");
    }

    private static IResult Several(
        HttpContext context, HistoryReader reader,
        [FromQuery, Description("Up to 50 keys, separated by commas; device/key for one of another device.")] string[]? keys,
        [Description("The first moment: RFC 3339, or before now such as -24h.")] string? from,
        [Description("The moment after the last one. Default: now.")] string? to,
        [Description("auto (the default), raw, or a length such as 5m, 1h, 1d.")] string? step,
        [Description("How many points auto aims at, 10 to 20000. Default: 1000.")] string? points,
        [Description("mean (the default), min, max, last or increase; several separated by commas.")] string? aggregate,
        [Description("json (the default), columns or csv.")] string? format,
        [Description("The language of titles and names: de, en or pl.")] string? lang)
    {
        var device = context.Device().Id;
        string[] wanted = [.. (keys ?? []).SelectMany(Requests.Items).Distinct()];
        if (wanted.Length is 0 or > MostKeys)
        {
            throw new BadRequestException($"'keys' takes 1 to {MostKeys} keys separated by commas, not {wanted.Length}");
        }

        var (found, missing) = (new List<Series>(), new List<string>());
        var known = new Dictionary<string, IReadOnlyList<Series>>();
        foreach (var key in wanted)
        {
            if (Find(context, SeriesOf, device, key) is { } series)
            {
                found.Add(series);
            }
            else
            {
                missing.Add(key);
            }
        }

        return Answer(context, reader, found, missing, new(from, to, step, points, aggregate, format, lang));

        IReadOnlyList<Series> SeriesOf(string of) => known.TryGetValue(of, out var series) ? series : known[of] = reader.Series(of);
    }

    private static IResult Recorded(
        HttpContext context, HistoryReader reader, [Description("The language of titles and names: de, en or pl.")] string? lang)
    {
        var device = context.Device().Id;
        var words = new HistoryWords(context.RequestServices.GetRequiredService<VocabularySource>().Current, ParameterView.ReadableIn(context, lang).Language);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new RecordedBody(
            [.. reader.Series(device).Where(series => IsSeen(context, series)).OrderBy(series => series.Parameter.Index).Select(words.Of)]));
    }

    private static Series? Find(HttpContext context, Func<string, IReadOnlyList<Series>> seriesOf, string device, string key)
    {
        if (seriesOf(device).FirstOrDefault(one => one.IsCalled(key)) is { } ours)
        {
            return IsSeen(context, ours) ? ours : null;
        }

        return key.Split('/', 2) is [var other, var rest]
            && context.Sight().CoversDevice(other) && seriesOf(other).FirstOrDefault(one => one.IsCalled(rest)) is { } theirs && IsSeen(context, theirs)
                ? theirs
                : null;
    }

    private static bool IsSeen(HttpContext context, Series series) => context.Sight().CoversParameter(series.Key, series.Parameter.Name);

    private static IResult Answer(HttpContext context, HistoryReader reader, List<Series> series, List<string> missing, HistoryQuestion question)
    {
        var words = new HistoryWords(context.RequestServices.GetRequiredService<VocabularySource>().Current, ParameterView.ReadableIn(context, question.Lang).Language);
        var shape = Requests.Choice("format", question.Format, HistoryBodies.Json, HistoryBodies.Columns, HistoryBodies.Csv)
            ?? (context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/csv") ? HistoryBodies.Csv : HistoryBodies.Json);
        var (start, end) = HistoryQueries.Span(context, question.From, question.To);
        var aggregates = HistoryQueries.AggregatesOf(question.Aggregate);
        var most = Requests.Whole("points", question.Points, 10, 20_000) ?? UsualPoints;
        var length = HistoryQueries.Step(question.Step);
        if (length is > 0 && (end - start) / length is var steps && (steps > MostSteps || steps * Math.Max(1, series.Count) > MostValues))
        {
            throw new BadRequestException($"That makes {steps} steps for each of {series.Count} parameters; ask for longer steps, or step=auto");
        }

        var charts = new Charts(reader);
        var chart = length switch
        {
            null => charts.Fitting(series, start, end, most, aggregates),
            0 => charts.Raw(series, start, end),
            _ => charts.Stepped(series, start, end, length.Value, aggregates),
        };
        if (chart.Step == 0 && chart.Moments.Length > MostSteps)
        {
            throw new BadRequestException($"There are {chart.Moments.Length} changes, which is more than {MostSteps}; ask for less time, or for steps");
        }

        context.Response.Headers.CacheControl = "no-cache";
        return shape == HistoryBodies.Csv
            ? Results.Stream(body => HistoryBodies.WriteCsvAsync(body, chart), "text/csv; charset=utf-8")
            : Results.Stream(
                body => HistoryBodies.WriteAsync(body, chart, words, missing, areColumns: shape == HistoryBodies.Columns), "application/json; charset=utf-8");
    }
}

/// <summary>What a request for history asks for, besides the parameters; null for what it leaves out.</summary>
internal readonly record struct HistoryQuestion(string? From, string? To, string? Step, string? Points, string? Aggregate, string? Format, string? Lang);
