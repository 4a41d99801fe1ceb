using System.Net;
using Econet.Cluster.Tests.Support;

namespace Econet.Cluster.Tests;

[Collection(ClusterOfThree.Name)]
public sealed class ClusterTests(ClusterOfThree cluster) : ClusterTest(cluster)
{
    /// <summary>Whoever wakes up and still thinks that it may speak would do so within this.</summary>
    private static readonly TimeSpan LongEnoughToSpeak = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LongestMove = TimeSpan.FromSeconds(3);

    [PostgresFact]
    public async Task Device_should_be_the_same_from_each_node()
    {
        var snapshots = await Task.WhenAll(Cluster.Nodes.Select(async node => (await node.GetAsync("/api/parameters")).Body.GetProperty("parameters")));

        Assert.All(snapshots, snapshot => Assert.Equal(Cluster.HeatPump.Simulator.ParameterCount, snapshot.EnumerateObject().Count()));
        foreach (var parameter in snapshots[0].EnumerateObject())
        {
            foreach (var other in snapshots[1..].Select(snapshot => snapshot.GetProperty(parameter.Name)))
            {
                if (other.GetProperty("read_at").GetRawText() == parameter.Value.GetProperty("read_at").GetRawText())
                {
                    Assert.Equal(parameter.Value.GetRawText(), other.GetRawText());
                }
            }
        }
    }

    [PostgresFact]
    public async Task Device_should_go_on_elsewhere_with_all_its_writes_when_its_node_is_killed_while_it_holds_the_token()
    {
        var owner = await Cluster.OwnerAsync();
        var other = Cluster.OtherThan(owner);
        var before = Cluster.HeatPump.Simulator.Writes.Count;
        foreach (var value in new[] { 51, 52, 53 })
        {
            Assert.Equal(HttpStatusCode.OK, (await other.WriteAsync("HDWTSetPoint", value)).Status);
        }

        await Cluster.UntilAsync("the owner holds the token", () => Task.FromResult(Cluster.HeatPump.IsTokenOut));
        owner.Kill();
        var killed = TimeProvider.System.GetUtcNow();
        await owner.EndAsync();

        // Asked for while nobody has the device: it is made once, by the next owner.
        var write = other.WriteAsync("Circuit1ComfortTemp", 22.5);
        await Cluster.UntilAsync("the device is well elsewhere", () => other.SeesGoodSinceAsync(killed));
        await Cluster.UntilAsync("the write has ended", () => Task.FromResult(write.IsCompleted));

        Assert.Equal(53, Cluster.HeatPump.Simulator.Truth("HDWTSetPoint").ToDouble());
        var jobs = (await other.GetAsync("/api/writes")).Body.GetProperty("writes").EnumerateArray()
            .Where(job => job.GetProperty("parameter").GetString() == "HDWTSetPoint").Select(job => job.GetProperty("value").GetDouble());
        Assert.Superset(new HashSet<double> { 51, 52, 53 }, jobs.ToHashSet());
        var sent = Cluster.HeatPump.Simulator.Writes.Skip(before).GroupBy(made => (made.Index, made.Value)).ToArray();
        Assert.All(sent, made => Assert.Single(made));
        Assert.Equal(write.Result.Status == HttpStatusCode.OK ? 4 : 3, sent.Length);
    }

    [PostgresFact]
    public async Task Node_should_send_nothing_when_it_wakes_up_after_another_has_taken_its_device()
    {
        var owner = await Cluster.OwnerAsync();
        var other = Cluster.OtherThan(owner);
        await Cluster.UntilAsync("the owner holds the token", () => Task.FromResult(Cluster.HeatPump.IsTokenOut));
        owner.Signal("STOP");
        var stopped = TimeProvider.System.GetUtcNow();
        var former = Cluster.HeatPump.Clients;
        await Cluster.UntilAsync("the device is well elsewhere", () => other.SeesGoodSinceAsync(stopped));
        var sent = former.Select(client => client.Sent).ToArray();

        owner.Signal("CONT");

        await Task.Delay(LongEnoughToSpeak, TimeProvider.System);
        Assert.Equal(sent, former.Select(client => client.Sent));
        Assert.True(await other.SeesGoodSinceAsync(TimeProvider.System.GetUtcNow() - LongEnoughToSpeak));
        await Cluster.UntilAsync("the node that the others gave up has ended", () => Task.FromResult(!owner.IsRunning));
    }

