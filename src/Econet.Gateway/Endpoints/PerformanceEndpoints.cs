using System.ComponentModel;
using System.Text.Json;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>What the machine did, how well, and what was too cold.</summary>
internal static class PerformanceEndpoints
{
    private const string Unknown = "unknown";
    private const int MostPeriods = 5000;

    /// <summary>Of a day that is less known than this no heat loss is reckoned.</summary>
    private const double KnownEnough = 0.9;

    private static readonly string[] Lengths = [.. Enum.GetNames<PeriodLength>().Select(name => name.ToLowerInvariant())];

    public static void Map(IEndpointRouteBuilder device)
    {
        device.MapGet("/timeline", TimelineOf)
            .TakesQuery("from", "to", "lang")
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("What the heat pump did, and when its compressor ran")
            .Produces<TimelineBody>().Errors(400, 503).Example("""
                {"from":"2026-11-26T10:00:00.000Z","to":"2026-11-27T10:00:00.000Z",
                 "periods":[{"activity":"heating","title":"Heating","start":"2026-11-26T10:00:00.000Z","end":"2026-11-26T10:41:12.000Z"}],
                 "runs":[{"start":"2026-11-26T09:12:00.000Z","end":"2026-11-26T10:55:10.000Z"}]}
                """);
        device.MapGet("/performance", PerformanceOf)
            .TakesQuery("by", "from", "to")
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("Energy, COP, compressor and defrosts by hour, day, month or year")
            .Produces<PerformanceBody>().Errors(400, 503).Example("""
                {"by":"day","time_zone":"Europe/Warsaw","sources":{"electric":"counter","heat":"counter"},
                 "periods":[{"start":"2026-11-25T23:00:00.000Z","end":"2026-11-26T23:00:00.000Z","label":"2026-11-26","known":1,"outdoor_temperature":2.1,
                  "electric_kwh":14.2,"heat_kwh":52.8,"cop":3.72,"activities":{"heating":{"hours":9.1,"electric_kwh":12.1,"heat_kwh":46.2,"cop":3.82}},
                  "compressor":{"starts":14,"run_hours":10.4,"mean_run_minutes":44.6},"defrosts":3}],"total":null,"heat_loss":null}
                """);
        device.MapGet("/comfort", ComfortOf)
            .TakesQuery("from", "to", "lang")
            .RequireAuthorization(Policies.Read).WithTags("History").WithSummary("For how long rooms, and whatever else has a target, were too cold")
            .Produces<ComfortBody>().Errors(400, 503).Example("""
                {"parts":[{"part":"zone_1.2","title":"Zone 1.2","target":21.5,"hours_known":160.2,"hours_below":12.4,"kelvin_hours_below":9.1,"mean_temperature":21.1}]}
                """);
    }

    private static IResult TimelineOf(
        HttpContext context, HistoryReader reader,
        [Description("The first moment: RFC 3339, or before now such as -24h.")] string? from,
        [Description("The moment after the last one. Default: now.")] string? to,
        [Description("The language of titles: de, en or pl.")] string? lang)
    {
        var (start, end) = HistoryQueries.Span(context, from, to);
        var language = ParameterView.ReadableIn(context, lang).Language;
        var timeline = new Timeline(reader, RolesOf(context, reader));
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new TimelineBody(
            start.ToTime(), end.ToTime(),
            [.. timeline.Activities(start, end).Select(period => new ActivityPeriodBody(
                WordOf(period.Activity), language.Of(TitleOf(period.Activity)), period.Start.ToTime(), period.End.ToTime()))],
            [.. timeline.Runs(start, end).Select(run => new RunBody(run.Start.ToTime(), run.End?.ToTime()))]));
    }

    private static IResult PerformanceOf(
        HttpContext context, HistoryReader reader, TimeProvider time,
        [Description("hour, day (the default), month or year of the gateway's time zone.")] string? by,
        [Description("The first moment, whose whole period is taken. Default: 30 days ago.")] string? from,
        [Description("The moment after the last one. Default: now.")] string? to)
    {
        var length = Requests.Choice("by", by, Lengths) is { } given ? Enum.Parse<PeriodLength>(given, ignoreCase: true) : PeriodLength.Day;
        var (asked, end) = HistoryQueries.Span(context, from, to, TimeSpan.FromDays(30));
        var zone = time.LocalTimeZone;
        var periods = CalendarPeriods.Of(asked, end, length, zone).Take(MostPeriods + 1).ToList();
        if (periods.Count > MostPeriods)
        {
            throw new BadRequestException($"That makes more than {MostPeriods} periods; ask for less time, or for longer periods");
        }

        var start = periods[0].Start;
        var performance = new Performance(reader, RolesOf(context, reader), start, end);
        var found = periods.ConvertAll(performance.In);
        var days = length == PeriodLength.Day ? found : [.. CalendarPeriods.Of(start, end, PeriodLength.Day, zone).Select(performance.In)];
        var heated = days.Where(day => day is { Known: > KnownEnough, Outdoor: not null } && HeatingOf(day) > 0 && day.Period.End < end).ToList();
        var loss = HeatLoss.Of([.. heated.Select(day => (day.Outdoor!.Value, HeatingOf(day)!.Value))]);
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new PerformanceBody(
            length.ToString().ToLowerInvariant(), zone.Id, new SourcesBody(performance.ElectricSource, performance.HeatSource),
            [.. found.Select(PeriodBody.Of)], PeriodBody.Of(performance.In(new CalendarPeriod(start, end, "total"))),
            loss is null
                ? null
                : new HeatLossBody(
                    Math.Round(loss.WattsPerKelvin, 1), Math.Round(loss.BaseTemperature, 1), Math.Round(loss.Fit, 3), loss.Days,
                    [.. heated.Select(day => new HeatPointBody(day.Period.Label, Math.Round(day.Outdoor!.Value, 2), Math.Round(HeatingOf(day)!.Value, 2)))])));
    }

    private static IResult ComfortOf(
        HttpContext context, HistoryReader reader,
        [Description("The first moment: RFC 3339, or before now such as -7d. Default: 7 days ago.")] string? from,
        [Description("The moment after the last one. Default: now.")] string? to,
        [Description("The language of titles: de, en or pl.")] string? lang)
    {
        var (start, end) = HistoryQueries.Span(context, from, to, TimeSpan.FromDays(7));
        var language = ParameterView.ReadableIn(context, lang).Language;
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new ComfortBody([.. PartComfort.Of(reader, RolesOf(context, reader), start, end).Select(part => new PartComfortBody(
            part.Part.Id, part.Part.Title.In(language), part.Target, Math.Round(part.HoursKnown, 2), Math.Round(part.HoursBelow, 2),
            Math.Round(part.KelvinHoursBelow, 2), Math.Round(part.MeanTemperature, 2)))]));
    }

    /// <summary>What the request may see; derived figures reveal no more.</summary>
    private static SeriesByRole RolesOf(HttpContext context, HistoryReader reader)
    {
        var (device, sight) = (context.Device().Id, context.Sight());
        return new SeriesByRole(
            reader.Series(device).Where(series => sight.CoversParameter(series.Key, series.Parameter.Name)),
            context.RequestServices.GetRequiredService<VocabularySource>().Current);
    }

    /// <summary>What went into heating; all that was produced where the machine does not tell what it does.</summary>
    private static double? HeatingOf(PeriodPerformance day) =>
        day.Activities.Count == 0 ? day.Heat : day.Activities.GetValueOrDefault(Activity.Heating)?.Heat;

    public static string WordOf(Activity? activity) => activity is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : Unknown;

    private static string TitleOf(Activity? activity) => activity switch
    {
        Activity.HotWater => "Hot water",
        { } known => known.ToString(),
        null => "Unknown",
    };
}

