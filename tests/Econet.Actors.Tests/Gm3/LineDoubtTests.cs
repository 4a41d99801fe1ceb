using Econet.Actors.Gm3.Line;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class LineDoubtTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly LineDoubt _doubt;

    public LineDoubtTests() => _doubt = new LineDoubt(_time);

    [Fact]
    public void Line_should_be_noisy_for_a_minute_after_damage()
    {
        _doubt.FrameHeard();
        Assert.False(_doubt.IsNoisy);
        _doubt.DamageHeard(_time.Now());
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(_doubt.IsNoisy && _doubt.IsInDoubt(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_doubt.IsNoisy || _doubt.IsInDoubt(1));
    }

    [Fact]
    public void Line_should_not_be_noisy_for_the_end_of_a_frame_that_it_begins_with()
    {
        _doubt.LineOpened();
        _doubt.DamageHeard(_time.Now());

        Assert.False(_doubt.IsInDoubt(1));
    }

    [Fact]
    public void Device_should_be_in_doubt_and_no_other_while_a_late_answer_of_it_may_come()
    {
        _doubt.Missed(1);
        Assert.True(_doubt.IsInDoubt(1));
        Assert.False(_doubt.IsInDoubt(100));
        Assert.False(_doubt.IsNoisy);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(_doubt.IsInDoubt(1));
    }

    public void Dispose() => _time.Dispose();
}
