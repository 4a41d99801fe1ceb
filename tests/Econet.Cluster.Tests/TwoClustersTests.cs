using Econet.Actors.Cluster.Joining;

namespace Econet.Cluster.Tests;

public sealed class TwoClustersTests
{
    [Theory]
    [InlineData("a:1", "b:1,c:1")]
    [InlineData("b:1,c:1", "a:1")]
    [InlineData("a:1", "b:1")]
    [InlineData("b:1", "a:1")]
    [InlineData("a:1,d:1", "b:1,c:1")]
    public void Exactly_one_should_give_way(string one, string other)
    {
        var (ones, others) = (one.Split(','), other.Split(','));

        Assert.NotEqual(GiveWay(ones, others), GiveWay(others, ones));
        Assert.Equal(ones.Length < others.Length || (ones.Length == others.Length && !ones.Contains("a:1")), GiveWay(ones, others));
    }

    [Fact]
    public void Member_that_the_database_does_not_know_should_not_count()
    {
        // It may be one that has just died.
        Assert.True(TwoClusters.GivesWay("a:1", new HashSet<string> { "a:1", "x:1", "y:1" }, ["b:1", "c:1"]));
    }

    private static bool GiveWay(string[] here, string[] apart)
    {
        var answers = here.Select(self => TwoClusters.GivesWay(self, here.ToHashSet(), [.. here.Where(node => node != self), .. apart])).Distinct();
        return Assert.Single(answers);
    }
}