    [PostgresFact]
    public async Task Device_should_be_away_for_a_moment_only_when_its_node_leaves_in_order()
    {
        var owner = await Cluster.OwnerAsync();
        var other = Cluster.OtherThan(owner);
        var left = owner.StopAsync();
        var failed = new List<DateTimeOffset>();
        var began = TimeProvider.System.GetUtcNow();
        await Cluster.UntilAsync("the device is well elsewhere", async () =>
        {
            var (status, _) = await other.GetAsync("/api/parameters/TempWthr?stale=allow");
            if (status != HttpStatusCode.OK)
            {
                failed.Add(TimeProvider.System.GetUtcNow());
            }

            return left.IsCompleted && await other.SeesGoodSinceAsync(began);
        });

        await left;
        var away = failed.Count == 0 ? TimeSpan.Zero : failed[^1] - failed[0];
        Assert.True(away <= LongestMove, $"Away for {away}");
        Assert.NotEqual(owner, await Cluster.OwnerAsync());
    }

    [PostgresFact]
    public async Task Device_should_come_and_go_from_any_node()
    {
        await using var pump = new HeatPump();
        var annexe = new { id = "annexe", kind = "gm3", port = pump.Address };
        Assert.Equal(HttpStatusCode.Created, (await Cluster.Nodes[0].SendAsync(HttpMethod.Post, "/api/devices", annexe)).Status);
        foreach (var node in Cluster.Nodes)
        {
            await Cluster.UntilAsync("the device is well", async () =>
                (await node.GetAsync("/api/devices/annexe")) is { Status: HttpStatusCode.OK, Body: var body } && body.GetProperty("alive").GetBoolean());
        }

        var second = await Cluster.Nodes[1].SendAsync(HttpMethod.Post, "/api/devices", new { id = "second", kind = "gm3", port = pump.Address });
        Assert.Equal(HttpStatusCode.BadRequest, second.Status);
        Assert.Contains("annexe", second.Body.GetProperty("error").GetString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await Cluster.Nodes[2].SendAsync(HttpMethod.Delete, "/api/devices/annexe?state=delete")).Status);

