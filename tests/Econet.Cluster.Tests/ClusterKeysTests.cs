using System.Net;
using Econet.Cluster.Tests.Support;

namespace Econet.Cluster.Tests;

/// <summary>Keys and browsers at nodes that are processes.</summary>
public sealed class ClusterKeysTests(ClusterOfThree cluster) : ClusterTest(cluster)
{
    [PostgresFact]
    public async Task Key_should_open_the_same_at_all_nodes_until_it_is_revoked_at_one()
    {
        var nodes = Cluster.Nodes;
        try
        {
            var (status, made) = await nodes[0].SendAsync(HttpMethod.Post, "/api/keys", new { name = "kitchen", scope = "admin" });
            Assert.Equal(HttpStatusCode.Created, status);
            var key = ("X-API-Key", made.GetProperty("key").GetString()!);
            await Cluster.UntilAsync("the key is known at all nodes", () => AllAnswerAsync(key, HttpStatusCode.OK));
            Assert.Equal(HttpStatusCode.Unauthorized, (await nodes[2].GetAsync("/api/keys")).Status);
            var cookie = ("Cookie", await LogInAsync(nodes[1], key.Item2));
            Assert.True(await AllAnswerAsync(cookie, HttpStatusCode.OK));

            Assert.Equal(HttpStatusCode.NoContent, (await nodes[2].SendAsync(HttpMethod.Delete, "/api/keys/kitchen", header: key)).Status);

            await Cluster.UntilAsync("the key opens nothing any more", () => AllAnswerAsync(key, HttpStatusCode.Unauthorized));
            Assert.True(await AllAnswerAsync(cookie, HttpStatusCode.Unauthorized));
        }
        finally
        {
            // Once keys are used, all nodes want one. The other tests have none.
            foreach (var node in nodes)
            {
                node.Kill();
                await node.EndAsync();
            }

            await OwnDatabase.ExecuteAsync(Cluster.Database.Connection, "DELETE FROM econet_gateway.keys");
        }
    }

    private async Task<bool> AllAnswerAsync((string Name, string Text) header, HttpStatusCode expected)
    {
        var answers = await Task.WhenAll(Cluster.Nodes.Select(node => node.SendAsync(HttpMethod.Get, "/api/keys", header: header)));
        return answers.All(answer => answer.Status == expected);
    }

    private static async Task<string> LogInAsync(GatewayNode node, string key)
    {
        using var answer = await node.AnswerAsync(HttpMethod.Post, "/api/session", new { key });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
