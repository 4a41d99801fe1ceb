using System.Net;
using Econet.Cluster.Tests.Support;

namespace Econet.Cluster.Tests;

/// <summary>
/// Three nodes in networks of their own, and a partition between them in which all of them still reach the bus and the database: nothing but the
/// nodes themselves keeps two of them from speaking.
/// </summary>
public sealed class ClusterPartitionTests : NodeGroup, IAsyncLifetime
{
    private const int ClusterPort = 4053;
    private const int ApiPort = 8000;

    /// <summary>Whoever still thinks that it may speak would do so within this.</summary>
    private static readonly TimeSpan LongEnoughToSpeak = TimeSpan.FromSeconds(4);

    private readonly PostgresServer _database = new();
    private NetworkOfThree _network = null!;
    private HeatPump _pump = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null || NetworkOfThree.WhyNot is not null)
        {
            return;
        }

        // Its socket is a file, which each namespace has.
        await _database.InitializeAsync();
        _network = new NetworkOfThree();
        _pump = new HeatPump(_network.Here);
        Nodes = [.. Enumerable.Range(0, 3).Select(node => new GatewayNode(
            new NodePlace(_network.Address(node), ClusterPort, ApiPort, _network.Namespace(node)), _database.Connection, _pump.Address))];
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        if (_network is not null)
        {
            await _pump.DisposeAsync();
            _network.Dispose();
            await _database.DisposeAsync();
        }
    }

    [NetworkFact]
    public async Task Partition_should_end_with_one_side_down_and_a_bus_should_have_one_speaker_throughout()
    {
        await WholeAsync();
        var owner = await OwnerAsync();
        var bystander = Nodes.First(node => node != owner);

        // The one that is cut off is not the owner: the device stays where it is.
        var connections = _pump.Clients.Count;
        await CutOffAsync(bystander, seenBy: owner);
        Assert.Equal((owner, connections), (await OwnerAsync(), _pump.Clients.Count));

        await RejoinAsync(bystander);

        // It is: the device goes on with the two others, and its former owner says nothing more.
        await CutOffAsync(owner, seenBy: bystander);
        Assert.NotEqual(owner, await OwnerAsync());
        await Task.Delay(LongEnoughToSpeak, TimeProvider.System);

        var speakers = _pump.Clients.Where(client => client.FirstSent is not null).OrderBy(client => client.FirstSent).ToArray();
        Assert.True(speakers.Length >= 2);
        Assert.All(speakers.Zip(speakers.Skip(1)), pair => Assert.True(pair.First.LastSent < pair.Second.FirstSent, "Two have spoken at the same time"));
        Assert.Equal(0, _pump.Simulator.Etiquette.WithoutToken - _pump.Simulator.Etiquette.TooLate);
        Assert.Empty(_pump.Simulator.Failures);

        await RejoinAsync(owner);
    }

    /// <summary>Until the two others are a cluster that has the device, and the one alone has ended.</summary>
    private async Task CutOffAsync(GatewayNode node, GatewayNode seenBy)
    {
        _network.CutOff(NumberOf(node));
        var cut = TimeProvider.System.GetUtcNow();
        await UntilAsync("the node alone has ended", () => Task.FromResult(!node.IsRunning));
        await UntilAsync("the two others have the device", async () =>
            await seenBy.GetAsync("/api/cluster") is { Status: HttpStatusCode.OK, Body: var view }
            && view.GetProperty("members").GetArrayLength() == 2 && await seenBy.SeesGoodSinceAsync(cut));
        Assert.All(Nodes.Where(other => other != node), other => Assert.True(other.IsRunning));
    }

    /// <summary>It starts while it is cut off, as under a service manager: it must wait for the others, and not be a cluster of its own.</summary>
    private async Task RejoinAsync(GatewayNode node)
    {
        node.Start();
        await UntilAsync("it has tried to join", () => Task.FromResult(node.HasLogged("Couldn't join seed nodes after [3] attempts")));
        Assert.Equal(0, (await node.GetAsync("/api/cluster")).Body.GetProperty("members").GetArrayLength());
        _network.Join(NumberOf(node));
        await WholeAsync();
    }

    private int NumberOf(GatewayNode node) => Nodes.ToList().IndexOf(node);
}
