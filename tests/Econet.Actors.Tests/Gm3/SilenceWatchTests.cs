using Econet.Actors.Gm3.Session;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class SilenceWatchTests : IDisposable
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Watch_should_allow_12_s_and_then_ever_longer_on_a_bus_that_it_does_not_know()
    {
        var watch = new SilenceWatch(_time);

        Assert.Equal([12, 24, 48, 96, 192, 300, 300], Enumerable.Range(0, 7).Select(_ => Math.Floor(SilenceUntilOver(watch))));
    }

    [Theory]
    [InlineData(0.2, 3)]
    [InlineData(2, 5)]
    [InlineData(5, 11)]
    [InlineData(9.5, 12)]
    public void Watch_should_allow_a_second_more_than_twice_the_longest_pause_of_a_bus_that_it_knows(double pause, double allowed)
    {
        var watch = new SilenceWatch(_time);
        HearCycles(watch, pause, 40);

        Assert.Equal(allowed, SilenceUntilOver(watch), 0.1);
        Assert.Equal(2 * allowed, SilenceUntilOver(watch), 0.1);
    }

    [Fact]
    public void Watch_should_not_take_a_wait_for_us_for_a_pause_of_the_bus()
    {
        var watch = new SilenceWatch(_time);
        HearCycles(watch, 1, 40);
        SilenceUntilOver(watch);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        watch.Heard(_time.Now());

        Assert.Equal(3, SilenceUntilOver(watch), 0.1);
    }

    [Fact]
    public void Watch_should_learn_a_pause_that_a_return_did_not_end()
    {
        var watch = new SilenceWatch(_time);
        HearCycles(watch, 1, 40);
        SilenceUntilOver(watch);
        _time.Advance(TimeSpan.FromSeconds(2));
        watch.Heard(_time.Now());

        Assert.Equal(11, SilenceUntilOver(watch), 0.2);
    }

    [Fact]
    public void Watch_should_forget_a_pause_of_long_ago()
    {
        var watch = new SilenceWatch(_time);
        HearCycles(watch, 1, 40);
        HearCycles(watch, 7, 1);
        HearCycles(watch, 1, 410);

        Assert.Equal(3, SilenceUntilOver(watch), 0.1);
    }

    public void Dispose() => _time.Dispose();

    /// <summary>Ten frames and a pause, as often as is said.</summary>
    private void HearCycles(SilenceWatch watch, double pause, int cycles)
    {
        for (var frame = 0; frame < cycles * 10; frame++)
        {
            _time.Advance(TimeSpan.FromSeconds(frame % 10 == 0 ? pause : 0.02));
            watch.Heard(_time.Now());
        }
    }

    private double SilenceUntilOver(SilenceWatch watch)
    {
        var began = _time.GetTimestamp();
        while (!watch.IsOver)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        watch.Tried();
        return _time.GetElapsedTime(began).TotalSeconds;
    }
}
