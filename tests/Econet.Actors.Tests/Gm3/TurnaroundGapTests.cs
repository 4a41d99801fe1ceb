using Econet.Actors.Gm3.Protocol;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class TurnaroundGapTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly TurnaroundGap _gap;

    public TurnaroundGapTests() => _gap = NewGap();

    [Fact]
    public void Gap_should_fall_in_small_steps_from_the_longest_to_the_shortest_while_all_is_answered()
    {
        var gaps = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            gaps.Add(_gap.Current.TotalMilliseconds);
            _gap.Answered(_gap.Current);
        }

        Assert.Equal([20, 16, 12, 9, 7, 5, 4, 3], gaps.Distinct());
        Assert.Equal(5, gaps.Count(gap => gap == 20));
        Assert.Equal(3, gaps[^1]);
    }

    [Fact]
    public void Gap_should_be_the_longest_at_once_when_an_answer_is_missed()
    {
        Answer(60);
        _gap.Missed(_gap.Current);

        Assert.Equal(20, Now);
        Assert.Equal(4, _gap.Settled);
    }

    [Fact]
    public void Gap_should_not_try_again_soon_what_failed_and_try_it_again_later()
    {
        Answer(60);
        _gap.Missed(_gap.Current);
        Answer(200);
        Assert.Equal(4, Now);

        _time.Advance(TimeSpan.FromMinutes(50));
        Answer(10);
        Assert.Equal(4, Now);

        _time.Advance(TimeSpan.FromMinutes(20));
        Answer(10);
        Assert.Equal(3, Now);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(20)]
    public void Gap_should_settle_where_the_bus_answers_and_miss_little_on_the_way(int needed)
    {
        var missed = 0;
        for (var i = 0; i < 2_000; i++)
        {
            missed += Ask(Now >= needed) ? 0 : 1;
            _time.Advance(TimeSpan.FromMilliseconds(30));
        }

        Assert.InRange(Now, needed, needed * 1.5 + 1);
        Assert.InRange(missed, 0, 3);
    }

    [Theory]
    [InlineData(0.02, 6)]
    [InlineData(0.05, 8)]
    [InlineData(0.2, 13)]
    public void Gap_should_stay_short_on_average_when_answers_are_lost_for_other_reasons(double lost, double most)
    {
        var random = new Random(7);
        var sum = 0.0;
        for (var i = 0; i < 10_000; i++)
        {
            Ask(random.NextDouble() >= lost);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            sum += i >= 1_000 ? Now : 0;
        }

        Assert.InRange(sum / 9_000, 3, most);
    }

    [Theory]
    [InlineData(0.05, 6)]
    [InlineData(0.2, 9)]
    public void Gap_should_still_leave_what_the_bus_does_not_answer_when_others_are_lost_too(double lost, int needed)
    {
        var random = new Random(11);
        var tooShort = 0;
        for (var i = 0; i < 5_000; i++)
        {
            tooShort += Now < needed ? 1 : 0;
            Ask(Now >= needed && random.NextDouble() >= lost);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(tooShort, 0, 100);
    }

    [Fact]
    public void Gap_should_learn_nothing_from_a_frame_that_was_sent_long_after_its_time()
    {
        Answer(60);
        _gap.Missed(TimeSpan.FromMilliseconds(15));
        Answer(2);

        Assert.Equal(3, Now);
    }

    [Fact]
    public void Gap_should_go_on_after_a_restart_where_it_stood_and_know_what_failed()
    {
        Answer(60);
        _gap.Missed(_gap.Current);
        var next = NewGap();
        next.Restore(_gap.Encode());

        Assert.Equal(4, next.Current.TotalMilliseconds);
        for (var i = 0; i < 50; i++)
        {
            next.Answered(next.Current);
        }

        Assert.Equal(4, next.Current.TotalMilliseconds);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 5 })]
    [InlineData(new byte[] { 2, 0 })]
    [InlineData(new byte[] { 21, 0 })]
    [InlineData(new byte[] { 5, 0, 1 })]
    public void Gap_should_begin_anew_when_what_was_kept_is_none_of_its_own(byte[] kept)
    {
        _gap.Restore(kept);

        Assert.Equal(20, Now);
    }

    [Fact]
    public void Gap_should_stay_where_both_bounds_are_the_same()
    {
        var gap = new TurnaroundGap(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20), _time);
        for (var i = 0; i < 50; i++)
        {
            gap.Answered(gap.Current);
            gap.Missed(gap.Current);
        }

        Assert.Equal(20, gap.Current.TotalMilliseconds);
    }

    public void Dispose() => _time.Dispose();

    private double Now => _gap.Current.TotalMilliseconds;

    private TurnaroundGap NewGap() => new(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(20), _time);

    private void Answer(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _gap.Answered(_gap.Current);
        }
    }

    /// <summary>A request as the protocol sends it: one that is missed is repeated after a long silence.</summary>
    private bool Ask(bool answered)
    {
        if (answered)
        {
            _gap.Answered(_gap.Current);
        }
        else
        {
            _gap.Missed(_gap.Current);
        }

        return answered;
    }
}
