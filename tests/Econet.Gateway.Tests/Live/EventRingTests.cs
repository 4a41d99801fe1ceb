using Econet.Gateway.Live;

namespace Econet.Gateway.Tests.Live;

public sealed class EventRingTests
{
    private const long Start = 1000;

    [Theory]
    [InlineData(0, 999, false)]
    [InlineData(0, 1000, true)]
    [InlineData(0, 1001, false)]
    [InlineData(3, 1000, true)]
    [InlineData(3, 1003, true)]
    [InlineData(3, 1004, false)]
    [InlineData(4, 1000, true)]
    [InlineData(5, 1000, false)]
    [InlineData(5, 1001, true)]
    [InlineData(9, 1004, false)]
    [InlineData(9, 1005, true)]
    [InlineData(9, 1009, true)]
    [InlineData(9, 1010, false)]
    public void Ring_should_know_whom_it_can_give_the_rest(int events, long after, bool can)
    {
        Assert.Equal(can, Filled(events).CanFollow(after));
    }

    [Theory]
    [InlineData(3, 1000, 10, "1001,1002,1003")]
    [InlineData(3, 1003, 10, "")]
    [InlineData(9, 1005, 10, "1006,1007,1008,1009")]
    [InlineData(9, 1005, 2, "1006,1007")]
    public void Ring_should_give_what_follows_in_order(int events, long after, int most, string expected)
    {
        var taken = new List<FeedEvent>();

        Filled(events).CopyAfter(after, most, taken);

        Assert.Equal(expected, string.Join(',', taken.Select(e => e.Sequence)));
    }

    private static EventRing Filled(int events)
    {
        var ring = new EventRing(4, Start);
        for (var i = 0; i < events; i++)
        {
            ring.Append(new FeedEvent(ring.Last + 1, FeedKind.Change, "heatpump", 0, default));
        }

        return ring;
    }
}