        Assert.All(
            await Task.WhenAll(Cluster.Nodes.Select(node => node.GetAsync("/api/devices/annexe"))), gone => Assert.Equal(HttpStatusCode.NotFound, gone.Status));
        Assert.Equal((0, true), (pump.Simulator.Etiquette.WithoutToken - pump.Simulator.Etiquette.TooLate, pump.Simulator.Etiquette.IsTokenBack));
        var back = TimeProvider.System.GetUtcNow();
        Assert.Equal(HttpStatusCode.Created, (await Cluster.Nodes[0].SendAsync(HttpMethod.Post, "/api/devices", annexe)).Status);
        Assert.All(
            await Task.WhenAll(Cluster.Nodes.Select(node => node.GetAsync("/api/devices?name=annexe"))),
            fleet => Assert.False(fleet.Body.GetProperty("devices")[0].GetProperty("changed_at") is { ValueKind: not System.Text.Json.JsonValueKind.Null } changed
                && changed.GetDateTimeOffset() < back, "How it was before it was removed is told"));
        Assert.Equal(HttpStatusCode.OK, (await Cluster.Nodes[0].SendAsync(HttpMethod.Delete, "/api/devices/annexe")).Status);
    }

    [PostgresFact]
    public async Task Fleet_should_be_told_by_each_node_without_asking_the_devices()
    {
        var pump = new HeatPump();
        var guests = new { id = "annexe", kind = "gm3", port = pump.Address, name = "Gästehaus" };
        Assert.Equal(HttpStatusCode.Created, (await Cluster.Nodes[0].SendAsync(HttpMethod.Post, "/api/devices", guests)).Status);
        foreach (var node in Cluster.Nodes)
        {
            await Cluster.UntilAsync("the node knows that the device is well", async () =>
                (await node.GetAsync("/api/devices?quality=good&name=g%C3%A4ste")).Body.GetProperty("devices") is var devices && devices.GetArrayLength() == 1
                && devices[0].GetProperty("device").GetString() == "annexe" && devices[0].GetProperty("owner").GetString() is { Length: > 0 }
                && devices[0].GetProperty("parameters_count").GetInt32() == pump.Simulator.ParameterCount);
            var (_, first) = await node.GetAsync("/api/devices?limit=1");
            Assert.Equal((2, "annexe"), (first.GetProperty("total").GetInt32(), first.GetProperty("devices")[0].GetProperty("device").GetString()));
            var (_, second) = await node.GetAsync(first.GetProperty("next").GetString()!);
            Assert.Equal("heatpump", second.GetProperty("devices")[0].GetProperty("device").GetString());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
        }

        var gone = TimeProvider.System.GetUtcNow();
        await pump.DisposeAsync();

        foreach (var node in Cluster.Nodes)
        {
            await Cluster.UntilAsync("the node knows that the device is silent", async () =>
                (await node.GetAsync($"/api/devices?quality=stale&since={gone:yyyy-MM-ddTHH:mm:ssZ}")).Body.GetProperty("devices") is var devices && devices.GetArrayLength() == 1
                && devices[0].GetProperty("problem").GetArrayLength() > 0);
        }

        Assert.Equal(HttpStatusCode.OK, (await Cluster.Nodes[0].SendAsync(HttpMethod.Delete, "/api/devices/annexe?state=delete")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Cluster.Nodes[1].GetAsync("/api/devices?quality=bad")).Status);
    }

    [PostgresFact]
    public async Task Device_with_a_port_should_be_unavailable_and_say_where_it_is_while_its_node_is_away()
    {
        var there = Cluster.OtherThan(await Cluster.OwnerAsync());
        var here = Cluster.OtherThan(there);
        var cellar = new { id = "cellar", kind = "gm3", port = "/dev/no-such-port" };
        Assert.Equal(HttpStatusCode.Created, (await there.SendAsync(HttpMethod.Post, "/api/devices", cellar)).Status);
        await Cluster.UntilAsync("the device tells of its port", async () =>
            (await here.GetAsync("/api/devices/cellar")) is { Status: HttpStatusCode.OK, Body: var body }
            && body.GetProperty("problem").EnumerateArray().Any(problem => problem.GetProperty("code").GetString() == "port_missing"));

        there.Kill();

        await Cluster.UntilAsync("the device is unavailable", async () =>
            (await here.GetAsync("/api/devices/cellar")) is { Status: HttpStatusCode.ServiceUnavailable, Body: var body }
            && body.GetProperty("error").GetString()!.Contains($"its port is at node {there.Name}", StringComparison.Ordinal));
        await Cluster.UntilAsync("the device is removed", async () =>
            (await here.SendAsync(HttpMethod.Delete, "/api/devices/cellar")).Status == HttpStatusCode.OK);
    }

    [PostgresFact]
    public async Task Device_should_be_silent_refuse_writes_and_lose_nothing_while_the_database_is_away()
    {
        var owner = await Cluster.OwnerAsync();
        var other = Cluster.OtherThan(owner);
        Assert.Equal(HttpStatusCode.OK, (await other.WriteAsync("HDWTSetPoint", 57)).Status);
        await Cluster.Database.StopAsync();
        await Cluster.UntilAsync("the owner says that it is silent, and why", async () =>
            (await other.GetAsync("/api/devices")).Body.GetProperty("devices")[0].GetProperty("problem").EnumerateArray()
                .Any(problem => problem.GetProperty("code").GetString() == "no_licence"));
        var sent = Cluster.HeatPump.Clients.Select(client => client.Sent).ToArray();

        var (status, body) = await other.WriteAsync("HDWTSetPoint", 58);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.NotEmpty(body.GetProperty("error").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/parameters/TempWthr?stale=allow")).Status);
        Assert.Equal(sent, Cluster.HeatPump.Clients.Select(client => client.Sent));
        await Cluster.Database.StartAsync();
        var back = TimeProvider.System.GetUtcNow();
        await Cluster.UntilAsync("the device is well again", () => other.SeesGoodSinceAsync(back));
        Assert.Equal(57, (await other.GetAsync("/api/parameters/HDWTSetPoint")).Body.GetProperty("value").GetDouble());
        Assert.Equal(HttpStatusCode.OK, (await other.WriteAsync("HDWTSetPoint", 59)).Status);
    }
}
