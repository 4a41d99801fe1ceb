using System.Globalization;
using System.Text;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Imports;
using Econet.Gateway.Tests.History;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.Imports;

/// <summary>What others recorded comes in, wherever the history is kept.</summary>
public abstract class HistoryImportContract : HistoryContract
{
    private protected static readonly DateTimeOffset Start = new(2026, 11, 20, 14, 20, 0, TimeSpan.Zero);

    private protected RecordedHouse House { get; }

    private protected HistoryImportContract(IHistoryStore? shared)
        : base(shared) => House = Begin(Start);

    [StoreFact]
    public async Task What_the_gateway_recorded_should_stay_and_the_rest_be_filled_once()
    {
        await BeginAsync();
        var file = Every("time,TempCWU,HPStatusWorkMode", Start.AddDays(-3), Start.AddHours(2), TimeSpan.FromMinutes(5), "22,3");

        var dry = await ImportAsync(file, isDry: true);
        Assert.Empty(HoursOf(Water, Start.AddDays(-2)));
        var first = await ImportAsync(file);
        var again = await ImportAsync(file);

        // Up to the hour in which the gateway began.
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero), first.Before);
        Assert.Equal([(72L, 3L), (72L, 3L)], first.Series.Select(series => (series.Hours, series.KnownHours)));
        Assert.Equal(first.Series, dry.Series);
        Assert.Equal([(0L, 75L), (0L, 75L)], again.Series.Select(series => (series.Hours, series.KnownHours)));
        Assert.Equal([22, 22, double.NaN, 40, 40], House.AtMinutes(Water, -1000, -21, -10, 0, 60));
        Assert.Equal([3, 3, double.NaN, 0, 0], House.AtMinutes(Status, -1000, -21, -10, 0, 60));

        // The day of both is rolled up, and later its changes are not kept any more.
        House.PassAndFlush(TimeSpan.FromDays(9));
        Assert.Equal([22, 22, double.NaN, 40, 40], House.AtMinutes(Water, -1000, -21, -10, 0, 60));
        Assert.Equal([3, 3, double.NaN, 0, 0], House.AtMinutes(Status, -1000, -21, -10, 0, 60));
        Assert.All((await ImportAsync(file)).Series, series => Assert.Equal(0, series.Hours));
    }

    [StoreFact]
    public async Task Line_that_can_not_be_read_should_cost_itself_only()
    {
        await BeginAsync();

        var report = await ImportAsync(
            "time,TempCWU,HPStatusWorkMode,cellar\n2026-11-19T10:00:00Z,40,Heating,1\n2026-11-19T25:00:00Z,40,1,1\n2026-11-19T10:10:00,40,1,1\n2026-11-19T10:20:00Z,40\n"
            + "2026-11-19T10:30:00Z,warm,Standby,1\n2026-11-19T10:40:00Z,4000,Cleaning,1\n2036-11-19T10:50:00Z,40,1,1\n\"2026-11-19T10:50:00Z,40,1,1\n"
            + new string('x', BoundedLines.Longest + 20) + "\n2026-11-19T11:00:00Z,42,heizen,1\n2026-11-19T12:00:00Z,,,1\n");

        Assert.Equal(9, report.Unread.Count);
        Assert.Equal([3, 4, 5, 6, 7, 7, 8, 9, 10], report.Unread.First.Select(line => line.Line));
        string[] reasons =
        [
            "'2026-11-19T25:00:00Z' is no time", "'2026-11-19T10:10:00' has no offset; say in which time zone", "It has 2 cells, and the titles are 4",
            "TempCWU: 'warm' is no number", "TempCWU: 4000 °C is impossible", "HPStatusWorkMode: 'Cleaning' is neither a number nor a name that it has",
            "'2036-11-19T10:50:00Z' is in the future", "A quote is not closed", "It is longer than 256 kB",
        ];
        Assert.All(report.Unread.First.Zip(reasons), pair => Assert.StartsWith(pair.Second, pair.First.Reason, StringComparison.Ordinal));
        Assert.Equal([new MissingName("cellar", 5)], report.NotFound);
        Assert.Equal([2L, 2L], report.Series.Select(series => series.Hours));
        Assert.Equal([40, 42], HoursOf(Water, Start.AddDays(-1)).Select(hour => Math.Round(hour.Value.Mean)));
        Assert.Equal([0, 1], HoursOf(Status, Start.AddDays(-1)).Select(hour => hour.Value.Last));
    }

    [StoreFact]
    public async Task Logger_that_was_off_should_be_a_gap()
    {
        await BeginAsync();

        await ImportAsync("time,TempCWU,HPStatusWorkMode\n2026-11-17T00:00Z,40,1\n2026-11-19T00:00Z,41,2\n2026-11-19T01:00Z,41,2\n");
        Assert.Equal([40, double.NaN, 41, double.NaN], AtHours(Water, 0, 1, 48, 49));
        Assert.Equal([1, 1, double.NaN, 2], AtHours(Status, 0, 23, 24, 48));

        await ImportAsync("time,TempCWU\n2026-11-12T00:00Z,40\n2026-11-13T00:00Z,41\n", hold: TimeSpan.FromDays(2));
        Assert.Equal([40, 40, double.NaN], AtHours(Water, -120, -97, -96));
    }

    private protected static string Every(string titles, DateTimeOffset from, DateTimeOffset to, TimeSpan step, string values)
    {
        var file = new StringBuilder(titles).Append('\n');
        for (var at = from; at <= to; at += step)
        {
            file.Append(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()},{values}\n");
        }

        return file.ToString();
    }

    /// <summary>The gateway has recorded for three hours.</summary>
    private protected Task BeginAsync()
    {
        House.TakeSnapshot();
        House.PassAndFlush(TimeSpan.FromHours(3));
        return Task.CompletedTask;
    }

    private protected async Task<ImportReport> ImportAsync(
        string file, bool isDry = false, string? zone = null, Dictionary<string, string>? renamed = null, TimeSpan? hold = null)
    {
        using var import = new HistoryImport(House.FilePath + ".import", House.Store, House.Options, House.Reader, House.Writer, VocabularySource.BuiltIn, House.Time);
        return await import.RunAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(file)),
            new ImportQuestion("heatpump", renamed ?? [], zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone), hold, isDry), _ => true, default);
    }

    private protected KeyValuePair<long, Rollup>[] HoursOf(string key, DateTimeOffset day)
    {
        var from = Moments.Floor(Moments.Of(day), Moments.Day);
        return [.. House.Reader.Rollups([House.SeriesOf(key)], from, from + Moments.Day, Moments.Hour)[0]];
    }

    private protected double[] AtHours(string key, params double[] hours) =>
        [.. hours.Select(hour => House.At(key, new DateTimeOffset(2026, 11, 17, 0, 30, 0, TimeSpan.Zero).AddHours(hour)))];
}
