using CsCheck;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Session;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public class CircuitBreakerTests
{
    private static readonly TimeSpan Reset = TimeSpan.FromSeconds(60);

    private enum Event
    {
        Success,
        Failure,
        SignOfLife,
        SecondPasses,
        HalfResetPasses,
        LineBack,
    }

    [Fact]
    public void Breaker_should_open_after_five_failures_and_close_after_three_good_trials_by_default()
    {
        using var time = new VirtualTime();
        var breaker = new CircuitBreaker(new BreakerOptions(), time);
        for (var failure = 0; failure < 4; failure++)
        {
            Assert.False(breaker.Failed());
        }

        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.True(breaker.Failed());
        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.Equal(time.GetUtcNow() + Reset, breaker.TriesAt);

        time.Advance(Reset - TimeSpan.FromTicks(1));
        Assert.Equal(BreakerState.Open, breaker.State);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        Assert.False(breaker.Succeeded());
        Assert.False(breaker.Succeeded());
        Assert.True(breaker.Succeeded());
        Assert.Equal((BreakerState.Closed, null, 0), (breaker.State, breaker.TriesAt, breaker.Failures));
    }

    [Fact]
    public void Breaker_should_try_early_only_once_when_the_device_answers_others_alone()
    {
        using var time = new VirtualTime();
        var breaker = Opened(time);
        breaker.SignOfLife();
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        Assert.True(breaker.Failed());
        breaker.SignOfLife();
        Assert.Equal(BreakerState.Open, breaker.State);

        time.Advance(Reset);
        Assert.True(breaker.Failed());
        breaker.SignOfLife();
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void Breaker_should_try_at_once_when_the_line_is_another()
    {
        using var time = new VirtualTime();
        var breaker = Opened(time);

        breaker.TryNow();

        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void Breaker_should_follow_its_rules_whatever_happens() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 4], Gen.Enum<Event>().Array[0, 200]).Sample((failures, trials, events) =>
        {
            using var time = new VirtualTime();
            var breaker = new CircuitBreaker(new BreakerOptions(failures, trials) { Reset = Reset }, time);
            var (inRow, passed) = (0, 0);
            long? openedAt = null;
            foreach (var happens in events)
            {
                var before = breaker.State;
                switch (happens)
                {
                    case Event.Success when before != BreakerState.Open:
                        var closes = before == BreakerState.HalfOpen && ++passed == trials;
                        Assert.Equal(closes, breaker.Succeeded());
                        Assert.Equal(closes ? BreakerState.Closed : before, breaker.State);
                        inRow = 0;
                        break;
                    case Event.Failure when before != BreakerState.Open:
                        var opens = ++inRow >= failures || before == BreakerState.HalfOpen;
                        Assert.Equal(opens, breaker.Failed());
                        Assert.Equal(opens ? BreakerState.Open : BreakerState.Closed, breaker.State);
                        (openedAt, passed) = opens ? (time.GetTimestamp(), 0) : (openedAt, passed);
                        break;
                    case Event.SignOfLife:
                        breaker.SignOfLife();
                        Assert.True(breaker.State == before || (before, breaker.State) == (BreakerState.Open, BreakerState.HalfOpen));
                        break;
                    case Event.LineBack:
                        breaker.TryNow();
                        Assert.Equal(before == BreakerState.Closed ? before : BreakerState.HalfOpen, breaker.State);
                        break;
                    case Event.SecondPasses or Event.HalfResetPasses:
                        time.Advance(happens == Event.SecondPasses ? TimeSpan.FromSeconds(1) : Reset / 2);
                        var isOver = before == BreakerState.Open && time.GetElapsedTime(openedAt!.Value) >= Reset;
                        Assert.Equal(isOver ? BreakerState.HalfOpen : before, breaker.State);
                        break;
                }

                passed = breaker.State == BreakerState.HalfOpen ? passed : 0;
                Assert.Equal(breaker.State == BreakerState.Closed, breaker.TriesAt is null);
            }
        });

    private static CircuitBreaker Opened(VirtualTime time)
    {
        var breaker = new CircuitBreaker(new BreakerOptions { Reset = Reset }, time);
        while (!breaker.Failed())
        {
        }

        return breaker;
    }
}
