using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Endpoints;
using Econet.Gateway.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.History;

public sealed class PerformanceTests : IDisposable
{
    private const int Outdoor = 68;
    private const int Valve = 83;
    private const int Electric = 1047;
    private const int Heat = 1048;
    private const int Mode = 1133;
    private const int Status = 1350;
    private const int Compressor = 1363;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house = new(
        Start,
        new FakeDevice(
            "heatpump", Parameter(Outdoor, "TempWthr", Value.Of(5f)), Parameter(Valve, "flapValveStates", Number(0)), Parameter(Electric, "ElectricPower", Value.Of(0f)),
            Parameter(Heat, "HeatingPower", Value.Of(0f)), Parameter(Mode, "AxenWorkState", Value.Of(ParameterType.UInt32, 1)),
            Parameter(Status, "HPStatusWorkMode", Number(0)), Parameter(Compressor, "HPStatusComprStat", Number(0)),
            Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 48)), Parameter(61, "TempCWU", Value.Of(45f))));

    public void Dispose() => _house.Dispose();

    [Fact]
    public void Timeline_should_tell_what_the_machine_did_without_holes()
    {
        _house.TakeSnapshot();
        Do(1, 30, isOn: true);
        _house.Set(Valve, Number(3));
        Do(1, 20, isOn: true);
        _house.Set(Valve, Number(0));
        Do(4, 5, isOn: true);
        Do(0, 10, isOn: false);
        _house.Set(Mode, Value.Of(ParameterType.UInt32, 0));
        Do(0, 10, isOn: false);
        _house.Set(Status, Number(0), Quality.Stale);
        _house.Pass(TimeSpan.FromMinutes(10));

        var (from, to) = (Moments.Of(Start), _house.Now);
        var periods = Timeline.Activities(from, to);

        Assert.Equal(
            [(Activity.Heating, 30), (Activity.HotWater, 20), (Activity.Defrost, 5), (Activity.Standby, 10), (Activity.Off, 10), ((Activity?)null, 10L)],
            periods.Select(period => (period.Activity, period.Length / Moments.Minute)));
        Assert.Equal((from, to), (periods[0].Start, periods[^1].End));
        Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.Equal([new CompressorRun(from, from + (55 * Moments.Minute), IsStart: false)], Timeline.Runs(from, to));
    }

    [Fact]
    public void Run_that_goes_on_should_have_its_true_begin_and_no_end()
    {
        _house.TakeSnapshot();
        Do(0, 10, isOn: false);
        Do(1, 30, isOn: true);

        Assert.Equal([new CompressorRun(Moments.Of(Start.AddMinutes(10)), null)], Timeline.Runs(Moments.Of(Start.AddMinutes(20)), _house.Now));
    }

    [Fact]
    public void Gap_should_be_no_start_and_what_is_not_known_not_nothing()
    {
        _house.TakeSnapshot();
        Do(0, 10, isOn: false);
        Do(1, 10, isOn: true);
        _house.Set(Compressor, Number(1), Quality.Stale);
        _house.Pass(TimeSpan.FromMinutes(10));
        Do(1, 10, isOn: true);

        Assert.Equal([true, false], Timeline.Runs(Moments.Of(Start), _house.Now).Select(run => run.IsStart));
        var performance = new Performance(_house.Reader, Roles, Moments.Of(Start.AddDays(-1)), _house.Now);
        Assert.Equal(1, performance.In(new CalendarPeriod(Moments.Of(Start), _house.Now, "day")).Starts);
        var before = performance.In(new CalendarPeriod(Moments.Of(Start.AddDays(-1)), Moments.Of(Start), "day"));
        Assert.Equal((null, null, null), (before.Starts, before.RunHours, before.Defrosts));
    }

    [Fact]
    public void Energy_should_be_power_over_time_where_there_is_no_counter_and_split_by_what_the_machine_did()
    {
        _house.TakeSnapshot();
        Power(1, 4);
        Do(1, 60, isOn: true);
        Power(2, 5);
        _house.Set(Valve, Number(3));
        Do(1, 30, isOn: true);
        Power(1, 0);
        Do(4, 30, isOn: true);
        Power(0, 0);
        Do(0, 60, isOn: false);

        var performance = new Performance(_house.Reader, Roles, Moments.Of(Start), _house.Now);
        var day = performance.In(new CalendarPeriod(Moments.Of(Start), _house.Now, "day"));

        Assert.Equal(("integrated", "integrated"), (performance.ElectricSource, performance.HeatSource));
        Assert.Equal((2.5, 6.5, 5, 1.0), (Math.Round(day.Electric!.Value, 2), Math.Round(day.Heat!.Value, 2), Math.Round(day.Outdoor!.Value, 2), day.Known));
        // It ran already when it was first seen.
        Assert.Equal((0, 2, 1), (day.Starts, day.RunHours, day.Defrosts));
        Assert.Equal(
            [(Activity.Standby, 1, 0, 0), (Activity.Heating, 1, 1, 4), (Activity.HotWater, 0.5, 1, 2.5), (Activity.Defrost, 0.5, 0.5, 0)],
            day.Activities.OrderBy(one => one.Key).Select(one => (
                one.Key, Math.Round(one.Value.Hours, 2), Math.Round(one.Value.Electric!.Value, 2), Math.Round(one.Value.Heat!.Value, 2)))
                .OrderBy(one => Array.IndexOf([Activity.Standby, Activity.Heating, Activity.HotWater, Activity.Defrost], one.Key)));
    }

    [Fact]
    public void Energy_should_be_split_as_finely_in_a_long_time_as_in_a_short_one()
    {
        _house.TakeSnapshot();
        Power(1, 4);
        Do(1, 10, isOn: true);
        Power(2, 5);
        _house.Set(Valve, Number(3));
        Do(1, 50, isOn: true);
        var (start, day) = (Moments.Of(Start), new CalendarPeriod(Moments.Of(Start), _house.Now, "day"));

        var detailed = new Performance(_house.Reader, Roles, start, _house.Now).In(day);
        var after = new Performance(_house.Reader, Roles, start - (300 * Moments.Day), _house.Now).In(day);
        var before = new Performance(_house.Reader, Roles, start, _house.Now + (300 * Moments.Day)).In(day);

        Assert.Equal((0.17, 1.67), Electric(detailed));
        Assert.Equal((0.17, 1.67), Electric(after));
        // By hours: what was used in the hour goes to what was done in it, by time.
        Assert.Equal((0.31, 1.53), Electric(before));
        Assert.All([detailed, after, before], one => Assert.Equal((1.83, 4.83), (Math.Round(one.Electric!.Value, 2), Math.Round(one.Heat!.Value, 2))));

        static (double Heating, double HotWater) Electric(PeriodPerformance of) => (
            Math.Round(of.Activities[Activity.Heating].Electric!.Value, 2), Math.Round(of.Activities[Activity.HotWater].Electric!.Value, 2));
    }

    [Fact]
    public void Summary_should_hold_today_and_this_month()
    {
        _house.TakeSnapshot();
        Power(1, 4);
        Do(1, 60, isOn: true);
        Power(0, 0);
        Do(0, 23 * 60, isOn: false);
        Power(2, 5);
        Do(1, 30, isOn: true);

        var summary = JsonDocument.Parse(PerformanceSummary.Of(_house.Reader, VocabularySource.BuiltIn.Current, "heatpump", _house.Time)!).RootElement;

        var (day, month) = (summary.GetProperty("day"), summary.GetProperty("month"));
        Assert.Equal((Start.AddDays(1), Start), (day.GetProperty("start").GetDateTimeOffset(), month.GetProperty("start").GetDateTimeOffset()));
        Assert.Equal((1, 2.5, 2.5), (Number(day, "electric_kwh"), Number(day, "heat_kwh"), Number(day, "cop")));
        Assert.Equal((2, 6.5, 3.25), (Number(month, "electric_kwh"), Number(month, "heat_kwh"), Number(month, "cop")));
        Assert.Equal((1, 0.5), (Number(day.GetProperty("compressor"), "starts"), Number(day.GetProperty("compressor"), "run_hours")));
        Assert.Equal(0, Number(month, "defrosts"));
        Assert.Null(PerformanceSummary.Of(_house.Reader, VocabularySource.BuiltIn.Current, "neasmart", _house.Time));

        static double Number(JsonElement of, string field) => of.GetProperty(field).GetDouble();
    }

    [Fact]
    public void Heat_loss_should_be_the_line_through_the_days()
    {
        // A house that loses 200 W for each degree below 17 °C.
        var days = Enumerable.Range(0, 20).Select(i => (Outdoor: i - 8.0, Heat: 0.2 * 24 * (17 - (i - 8.0)))).ToList();

        var loss = HeatLoss.Of(days)!;

        Assert.Equal((200, 17, 1, 20), (Math.Round(loss.WattsPerKelvin, 3), Math.Round(loss.BaseTemperature, 3), Math.Round(loss.Fit, 3), loss.Days));
        Assert.Null(HeatLoss.Of(days[..9]));
        Assert.Null(HeatLoss.Of([.. Enumerable.Repeat((5.0, 20.0), 20)]));
        Assert.Null(HeatLoss.Of([.. days.Select(day => (day.Outdoor, -day.Heat))]));
    }

    [Fact]
    public void Part_that_is_colder_than_its_target_should_be_told_with_how_much_was_missing()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromHours(1));
        _house.Set(61, Value.Of(47.8f));
        _house.Pass(TimeSpan.FromHours(1));
        _house.Set(61, Value.Of(47.8f), Quality.Stale);
        _house.Pass(TimeSpan.FromHours(1));

        var comfort = Assert.Single(PartComfort.Of(_house.Reader, Roles, Moments.Of(Start), _house.Now));

        Assert.Equal(("hot_water", 48, 2, 1, 3), (
            comfort.Part.Id, comfort.Target, Math.Round(comfort.HoursKnown, 3), Math.Round(comfort.HoursBelow, 3), Math.Round(comfort.KelvinHoursBelow, 3)));
        Assert.Equal(46.4, comfort.MeanTemperature, 0.01);
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", 23)]
    [InlineData("2026-10-24T12:00:00Z", 25)]
    [InlineData("2026-06-01T12:00:00Z", 24)]
    public void Day_should_be_as_long_as_its_time_zone_has_it(string noonBefore, int hours)
    {
        var noon = Moments.Of(DateTimeOffset.Parse(noonBefore, System.Globalization.CultureInfo.InvariantCulture));
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Warsaw");

        var days = CalendarPeriods.Of(noon, noon + (2 * Moments.Day), PeriodLength.Day, zone).ToList();

        Assert.Equal(3, days.Count);
        Assert.Equal(hours, (days[1].End - days[1].Start) / Moments.Hour);
        Assert.Equal(days[0].End, days[1].Start);
        Assert.Equal(noon + (2 * Moments.Day), days[2].End);
    }

    [Fact]
    public void Months_and_years_should_have_their_names()
    {
        var (from, to) = (Moments.Of(new DateTimeOffset(2025, 12, 24, 0, 0, 0, TimeSpan.Zero)), Moments.Of(new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero)));

        Assert.Equal(["2025-12", "2026-01", "2026-02"], CalendarPeriods.Of(from, to, PeriodLength.Month, TimeZoneInfo.Utc).Select(period => period.Label));
        Assert.Equal(["2025", "2026"], CalendarPeriods.Of(from, to, PeriodLength.Year, TimeZoneInfo.Utc).Select(period => period.Label));
        Assert.Equal("2025-12-24T00:00", CalendarPeriods.Of(from, to, PeriodLength.Hour, TimeZoneInfo.Utc).First().Label);
    }

    private SeriesByRole Roles => new(_house.Reader.Series("heatpump"), VocabularySource.BuiltIn.Current);

    private Timeline Timeline => new(_house.Reader, Roles);

    private static Value Number(int number) => Value.Of(ParameterType.UInt8, number);

    private void Power(float electric, float heat)
    {
        _house.Set(Electric, Value.Of(electric));
        _house.Set(Heat, Value.Of(heat));
    }

    private void Do(int status, int minutes, bool isOn)
    {
        _house.Set(Status, Number(status));
        _house.Set(Compressor, Number(isOn ? 1 : 0));
        _house.Pass(TimeSpan.FromMinutes(minutes));
    }
}
