using Econet.Gateway.History;
using Econet.Values;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.History;

public sealed class ChartTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house = new(Start);

    public void Dispose() => _house.Dispose();

    [Fact]
    public void Changes_of_several_should_share_an_axis_and_the_others_hold_their_values()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41);
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.Set(1350, Value.Of(ParameterType.UInt8, 2));
        _house.Pass(TimeSpan.FromMinutes(1));

        var chart = _house.Charts.Raw([_house.SeriesOf(Water), _house.SeriesOf(Status)], Moments.Of(Start), _house.Now);

        Assert.Equal([0, 60_000, 120_000, 180_000], chart.Moments.Select(moment => moment - Moments.Of(Start)));
        Assert.Equal([40, 41, 41, 41], chart.Lines[0].Values);
        Assert.Equal([0, 0, 2, 2], chart.Lines[1].Values);
    }

    [Fact]
    public void Steps_should_be_told_as_asked_states_as_their_last_and_gaps_as_gaps()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(9));
        _house.SetWater(50);
        _house.Set(1350, Value.Of(ParameterType.UInt8, 1));
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(50, Actors.Messages.Quality.Stale);
        _house.Pass(TimeSpan.FromMinutes(10));

        var chart = _house.Charts.Stepped(
            [_house.SeriesOf(Water), _house.SeriesOf(Status)], Moments.Of(Start), _house.Now, 10 * Moments.Minute, [Aggregate.Mean, Aggregate.Min, Aggregate.Max]);

        Assert.Equal([Aggregate.Mean, Aggregate.Min, Aggregate.Max, Aggregate.Last], chart.Lines.Select(line => line.Aggregate));
        Assert.Equal([41, double.NaN], chart.Lines[0].Values);
        Assert.Equal([40, double.NaN], chart.Lines[1].Values);
        Assert.Equal([50, double.NaN], chart.Lines[2].Values);
        Assert.Equal([1, 1], chart.Lines[3].Values);
    }

    [Fact]
    public void Counter_should_tell_by_how_much_it_has_grown_in_each_step()
    {
        _house.TakeSnapshot();
        for (var i = 1; i <= 6; i++)
        {
            _house.Pass(TimeSpan.FromMinutes(30));
            // After the fourth it is another one, which does not begin at 0.
            _house.Set(1285, Value.Of(ParameterType.UInt32, i < 5 ? 1000 + (100 * i) : 50 * (i - 4)));
        }

        _house.Pass(TimeSpan.FromMinutes(1));
        var chart = _house.Charts.Stepped([_house.SeriesOf(Energy)], Moments.Of(Start) + Moments.Hour, _house.Now, Moments.Hour, [Aggregate.Increase]);

        Assert.Equal([2, 1, 0.5], chart.Lines[0].Values.Select(value => Math.Round(value, 3)));
    }

    [Fact]
    public void Fitting_steps_should_be_the_changes_where_these_are_few_and_else_no_more_than_asked()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromDays(2));
        Series[] water = [_house.SeriesOf(Water)];

        Assert.Equal(0, _house.Charts.Fitting(water, _house.Now - Moments.Hour, _house.Now, 100, [Aggregate.Mean]).Step);
        Assert.Equal(0, _house.Charts.Fitting([_house.SeriesOf(Status)], Moments.Of(Start), _house.Now, 100, [Aggregate.Mean]).Step);
        var chart = _house.Charts.Fitting(water, Moments.Of(Start), _house.Now, 100, [Aggregate.Mean]);
        Assert.Equal(30 * Moments.Minute, chart.Step);
        Assert.InRange(chart.Moments.Length, 50, 101);
        Assert.All(chart.Lines[0].Values, value => Assert.Equal(40, value, 0.01));
    }
}
