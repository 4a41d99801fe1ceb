using System.Net;
using System.Text.Json;

namespace Econet.Cluster.Tests.Support;

/// <summary>Three gateways as processes, and one device that each of them can reach.</summary>
public abstract class NodeGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal IReadOnlyList<GatewayNode> Nodes { get; private protected set; } = [];

    /// <summary>All three nodes run, are of one mind, and each sees the device well.</summary>
    internal async Task WholeAsync()
    {
        foreach (var node in Nodes)
        {
            node.Start();
        }

        await UntilAsync("three nodes are up and see the device well", async () =>
        {
            foreach (var node in Nodes)
            {
                var (status, body) = await node.GetAsync("/api/cluster");
                if (status != HttpStatusCode.OK || body.GetProperty("members").EnumerateArray().Count(member => member.GetProperty("status").GetString() == "up") != 3
                    || !await node.SeesGoodSinceAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5)))
                {
                    return false;
                }
            }

            return true;
        });
    }

    /// <summary>The node that the device lives on, as another one has it.</summary>
    internal async Task<GatewayNode> OwnerAsync()
    {
        GatewayNode? owner = null;
        await UntilAsync("the device has an owner", async () =>
        {
            var (_, body) = await Nodes.First(node => node.IsRunning).GetAsync("/api/cluster");
            var name = body.ValueKind == JsonValueKind.Object
                ? body.GetProperty("devices").EnumerateArray().Where(device => device.GetProperty("device").GetString() == "heatpump")
                    .Select(device => device.GetProperty("owner").GetString()).FirstOrDefault()
                : null;
            owner = Nodes.FirstOrDefault(node => node.Name == name);
            return owner is not null;
        });
        return owner!;
    }

    internal GatewayNode OtherThan(GatewayNode node) => Nodes.First(other => other != node && other.IsRunning);

    internal async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"Not within {Patience.TotalSeconds} s: {what}\n{string.Join('\n', Nodes.SelectMany(node => Logged(node)))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static IEnumerable<string> Logged(GatewayNode node)
    {
        lock (node.Log)
        {
            return [.. node.Log.TakeLast(40).Select(line => $"{node.Name} {line}")];
        }
    }
}
