using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Econet.Gateway.Tests.Mqtt;

namespace Econet.Cluster.Tests.Support;

/// <summary>All tests with it, one after the other.</summary>
[CollectionDefinition(ClusterOfThree.Name)]
public sealed class ClusterGroup : ICollectionFixture<ClusterOfThree>;

/// <summary>Three gateways as processes on this machine, one database, one heat pump that each of them can reach, and a broker where there is one.</summary>
public sealed class ClusterOfThree : NodeGroup, IAsyncLifetime
{
    public const string Name = "cluster of three";

    private readonly PostgresServer _database = new();
    private HeatPump _heatPump = null!;
    private Mosquitto? _broker;

    internal Mosquitto Broker => _broker!;

    internal PostgresServer Database => _database;

    internal HeatPump HeatPump => _heatPump;

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
        Nodes = [.. Enumerable.Range(0, 3).Select(i => new GatewayNode(new NodePlace("127.0.0.1", ports[i], ports[i + 3]), _database.Connection, _heatPump.Address, _broker?.Port))];
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Nodes)
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

    internal static IEnumerable<string> Names(IEnumerable<int> ports) => ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));

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
