using Econet.Gateway.History;
using Econet.Gateway.Imports;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.Imports;

public sealed class HistoryImportTests() : HistoryImportContract(shared: null)
{
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
    public async Task Series_should_not_lose_hours_to_the_imported_detail_of_another()
    {
        House.Options = House.Options with { MostBytes = 40_000, Raw = TimeSpan.FromDays(1) };
        House.Restart();
        House.TakeSnapshot();
        var random = new Random(3);
        for (var hour = 0; hour < 24 * 12; hour++)
        {
            House.SetWater(40 + random.Next(100) / 10.0);
            House.PassAndFlush(TimeSpan.FromHours(1));
        }

        using (var file = HistoryFile.OpenToRead(House.FilePath)!)
        {
            Assert.InRange(file.FirstChunk(Tier.Minutes)!.Value, (Moments.Of(Start) / Moments.Day) + 1, long.MaxValue);
        }

        var before = House.AtMinutes(Water, 30, 90, 600);
        Assert.DoesNotContain(double.NaN, before);
        await ImportAsync(Every("time,AXEN_REGISTER_1202_1203,TempCWU", Start.AddDays(-2), Start.AddDays(2), TimeSpan.FromMinutes(5), "900,1"));

        Assert.Equal(before, House.AtMinutes(Water, 30, 90, 600));
        Assert.Equal([1, 900], [House.At(Water, Start.AddDays(-1)), House.At(Energy, Start.AddDays(-1))]);
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
        Assert.False(File.Exists(House.FilePath + ".import"));
    }

    [Fact]
    public async Task Trouble_of_the_disk_should_be_told()
    {
        await BeginAsync();
        Directory.CreateDirectory(House.FilePath + ".import");

        var told = await Assert.ThrowsAsync<ImportException>(() => ImportAsync("time,TempCWU\n2026-11-19T10:00:00Z,40\n"));

        Assert.Equal(RefusalCode.Unavailable, told.Code);
        Assert.EndsWith("What has come in stays; import the file again", told.Message, StringComparison.Ordinal);
    }

    private static bool Nearly((double Mean, double Min, double Max, double Last) one, (double Mean, double Min, double Max, double Last) other) =>
        Math.Abs(one.Mean - other.Mean) < 0.02 && Math.Abs(one.Min - other.Min) < 0.02 && Math.Abs(one.Max - other.Max) < 0.02 && Math.Abs(one.Last - other.Last) < 0.02;
}
