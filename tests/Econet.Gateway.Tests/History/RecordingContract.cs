using Econet.Actors.Messages;
using Econet.Gateway.History;
using static Econet.Gateway.Tests.History.RecordedHouse;

namespace Econet.Gateway.Tests.History;

/// <summary>What is recorded, wherever it is kept.</summary>
public abstract class RecordingContract : HistoryContract
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly RecordedHouse _house;

    private protected RecordingContract(IHistoryStore? shared)
        : base(shared) => _house = Begin(Start);

    [StoreFact]
    public void Measured_values_states_and_counters_should_be_recorded_and_no_others()
    {
        _house.TakeSnapshot();

        Assert.Equal(
            [(Water, RecordedKind.Number), (Status, RecordedKind.State), (Energy, RecordedKind.Counter)],
            _house.Reader.Series("heatpump").Select(series => (series.Key, series.Kind)));
    }

    [StoreFact]
    public void Settings_should_add_and_remove_parameters()
    {
        _house.Options = _house.Options with { Include = ["nobody*"], Exclude = ["heatpump/TempCWU", "other/*"] };
        _house.Restart();

        _house.TakeSnapshot();

        Assert.Equal([Status, Energy, "NobodyKnows"], _house.Reader.Series("heatpump").Select(series => series.Key));
    }

    [StoreFact]
    public void Value_should_be_known_before_it_is_on_the_disk_and_after_a_restart()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(5));
        _house.SetWater(41.25);
        _house.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal([40, 41.25], _house.AtMinutes(Water, 2, 7));

        _house.Restart();
        _house.Pass(TimeSpan.FromMinutes(30));
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal([40, 41.25, double.NaN, 41.25], _house.AtMinutes(Water, 2, 7, 30, 40));
    }

    [StoreFact]
    public void What_is_not_good_should_be_a_gap()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41, Quality.Suspect);
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41);
        _house.Pass(TimeSpan.FromMinutes(1));
        _house.SetWater(41, Quality.Stale);
        _house.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal([40, double.NaN, 41, double.NaN], _house.AtMinutes(Water, 0.5, 1.5, 2.5, 3.5));
    }

    [StoreFact]
    public void Device_that_is_gone_should_leave_a_gap()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));

        _house.Recorder.Gone("heatpump");
        _house.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(double.NaN, _house.At(Water, Start.AddMinutes(1.5)));
    }

    [StoreFact]
    public void Kill_should_cost_what_was_not_written_and_be_a_gap()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromMinutes(15));
        _house.Pass(TimeSpan.FromMinutes(10));
        _house.Restart(isKilled: true);
        _house.Pass(TimeSpan.FromMinutes(10));
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal([40, double.NaN, 40], _house.AtMinutes(Water, 14, 20, 35));
    }

    [StoreFact]
    public void Clock_that_jumps_forward_should_leave_a_gap_and_not_a_line()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(5));
        _house.Time.SetClock(TimeSpan.FromHours(3));
        _house.Pass(TimeSpan.FromMinutes(5));
        _house.Flush();

        Assert.Equal([40, double.NaN, 40], _house.AtMinutes(Water, 4, 60, 187));
    }

    [StoreFact]
    public void Clock_that_is_put_back_should_record_that_time_anew()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromHours(2));
        _house.Time.SetClock(-TimeSpan.FromHours(1));
        _house.Pass(TimeSpan.FromMinutes(10));
        _house.SetWater(55);
        _house.Pass(TimeSpan.FromMinutes(10));

        double[] Known() => _house.AtMinutes(Water, 30, 65, 75, 100);
        Assert.Equal([40, 40, 55, double.NaN], Known());
        _house.Flush();
        Assert.Equal([40, 40, 55, double.NaN], Known());
    }

    [StoreFact]
    public void Slightly_wrong_clock_should_be_no_jump()
    {
        _house.TakeSnapshot();
        _house.Pass(TimeSpan.FromMinutes(5));
        _house.Time.SetClock(-TimeSpan.FromSeconds(5));
        _house.SetWater(41);
        _house.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal([40, 41], _house.AtMinutes(Water, 4.9, 5.1));
    }

    [StoreFact]
    public void Day_should_be_complete_in_itself()
    {
        _house.TakeSnapshot();
        _house.PassAndFlush(TimeSpan.FromHours(30));

        Assert.Equal(40, _house.At(Water, Start.AddHours(29)));
        Assert.Equal(40, _house.At(Water, Start.Date.AddDays(1)));
    }
}
