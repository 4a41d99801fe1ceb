using Econet.Actors.Gm3.Line;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class LineWatchdogTests : IDisposable
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Watchdog_should_end_silent_lines_after_30_60_120_240_and_then_300_seconds()
    {
        var watchdog = new LineWatchdog(TimeSpan.FromSeconds(30), _time);

        Assert.Equal([30, 60, 120, 240, 300, 300], Enumerable.Range(0, 6).Select(_ => SecondsUntilOver(watchdog)));
        Assert.Equal(6, watchdog.Silences);
    }

    [Fact]
    public void Watchdog_should_begin_anew_when_a_byte_came()
    {
        var watchdog = new LineWatchdog(TimeSpan.FromSeconds(30), _time);
        SecondsUntilOver(watchdog);
        SecondsUntilOver(watchdog);
        watchdog.Opened();
        _time.Advance(TimeSpan.FromSeconds(29));

        Assert.False(watchdog.IsOver(1));

        Assert.Equal(0, watchdog.Silences);
        for (var second = 1; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(watchdog.IsOver(1));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(watchdog.IsOver(1));
    }

    [Fact]
    public void Watchdog_should_leave_lines_alone_when_it_is_off()
    {
        var watchdog = new LineWatchdog(TimeSpan.Zero, _time);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(watchdog.IsOver(0));
    }

    [Fact]
    public void Watchdog_should_not_wait_less_for_later_lines_when_it_is_set_long()
    {
        var watchdog = new LineWatchdog(TimeSpan.FromSeconds(900), _time);

        Assert.Equal([900, 900], Enumerable.Range(0, 2).Select(_ => SecondsUntilOver(watchdog)));
    }

    public void Dispose() => _time.Dispose();

    private int SecondsUntilOver(LineWatchdog watchdog)
    {
        watchdog.Opened();
        for (var second = 1; ; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            if (watchdog.IsOver(0))
            {
                return second;
            }
        }
    }
}
