using System.Net;
using System.Net.Sockets;

namespace Econet.Bench.Fleet;

/// <summary>Ports that are free now: the processes have to know each other's before they start.</summary>
internal sealed class FleetPorts
{
    public FleetPorts(int nodes)
    {
        var free = Free(2 * nodes);
        (Cluster, Api) = (free[..nodes], free[nodes..]);
    }

    /// <summary>The last one is the bench's own.</summary>
    public int[] Cluster { get; }

    public int[] Api { get; }

    /// <summary>The first of so many in a row.</summary>
    public static int Row(int count)
    {
        // Below those that the system hands out itself.
        for (var first = 10_000; first + count < 32_768; first += count)
        {
            try
            {
                foreach (var port in Enumerable.Range(first, count))
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port);
                    listener.Start();
                }

                return first;
            }
            catch (SocketException)
            {
                // Taken: the next row.
            }
        }

        throw new ArgumentException($"There are no {count} free ports in a row.");
    }

    private static int[] Free(int count)
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
