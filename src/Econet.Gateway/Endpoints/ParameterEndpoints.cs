using System.ComponentModel;
using System.Globalization;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Endpoints;

internal static class ParameterEndpoints
{
    private const string Example = """
        {"index":103,"name":"HDWTSetPoint","value":47,"unit":"°C","type":"uint8","writable":true,"min":20,"max":55,"quality":"good",
         "read_at":"2026-01-22T20:55:07.120Z","changed_at":"2026-01-22T18:00:02.004Z"}
        """;

    private const string ReadableExample = """
        {"index":103,"name":"HDWTSetPoint","value":47,"unit":"°C","type":"uint8","writable":true,"min":20,"max":55,"quality":"good",
         "read_at":"2026-01-22T20:55:07.120Z","changed_at":"2026-01-22T18:00:02.004Z","title":"Hot water target","part":"hot_water",
         "part_title":"Hot water","display":"47 °C","raw":47,"quantity":"water_setpoint","precision":0,"level":"everyday",
         "icon":"mdi:water-thermometer","source":"documented"}
        """;

    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>A reading older than a day is not asked for in seconds.</summary>
    private const int LongestMaxAge = 86_400;

    /// <summary>A device may keep some values to itself for ever.</summary>
    private const double MostUnread = 0.1;

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/parameters", AllAsync)
            .TakesQuery("key", "names", "writable", "since", "stale", "view", "lang", "search", "part")
            .RequireAuthorization(Policies.Read).WithTags("Parameters").WithSummary("All parameters, or some")
            .WithDescription("Answers 304 to If-None-Match until something has been read again, and 503 while the device does not answer or has not been read yet.")
            .Produces<ParametersBody>().Produces(304).Errors(400, 503, 504)
            .Example($$"""{"timestamp":"2026-01-22T20:55:07.250Z","parameters":{"HDWTSetPoint":{{Example}} } }""");
        device.MapGet("/parameters/{key}", OneAsync)
            .TakesQuery("max_age", "stale", "view", "lang")
            .RequireAuthorization(Policies.Read).WithTags("Parameters").WithSummary("One parameter, by name, name@index or index")
            .WithDescription("With max_age it may ask the device, which takes a few seconds; 504 when the device does not answer in time.")
            .Produces<ReadableBody>().Errors(400, 404, 409, 503, 504).Example(ReadableExample);
    }

    private static async Task<IResult> AllAsync(
        HttpContext context,
        ParametersBodies bodies,
        GatewayOptions options,
        [Description("The key of the collection: name (the default) or index.")] string? key,
        [FromQuery, Description("Only these, by name, name@index or index; separated by commas.")] string[]? names,
        [Description("Only those that can be written (true) or can't (false).")] string? writable,
        [Description("Only those whose value changed after this time, in ISO 8601.")] string? since,
        [Description("'allow' also serves the last known values while the device does not answer.")] string? stale,
        [Description("'readable' adds titles, parts, scaled values and names; 'bare' is the default.")] string? view,
        [Description("The language of the readable view: de, en or pl.")] string? lang,
        [Description("Only those with all these words in their names, titles or parts.")] string? search,
        [Description("Only those of this part of the system, such as hot_water, circuit_2, or circuit for all of them.")] string? part,
        CancellationToken cancellation)
    {
        var keys = Requests.Keys(key, options);
        var shown = ParameterView.Of(context, view, lang, readableByDefault: false);
        bool? onlyWritable = Requests.Choice("writable", writable, "true", "false") is { } given ? given == "true" : null;
        var wanted = NamesFilter.Of(names);
        var changedAfter = Requests.Time("since", since);
        var snapshot = await SnapshotAsync(context, stale, cancellation);
        CheckRead(context, snapshot, stale);
        var searched = ParameterSearch.Of(search, part, ParameterView.ReadableIn(context, lang), snapshot.Parameters);

        // One that holds less than all for this key must not be taken for the one with all.
        var isLimited = !context.Sight().IsForAllParameters;
        var headers = context.Response.GetTypedHeaders();
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true, Private = isLimited };
        if (isLimited)
        {
            return Results.Bytes(Selected(), JsonType);
        }

        headers.ETag = Tag(snapshot, keys, shown);
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(
            tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(headers.ETag, useStrongComparison: false)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var body = wanted is null && onlyWritable is null && changedAfter is null && searched is null
            ? bodies.All(snapshot, keys, shown)
            : Selected();
        return Results.Bytes(body, JsonType);

        ReadOnlyMemory<byte> Selected() => Select(snapshot, keys, shown, wanted, p =>
            (onlyWritable is null || p.Writable == onlyWritable)
            && (changedAfter is null || p.ChangedAt > changedAfter)
            && (searched?.Matches(p) ?? true));
    }

    private static async Task<IResult> OneAsync(
        HttpContext context,
        [FromRoute] string key,
        [Description("Seconds: asks the device if the known value is older; 0 always asks.")] string? max_age,
        [Description("'allow' also serves the last known value while the device does not answer.")] string? stale,
        [Description("'bare' returns only what the device sends; 'readable' is the default.")] string? view,
        [Description("The language of the readable view: de, en or pl.")] string? lang,
        CancellationToken cancellation)
    {
        var shown = ParameterView.Of(context, view, lang, readableByDefault: true);
        var asked = Requests.Seconds("max_age", max_age, LongestMaxAge);
        var snapshot = await SnapshotAsync(context, stale, cancellation);
        var device = context.Device();
        var parameter = asked is { } maxAge && snapshot.Alive
            ? await device.ReadAsync(context.Key(key), maxAge, cancellation)
            : await device.ReadAsync(context.Key(key), cancellation);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(ParametersBodies.WriteOne(parameter, shown), JsonType);
    }

    /// <exception cref="EconetException">The device does not answer, and the request does not take what it last said.</exception>
    public static async Task<DeviceSnapshot> SnapshotAsync(HttpContext context, string? stale, CancellationToken cancellation)
    {
        var mayBeStale = Requests.Choice("stale", stale, "allow") is not null;
        var snapshot = await context.Device().SnapshotAsync(cancellation);
        return snapshot.Alive || mayBeStale
            ? snapshot
            : throw new EconetException(EconetError.Unavailable, $"{context.DeviceCalled()} unavailable; ?stale=allow returns the last known values");
    }

    /// <summary>
    /// A controller that was learned a moment ago has names and no values yet. Clients that set themselves up by what is there must not do so
    /// then. A base tells its registers when it likes, and many never.
    /// </summary>
    /// <exception cref="EconetException">Too little has been read, and the request does not take that.</exception>
    private static void CheckRead(HttpContext context, DeviceSnapshot snapshot, string? stale)
    {
        if (stale is null && context.DeviceKind() == DeviceKind.Gm3
            && snapshot.Parameters.Count(p => p.ReadAt is null) > snapshot.Parameters.Length * MostUnread)
        {
            throw new EconetException(
                EconetError.Unavailable, "Heat pump unavailable: its parameters are being read for the first time; ?stale=allow returns those already read");
        }
    }

    /// <summary>Weak, since compression changes the bytes; with the time, since versions restart when the gateway does.</summary>
    /// <summary>Of all that the body depends on, the settings among it, which may change.</summary>
    private static EntityTagHeaderValue Tag(DeviceSnapshot snapshot, ParameterKeys keys, ParameterView view)
    {
        var vocabulary = view is ParameterView.Readable readable ? string.Create(CultureInfo.InvariantCulture, $"-{readable.Version:x}") : "";
        return new(string.Create(CultureInfo.InvariantCulture, $"\"{snapshot.Version:x}-{snapshot.Timestamp.UtcTicks:x}-{keys}-{view.Key}{vocabulary}\""), isWeak: true);
    }

    private static ReadOnlyMemory<byte> Select(
        DeviceSnapshot snapshot, ParameterKeys keys, ParameterView view, NamesFilter? names, Func<ParameterValue, bool> isWanted)
    {
        var (found, notFound) = names?.Find(snapshot.Parameters) ?? (snapshot.Parameters, []);
        return ParametersBodies.Write(snapshot, keys, view, [.. found.Where(isWanted)], notFound);
    }
}
