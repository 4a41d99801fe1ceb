using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Logging;
using Econet.Gateway.Security;
using Serilog.Events;

namespace Econet.Gateway.Endpoints;

/// <summary>The log, and what is logged, for administrators.</summary>
internal static class LogEndpoints
{
    private static readonly string[] Names = [.. Enum.GetNames<Subsystem>().Select(name => name.ToLowerInvariant())];

    private const string Example = """
        {"at":"2026-11-27T06:12:07.120Z","level":"WARNING","subsystem":"bus","message":"heatpump: The bus is silent","device":"heatpump"}
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/logs", (LogTail tail, string? level, string? subsystem, string? search, string? limit) =>
                Results.Json(new LogLinesBody([.. tail.Last().Where(Filter.Of(level, subsystem, search).Takes)
                    .TakeLast(Requests.Whole("limit", limit, 1, LogTail.Kept) ?? LogTail.Kept).Select(LogLineBody.Of)])))
            .TakesQuery("level", "subsystem", "search", "limit")
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("The last lines of the log, at most 1,000, the oldest first")
            .Produces<LogLinesBody>().Errors(400).Example($$"""{"lines":[{{Example}}]}""");
        routes.MapGet("/api/logs/events", (
                HttpContext context, LogTail tail, Revocations revocations, string? level, string? subsystem, string? search) =>
                {
                    var filter = Filter.Of(level, subsystem, search);
                    return EndlessEvents.Answer(context, () => FollowAsync(tail, filter, revocations.Watch(context), context.RequestAborted));
                })
            .TakesQuery("level", "subsystem", "search")
            .RequireAuthorization(Policies.Admin).RequireRateLimiting(RateLimits.Streams).WithTags("Gateway").WithSummary("The lines of the log as they come, as server-sent events")
            .Produces<string>(200, "text/event-stream").Errors(400)
            .Example("""
                "event: line\ndata: {\"at\":\"2026-11-27T06:12:07.120Z\",\"level\":\"WARNING\",\"subsystem\":\"bus\",\"message\":\"heatpump: The bus is silent\",\"device\":\"heatpump\"}\n\n"
                """);
        routes.MapGet("/api/logs/levels", (LogLevels levels) => Results.Json(LevelsBody.Of(levels)))
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("What is logged of each part of the gateway")
            .Produces<LevelsBody>().Example("""{"levels":{"bus":"DEBUG","devices":"INFO"}}""");
        routes.MapPost("/api/logs/levels", SetAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("Changes what is logged, until the next start or change of the settings")
            .Body<Dictionary<string, string>>("""{"bus":"DEBUG"}""").Produces<LevelsBody>().Errors(400, 413, 415)
            .Example("""{"levels":{"bus":"DEBUG","devices":"INFO"}}""");
    }

    private static async IAsyncEnumerable<SseItem<LogLineBody?>> FollowAsync(
        LogTail tail, Filter filter, IDisposable? watched, [EnumeratorCancellation] CancellationToken stop)
    {
        using var end = watched;
        // At once, so that a client knows that it is heard.
        yield return new SseItem<LogLineBody?>(null, "begin");
        await foreach (var line in tail.FollowAsync(stop))
        {
            if (filter.Takes(line))
            {
                yield return new SseItem<LogLineBody?>(LogLineBody.Of(line), "line");
            }
        }
    }

    private static async Task<IResult> SetAsync(HttpContext context, LogLevels levels, CancellationToken cancellation)
    {
        var wanted = await FieldsBody.ReadAsync(context.Request, """{"bus": "DEBUG"}""", Names, cancellation);
        levels.Change(wanted.Select(pair => (SubsystemOf(pair.Key), LevelOf(pair.Value as string ?? ""))));
        return Results.Json(LevelsBody.Of(levels));
    }

    private static Subsystem SubsystemOf(string name) => SettingParsers.Choice<Subsystem>(name)
        ?? throw new BadRequestException($"'{name}' is not a part of the gateway; there are {string.Join(", ", Names)}");

    private static LogEventLevel LevelOf(string level) => SettingParsers.Level(level)
        ?? throw new BadRequestException($"'{level}' is not a log level; it takes DEBUG, INFO, WARNING or ERROR");

    private sealed record Filter(LogEventLevel Level, Subsystem? Subsystem, string? Search)
    {
        public static Filter Of(string? level, string? subsystem, string? search) => new(
            level is null ? LogEventLevel.Verbose : LevelOf(level), subsystem is null ? null : SubsystemOf(subsystem), search);

        public bool Takes(LogLine line) =>
            line.Level >= Level && (Subsystem is null || line.Subsystem == Subsystem)
            && (Search is null || line.Message.Contains(Search, StringComparison.OrdinalIgnoreCase));
    }
}

internal sealed record LogLinesBody(IReadOnlyList<LogLineBody> Lines);

/// <summary>A line of the log.</summary>
internal sealed record LogLineBody(
    DateTimeOffset At, string Level, string Subsystem, string Message, string? Device, string? RequestId, string? Exception)
{
    public static LogLineBody Of(LogLine line) => new(
        line.At, LevelsBody.NameOf(line.Level), line.Subsystem.ToString().ToLowerInvariant(), line.Message, line.Device, line.RequestId, line.Exception);
}

/// <summary>The level of each part of the gateway.</summary>
internal sealed record LevelsBody(IReadOnlyDictionary<string, string> Levels)
{
    public static LevelsBody Of(LogLevels levels) => new(Enum.GetValues<Subsystem>().ToDictionary(
        subsystem => subsystem.ToString().ToLowerInvariant(),
        subsystem => NameOf(levels.Of(subsystem))));

    public static string NameOf(LogEventLevel level) => level == LogEventLevel.Information ? "INFO" : level.ToString().ToUpperInvariant();
}