internal sealed record ActivityPeriodBody(string Activity, string Title, DateTimeOffset Start, DateTimeOffset End);

/// <param name="End">Null while it runs.</param>
internal sealed record RunBody(DateTimeOffset Start, DateTimeOffset? End);

internal sealed record TimelineBody(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ActivityPeriodBody> Periods, IReadOnlyList<RunBody> Runs);

/// <summary>counter, integrated, or null.</summary>
internal sealed record SourcesBody(string? Electric, string? Heat);

internal sealed record ShareBody(double Hours, double? ElectricKwh, double? HeatKwh, double? Cop);

internal sealed record CompressorBody(int Starts, double RunHours, double? MeanRunMinutes);

/// <param name="Known">Share of the period of which the activity is known.</param>
internal sealed record PeriodBody(
    DateTimeOffset Start, DateTimeOffset End, string Label, double Known, double? OutdoorTemperature, double? ElectricKwh, double? HeatKwh, double? Cop,
    IReadOnlyDictionary<string, ShareBody> Activities, CompressorBody? Compressor, int? Defrosts)
{
    private const double MinutesOfHour = 60;

    public static PeriodBody Of(PeriodPerformance of) => new(
        of.Period.Start.ToTime(), of.Period.End.ToTime(), of.Period.Label, Math.Round(of.Known, 3), Rounded(of.Outdoor), Rounded(of.Electric), Rounded(of.Heat),
        CopOf(of.Electric, of.Heat),
        of.Activities.OrderBy(one => one.Key).ToDictionary(one => PerformanceEndpoints.WordOf(one.Key), one => new ShareBody(
            Math.Round(one.Value.Hours, 2), Rounded(one.Value.Electric), Rounded(one.Value.Heat), CopOf(one.Value.Electric, one.Value.Heat))),
        of is { Starts: { } starts, RunHours: { } hours }
            ? new CompressorBody(starts, Math.Round(hours, 2), starts > 0 ? Math.Round(hours * MinutesOfHour / starts, 1) : null)
            : null,
        of.Defrosts);

    /// <summary>Less than the counters show makes no ratio.</summary>
    private static double? CopOf(double? electric, double? heat) => electric > 0.05 && heat > 0.05 ? Math.Round(heat.Value / electric.Value, 2) : null;

    private static double? Rounded(double? number) => number is { } known ? Math.Round(known, 2) : null;
}

/// <param name="Fit">R², 0 to 1.</param>
internal sealed record HeatLossBody(double WattsPerKelvin, double BaseTemperature, double Fit, int Days, IReadOnlyList<HeatPointBody> Points);

internal sealed record HeatPointBody(string Label, double OutdoorTemperature, double HeatKwh);

internal sealed record PerformanceBody(
    string By, string TimeZone, SourcesBody Sources, IReadOnlyList<PeriodBody> Periods, PeriodBody? Total, HeatLossBody? HeatLoss);

internal sealed record PartComfortBody(
    string Part, string Title, double Target, double HoursKnown, double HoursBelow, double KelvinHoursBelow, double MeanTemperature);

internal sealed record ComfortBody(IReadOnlyList<PartComfortBody> Parts);
