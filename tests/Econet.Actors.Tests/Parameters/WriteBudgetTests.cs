using Econet.Actors.Parameters;

namespace Econet.Actors.Tests.Parameters;

public class WriteBudgetTests
{
    private static readonly WriteBudget Budget = new(PerHour: 2, PerDay: 4);

    [Theory]
    [InlineData(null)]
    [InlineData(null, 10)]
    [InlineData(50, 10, 5)]
    [InlineData(null, 10, 60)]
    [InlineData(60, 0, 0)]
    [InlineData(1200, 61, 70, 80, 240)]
    [InlineData(1200, 0, 10, 80, 240)]
    [InlineData(null, 61, 70, 80, 1440)]
    public void Budget_should_tell_how_long_to_wait_for_the_next_write(int? minutes, params int[] ages) =>
        Assert.Equal(
            minutes is { } wait ? TimeSpan.FromMinutes(wait) : null, Budget.Wait([.. ages.Select(age => TimeSpan.FromMinutes(age))]));

    [Fact]
    public void Budget_of_none_should_never_allow_a_write() =>
        Assert.Equal(TimeSpan.FromHours(1), new WriteBudget(PerHour: 0, PerDay: 4).Wait([]));
}
