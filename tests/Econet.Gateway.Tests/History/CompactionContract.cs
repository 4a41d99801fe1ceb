using Econet.Gateway.History;
using Econet.Values;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.History;

/// <summary>What becomes of what was recorded, wherever it is kept.</summary>
public abstract class CompactionContract : HistoryContract
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house;

    private protected CompactionContract(IHistoryStore? shared)
        : base(shared) => _house = Begin(Start);

    [StoreFact]
    public void Rollups_should_be_what_the_raw_values_say()
    {
        _house.TakeSnapshot();
        var random = new Random(7);
        for (var i = 0; i < 48 * 4; i++)
        {
            _house.SetWater(40 + random.Next(100) / 10.0);
            _house.Set(1350, Value.Of(ParameterType.UInt8, random.Next(5)));
            _house.PassAndFlush(TimeSpan.FromMinutes(15));
        }

        // Both days are complete now, and their raw values still there.
        var (from, to) = (Moments.Of(Start), Moments.Of(Start.AddDays(2)));
        foreach (var key in (string[])[Water, Status])
        {
            Series[] series = [_house.SeriesOf(key)];
            var raw = new Buckets(Moments.Hour);
            raw.Add(_house.Reader.Signals(series, from, to)[0], from, to);
            var hours = _house.Reader.Rollups(series, from, to, Moments.Hour)[0];
            Assert.Equal(48, hours.Count);
            Assert.All(raw.Rollups, expected =>
            {
                Assert.Equal(expected.Value.Mean, hours[expected.Key].Mean, 0.011);
                Assert.Equal(expected.Value.Max, hours[expected.Key].Max, 0.011);
                Assert.Equal(expected.Value.Last, hours[expected.Key].Last, 0.011);
                Assert.Equal(expected.Value.Known, hours[expected.Key].Known);
            });
        }
    }

    [StoreFact]
    public void Detail_should_go_with_age_and_the_rest_stay()
    {
        _house.Options = _house.Options with { Raw = TimeSpan.FromDays(2), Detail = TimeSpan.FromDays(10), Flush = TimeSpan.FromHours(2) };
        _house.Restart();
        _house.TakeSnapshot();
        for (var day = 0; day < 30; day++)
        {
            _house.Set(1350, Value.Of(ParameterType.UInt8, day % 5));
            _house.SetWater(40 + (day % 5));
            _house.PassAndFlush(TimeSpan.FromDays(1));
        }

        var (rawFrom, minutesFrom) = _house.Written(session => (
            session.Windows("heatpump").Min(window => window.Start),
            session.FirstChunk(Tier.Minutes, session.Series("heatpump")[_house.SeriesOf(Water).Id].Id)!.Value));
        Assert.InRange((_house.Now - rawFrom) / Moments.Day, 2, 3);
        Assert.InRange((_house.Now / Moments.Day) - minutesFrom, 9, 11);

        // No time is lost between raw values and rollups.
        Assert.All(_house.Reader.Signals([_house.SeriesOf(Status)], Moments.Of(Start), _house.Now)[0].Between(Moments.Of(Start), _house.Now), stretch => Assert.False(stretch.IsGap));

        // Hours and changes of states are still there, and finer steps repeat the hours.
        var (from, to) = (Moments.Of(Start.AddDays(3)), Moments.Of(Start.AddDays(4)));
        Series[] both = [_house.SeriesOf(Water), _house.SeriesOf(Status)];
        Assert.All(_house.Reader.Rollups(both, from, to, Moments.Hour), hours => Assert.All(
            hours.Where(hour => hour.Key >= from), hour => Assert.Equal(hour.Value.Min >= 40 ? 43 : 3, hour.Value.Mean, 0.01)));
        Assert.Equal(24 * 12, _house.Charts.Stepped([both[0]], from, to, 5 * Moments.Minute, [Aggregate.Mean]).Lines[0].Values.Count(value => Math.Abs(value - 43) < 0.01));
        Assert.Equal(43, _house.At(Water, Start.AddDays(3.5)), 0.01);
        Assert.Equal(3, _house.At(Status, Start.AddDays(3.5)));
    }

    [StoreFact]
    public void Clock_that_is_years_ahead_for_an_hour_should_not_cost_years()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromDays(3));
        _house.Time.SetClock(TimeSpan.FromDays(4000));
        _house.PassAndFlush(TimeSpan.FromHours(1));
        _house.Time.SetClock(-TimeSpan.FromDays(4000));
        _house.PassAndFlush(TimeSpan.FromHours(1));

        Assert.Equal([40, 40, 40], _house.AtMinutes(Water, 60, 1800, 4410));
    }

    [StoreFact]
    public void Day_that_is_recorded_anew_should_be_rolled_anew()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromHours(26));
        _house.Time.SetClock(-TimeSpan.FromHours(6));
        _house.SetWater(60);
        _house.PassAndFlush(TimeSpan.FromHours(5));

        var (from, to) = (Moments.Of(Start), Moments.Of(Start.AddDays(1)));
        var hours = _house.Reader.Rollups([_house.SeriesOf(Water)], from, to, Moments.Hour)[0];
        Assert.Equal([.. Enumerable.Repeat(40.0, 20), .. Enumerable.Repeat(60.0, 4)], hours.Values.Select(hour => Math.Round(hour.Mean, 2)));
    }
}
