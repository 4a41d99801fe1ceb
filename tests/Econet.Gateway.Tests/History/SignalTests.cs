using Econet.Gateway.History;

namespace Econet.Gateway.Tests.History;

public sealed class SignalTests
{
    private readonly Signal _signal = new();

    [Fact]
    public void Value_should_hold_from_window_to_window_while_the_recording_goes_on()
    {
        _signal.Add(0, 100, continues: false, [new(10, 1)]);
        _signal.Add(100, 200, continues: true, []);
        _signal.Add(200, 300, continues: true, [new(250, 2)]);

        Assert.Equal([double.NaN, 1, 1, 2, double.NaN], ((long[])[5, 10, 249, 250, 300]).Select(_signal.At));
    }

    [Fact]
    public void Nothing_should_be_known_between_two_recordings()
    {
        _signal.Add(0, 100, continues: false, [new(10, 1)]);
        _signal.Add(150, 300, continues: false, [new(160, 1)]);

        Assert.Equal([new(0, 10, double.NaN), new(10, 100, 1), new(100, 160, double.NaN), new Stretch(160, 300, 1)], _signal.Between(0, 300));
    }

    [Fact]
    public void Later_recording_should_take_the_place_of_what_was_recorded_of_the_time_before()
    {
        _signal.Add(0, 100, continues: false, [new(10, 1), new(60, 2), new(90, 3)]);
        _signal.Add(50, 80, continues: false, [new(55, 7)]);

        Assert.Equal([double.NaN, 1, double.NaN, 7, double.NaN], ((long[])[0, 49, 50, 60, 90]).Select(_signal.At));
    }

    [Fact]
    public void Window_that_is_added_twice_should_change_nothing()
    {
        _signal.Add(0, 100, continues: false, [new(10, 1)]);
        _signal.Add(100, 200, continues: true, [new(150, 2)]);
        _signal.Add(100, 200, continues: true, [new(150, 2)]);

        Assert.Equal([new(10, 1), new Sample(150, 2)], _signal.Samples);
        Assert.Equal(1, _signal.At(120));
    }
}
