using System.Globalization;
using System.Text;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Imports;
using Econet.Gateway.Tests.History;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.Imports;

public sealed class HistoryImportTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 14, 20, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house = new(Start);

    public void Dispose() => _house.Dispose();

    public static TheoryData<string, string> Formats => new()
    {
        { "own export", "time,TempCWU\r\n2026-11-19T10:00:00.000Z,47.25\r\n2026-11-19T10:30:00.000Z,48.5\r\n2026-11-19T11:00:00.000Z,\r\n" },
        { "own export of two aggregates", "time,TempCWU mean,TempCWU max\r\n2026-11-19T10:00:00Z,47.25,99\r\n2026-11-19T10:30:00Z,48.5,99\r\n2026-11-19T11:00:00Z,,\r\n" },
        { "Home Assistant", "entity_id,state,last_changed\nsensor.boiler,47.25,2026-11-19T10:00:00.000Z\nsensor.boiler,48.5,2026-11-19T10:30:00.000Z\nsensor.boiler,unavailable,2026-11-19T11:00:00.000Z\n" },
        {
            "InfluxDB",
            """
            #group,false,false,true,false,false,true
            #datatype,string,long,string,dateTime:RFC3339,double,string
            #default,_result,,,,,
            ,result,table,device,_time,_value,parameter
            ,,0,other,2026-11-19T10:00:00Z,1,TempCWU

            #datatype,string,long,string,dateTime:RFC3339,double,string
            ,result,table,_value,_time,device,parameter
            ,,1,47.25,2026-11-19T10:00:00.123456789Z,heatpump,TempCWU
            ,,1,48.5,2026-11-19T10:30:00Z,heatpump,TempCWU
            ,,1,48.5,2026-11-19T11:00:00Z,heatpump,TempCWU
            """
        },
        { "spreadsheet", "Timestamp;\"heatpump/TempCWU\"\r\n19.11.2026 11:00;47,25\r\n19.11.2026 11:30:00;48,5\r\n19.11.2026 12:00;\r\n" },
        { "in no order", "time,61\n1795086000,48.5\n1795084200,48.5\n1795082400,47.25\n" },
        { "milliseconds", "ts\tTempCWU\n1795082400000\t47.25\n1795084200000\t48.5\n1795086000000\tnull\n" },
        { "offsets", "time,TempCWU\n2026-11-19 11:00:00+01:00,47.25\n2026-11-19 05:30:00 -0500,48.5\n2026-11-19T12:00+01,nan\n" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Files_of_others_should_come_in(string format, string file)
    {
        await BeginAsync();

        var report = await ImportAsync(file, zone: "Europe/Warsaw", renamed: new() { ["sensor.boiler"] = Water });

        Assert.Empty(report.Unread.First);
        Assert.True(report.Series is [{ Key: Water, Values: 3, Hours: 1, KnownHours: 0 }], format);
        var hour = Assert.Single(HoursOf(Water, new(2026, 11, 19, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal((47.875, 47.25, 48.5, 48.5), (hour.Value.Mean, hour.Value.Min, hour.Value.Max, hour.Value.Last), Nearly);
        Assert.InRange(hour.Value.Known, Moments.Hour - 200, Moments.Hour);
    }

    [Fact]
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
        Assert.Equal([22, 22, double.NaN, 40, 40], _house.AtMinutes(Water, -1000, -21, -10, 0, 60));
        Assert.Equal([3, 3, double.NaN, 0, 0], _house.AtMinutes(Status, -1000, -21, -10, 0, 60));

        // The day of both is rolled up, and later its changes are not kept any more.
        _house.PassAndFlush(TimeSpan.FromDays(9));
        Assert.Equal([22, 22, double.NaN, 40, 40], _house.AtMinutes(Water, -1000, -21, -10, 0, 60));
        Assert.Equal([3, 3, double.NaN, 0, 0], _house.AtMinutes(Status, -1000, -21, -10, 0, 60));
        Assert.All((await ImportAsync(file)).Series, series => Assert.Equal(0, series.Hours));
    }

    [Fact]
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

    [Fact]
    public async Task Logger_that_was_off_should_be_a_gap()
    {
        await BeginAsync();

        await ImportAsync("time,TempCWU,HPStatusWorkMode\n2026-11-17T00:00Z,40,1\n2026-11-19T00:00Z,41,2\n2026-11-19T01:00Z,41,2\n");
        Assert.Equal([40, double.NaN, 41, double.NaN], AtHours(Water, 0, 1, 48, 49));
        Assert.Equal([1, 1, double.NaN, 2], AtHours(Status, 0, 23, 24, 48));

        await ImportAsync("time,TempCWU\n2026-11-12T00:00Z,40\n2026-11-13T00:00Z,41\n", hold: TimeSpan.FromDays(2));
        Assert.Equal([40, 40, double.NaN], AtHours(Water, -120, -97, -96));
    }

    [Fact]
    public async Task Series_should_not_lose_hours_to_the_imported_detail_of_another()
    {
        _house.Options = _house.Options with { MostBytes = 40_000, Raw = TimeSpan.FromDays(1) };
        _house.Restart();
        _house.TakeSnapshot();
        var random = new Random(3);
        for (var hour = 0; hour < 24 * 12; hour++)
        {
            _house.SetWater(40 + random.Next(100) / 10.0);
            _house.PassAndFlush(TimeSpan.FromHours(1));
        }

        using (var file = HistoryFile.OpenToRead(_house.FilePath)!)
        {
            Assert.InRange(file.FirstChunk(Tier.Minutes)!.Value, (Moments.Of(Start) / Moments.Day) + 1, long.MaxValue);
        }

        var before = _house.AtMinutes(Water, 30, 90, 600);
        Assert.DoesNotContain(double.NaN, before);
        await ImportAsync(Every("time,AXEN_REGISTER_1202_1203,TempCWU", Start.AddDays(-2), Start.AddDays(2), TimeSpan.FromMinutes(5), "900,1"));

        Assert.Equal(before, _house.AtMinutes(Water, 30, 90, 600));
        Assert.Equal([1, 900], [_house.At(Water, Start.AddDays(-1)), _house.At(Energy, Start.AddDays(-1))]);
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("\n# a remark\n", "The file is empty")]
    [InlineData("when,TempCWU\n1,2\n", "Line 1 has no title of a column for the time")]
    [InlineData("#!\n\nPK\u0003\u0004\n", "Line 3 has no title of a column for the time")]
    public async Task What_is_no_file_of_values_should_be_refused(string file, string reason)
    {
        await BeginAsync();

        Assert.StartsWith(reason, (await Assert.ThrowsAsync<ImportException>(() => ImportAsync(file))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_house.FilePath + ".import"));
    }

    [Fact]
    public async Task Trouble_of_the_disk_should_be_told()
    {
        await BeginAsync();
        Directory.CreateDirectory(_house.FilePath + ".import");

        var told = await Assert.ThrowsAsync<ImportException>(() => ImportAsync("time,TempCWU\n2026-11-19T10:00:00Z,40\n"));

        Assert.Equal(RefusalCode.Unavailable, told.Code);
        Assert.EndsWith("What has come in stays; import the file again", told.Message, StringComparison.Ordinal);
    }

    private static bool Nearly((double Mean, double Min, double Max, double Last) one, (double Mean, double Min, double Max, double Last) other) =>
        Math.Abs(one.Mean - other.Mean) < 0.02 && Math.Abs(one.Min - other.Min) < 0.02 && Math.Abs(one.Max - other.Max) < 0.02 && Math.Abs(one.Last - other.Last) < 0.02;

    private static string Every(string titles, DateTimeOffset from, DateTimeOffset to, TimeSpan step, string values)
    {
        var file = new StringBuilder(titles).Append('\n');
        for (var at = from; at <= to; at += step)
        {
            file.Append(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()},{values}\n");
        }

        return file.ToString();
    }

    /// <summary>The gateway has recorded for three hours.</summary>
    private Task BeginAsync()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromHours(3));
        return Task.CompletedTask;
    }

    private async Task<ImportReport> ImportAsync(
        string file, bool isDry = false, string? zone = null, Dictionary<string, string>? renamed = null, TimeSpan? hold = null)
    {
        using var import = new HistoryImport(_house.FilePath, _house.Options, _house.Reader, _house.Writer, VocabularySource.BuiltIn, _house.Time);
        return await import.RunAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(file)),
            new ImportQuestion("heatpump", renamed ?? [], zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone), hold, isDry), _ => true, default);
    }

    private KeyValuePair<long, Rollup>[] HoursOf(string key, DateTimeOffset day)
    {
        var from = Moments.Floor(Moments.Of(day), Moments.Day);
        return [.. _house.Reader.Rollups([_house.SeriesOf(key)], from, from + Moments.Day, Moments.Hour)[0]];
    }

    private double[] AtHours(string key, params double[] hours) =>
        [.. hours.Select(hour => _house.At(key, new DateTimeOffset(2026, 11, 17, 0, 30, 0, TimeSpan.Zero).AddHours(hour)))];
}
