using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Econet.Gateway.Tests.Mqtt;

namespace Econet.Cluster.Tests.Support;

/// <summary>All tests with it, one after the other.</summary>
[CollectionDefinition(ClusterOfThree.Name)]
public sealed class ClusterGroup : ICollectionFixture<ClusterOfThree>;

/// <summary>Three gateways as processes on this machine, one database, one heat pump that each of them can reach, and a broker where there is one.</summary>
public sealed class ClusterOfThree : IAsyncLifetime
{
    public const string Name = "cluster of three";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PostgresServer _database = new();
    private HeatPump _heatPump = null!;
    private Mosquitto? _broker;
    private GatewayNode[] _nodes = [];

    internal Mosquitto Broker => _broker!;

    internal PostgresServer Database => _database;

    internal HeatPump HeatPump => _heatPump;

    internal IReadOnlyList<GatewayNode> Nodes => _nodes;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null)
        {
            return;
        }

        await _database.InitializeAsync();
        _heatPump = new HeatPump();
        _broker = Mosquitto.Path is null ? null : await Mosquitto.StartAsync();
        var ports = FreePorts(6);
        _nodes = [.. Enumerable.Range(0, 3).Select(i => new GatewayNode(ports[i], ports[i + 3], ports[..3], _database.Connection, _heatPump.Address, _broker?.Port))];
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        if (_heatPump is not null)
        {
            await _heatPump.DisposeAsync();
        }

        if (PostgresServer.Programs is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>All three nodes run, are of one mind, and each sees the device well.</summary>
    internal async Task WholeAsync()
    {
        foreach (var node in _nodes)
        {
            node.Start();
        }

        await UntilAsync("three nodes are up and see the device well", async () =>
        {
            foreach (var node in _nodes)
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
            var (_, body) = await _nodes.First(node => node.IsRunning).GetAsync("/api/cluster");
            var name = body.ValueKind == JsonValueKind.Object
                ? body.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("owner").GetString()).FirstOrDefault()
                : null;
            owner = _nodes.FirstOrDefault(node => node.Name == name);
            return owner is not null;
        });
        return owner!;
    }

    internal GatewayNode OtherThan(GatewayNode node) => _nodes.First(other => other != node && other.IsRunning);

    internal async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"Not within {Patience.TotalSeconds} s: {what}\n{string.Join('\n', _nodes.SelectMany(node => Logged(node)))}");
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

    /// <summary>Ports that are free now. The nodes have to know each other's before they start.</summary>
    internal static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return [.. listeners.Select(listener =>
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            })];
        }
        finally
        {
            Array.ForEach(listeners, listener => listener.Dispose());
        }
    }
}
