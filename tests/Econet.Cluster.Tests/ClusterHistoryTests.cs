using System.Globalization;
using System.Net;
using Econet.Cluster.Tests.Support;

namespace Econet.Cluster.Tests;

/// <summary>The history of nodes that are processes.</summary>
public sealed class ClusterHistoryTests(ClusterOfThree cluster) : ClusterTest(cluster)
{
    [PostgresFact]
    public async Task What_a_node_recorded_should_be_shown_by_the_others_when_it_has_left()
    {
        var owner = await Cluster.OwnerAsync();
        var other = Cluster.OtherThan(owner);
        var from = TimeProvider.System.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        List<string> recorded = [];
        await Cluster.UntilAsync("the owner has recorded something", async () => (recorded = await PointsAsync(owner, from)).Count > 2);

        await owner.StopAsync();

        // The last point is where the question ended. Where the answer does not begin with a gap, so is the first.
        await Cluster.UntilAsync("another node shows all of it", async () => !recorded[1..^1].Except(await PointsAsync(other, from)).Any());
        await Cluster.UntilAsync("the next owner has gone on behind it", async () => (await PointsAsync(other, from)).Count > recorded.Count);
        var (status, series) = await other.GetAsync("/api/history/series");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(0, series.GetProperty("series").GetArrayLength());
    }

    private static async Task<List<string>> PointsAsync(GatewayNode node, string from)
    {
        var (status, body) = await node.GetAsync($"/api/parameters/TempWthr/history?step=raw&from={from}");
        return status == HttpStatusCode.OK
            ? [.. body.GetProperty("series").EnumerateArray().Single().GetProperty("points").EnumerateArray().Select(point => point.GetRawText())]
            : [];
    }
}
