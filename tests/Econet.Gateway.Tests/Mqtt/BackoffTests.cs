using CsCheck;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 4, 8)]
    [InlineData(7, 30, 60)]
    [InlineData(5000, 30, 60)]
    public void Delay_should_grow_up_to_a_minute_and_vary(int failures, double shortest, double longest)
    {
        Assert.Equal(TimeSpan.FromSeconds(shortest), Backoff.Delay(failures, 0));
        Assert.Equal(TimeSpan.FromSeconds(longest), Backoff.Delay(failures, 1));
    }

    [Fact]
    public void Delay_should_stay_within_its_bounds() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Double[0, 1]).Sample((failures, random) =>
            Assert.InRange(Backoff.Delay(failures, random), Backoff.Shortest, Backoff.Longest));
}
