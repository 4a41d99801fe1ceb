using Econet.Actors.Cluster.Joining;

namespace Econet.Cluster.Tests;

public sealed class FoundingTests
{
    [Theory]
    [InlineData("a:1", "", "a:1,b:1,c:1")]
    [InlineData("a:1", null, "b:1,c:1")]
    [InlineData("a:1", "c:1", "c:1,b:1")]
    [InlineData("a:1", "z:1,d:1", "d:1,z:1,b:1,c:1")]
    [InlineData("b:1", "", "a:1,c:1")]
    [InlineData("b:1", null, "a:1,c:1")]
    [InlineData("b:1", "c:1", "c:1,a:1")]
    [InlineData("z:1", "", "a:1,b:1,c:1")]
    public void Only_the_first_seed_should_begin_a_cluster_and_only_when_no_other_node_is_in_one(string self, string? running, string joined) =>
        Assert.Equal(Split(joined), Founding.Seeds(self, ["a:1", "b:1", "c:1"], running is null ? null : Split(running)));

    [Fact]
    public void Single_node_should_wait_for_the_database()
    {
        Assert.Empty(Founding.Seeds("a:1", ["a:1"], null));
        Assert.Equal("a:1", Assert.Single(Founding.Seeds("a:1", ["a:1"], [])));
        Assert.Equal("b:1", Assert.Single(Founding.Seeds("a:1", ["a:1"], ["b:1"])));
    }

    [Theory]
    [InlineData("a:1", "b:1,c:1")]
    [InlineData("b:1,c:1", "a:1")]
    [InlineData("a:1", "b:1")]
    [InlineData("b:1", "a:1")]
    [InlineData("a:1,d:1", "b:1,c:1")]
    public void Of_two_clusters_exactly_one_should_give_way(string one, string other)
    {
        var (ones, others) = (Split(one), Split(other));

        Assert.NotEqual(GiveWay(ones, others), GiveWay(others, ones));
        Assert.Equal(ones.Length < others.Length || (ones.Length == others.Length && !ones.Contains("a:1")), GiveWay(ones, others));
    }

    [Fact]
    public void Member_that_the_database_does_not_know_should_not_count()
    {
        // It may be one that has just died.
        Assert.True(Founding.GivesWay("a:1", new HashSet<string> { "a:1", "x:1", "y:1" }, ["b:1", "c:1"]));
    }

    private static bool GiveWay(string[] here, string[] apart)
    {
        var answers = here.Select(self => Founding.GivesWay(self, here.ToHashSet(), [.. here.Where(node => node != self), .. apart])).Distinct();
        return Assert.Single(answers);
    }

    private static string[] Split(string nodes) => nodes.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
