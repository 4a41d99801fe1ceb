using System.Net;
using System.Net.Sockets;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Cluster.Tests.Support;

/// <summary>A simulated heat pump at a TCP port, as an adapter serves one, and the judge of those who speak there.</summary>
internal sealed class HeatPump : IAsyncDisposable
{
    private readonly TcpBusServer _server;
    private readonly TcpListener _adapter;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Client> _clients = [];
    private readonly Task _accepting;

    public HeatPump()
        : this(IPAddress.Loopback)
    {
    }

    /// <param name="address">Where the adapter listens.</param>
    public HeatPump(IPAddress address)
    {
        _adapter = new TcpListener(address, 0);
        Simulator.Start();
        _server = new TcpBusServer(Simulator.Port, IPAddress.Loopback, 0);
        _server.StartAsync().GetAwaiter().GetResult();
        _adapter.Start();
        _accepting = AcceptAsync();
    }

    public Gm3Simulator Simulator { get; } = new(new Gm3SimulationOptions(), TimeProvider.System);

    public string Address => $"tcp://{_adapter.LocalEndpoint}";

    /// <summary>The panel has granted a token that was not given back yet.</summary>
    public bool IsTokenOut => !Simulator.Etiquette.IsTokenBack;

    /// <summary>Those who have connected so far, in this order.</summary>
    public IReadOnlyList<Client> Clients
    {
        get
        {
            lock (_clients)
            {
                return [.. _clients];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _adapter.Stop();
        await _accepting;
        await _server.DisposeAsync();
        Simulator.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _adapter.AcceptSocketAsync(_stopping.Token);
                var client = new Client();
                lock (_clients)
                {
                    _clients.Add(client);
                }

                _ = client.ServeAsync(socket, _server.EndPoint, _stopping.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>One connection to the adapter.</summary>
    internal sealed class Client
    {
        private long _sent;

        /// <summary>How many bytes the client has sent.</summary>
        public long Sent => Volatile.Read(ref _sent);

        /// <summary>When it began to send, as <see cref="TimeProvider.GetTimestamp"/> counts; null before.</summary>
        public long? FirstSent { get; private set; }

        /// <summary>When it has sent last.</summary>
        public long LastSent { get; private set; }

        public async Task ServeAsync(Socket socket, IPEndPoint bus, CancellationToken cancellation)
        {
            using var _ = socket;
            using var line = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.NoDelay = true;
            try
            {
                await line.ConnectAsync(bus, cancellation);
                await Task.WhenAny(CopyAsync(socket, line, counts: true, cancellation), CopyAsync(line, socket, counts: false, cancellation));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                // One of the two is gone.
            }
        }

        private async Task CopyAsync(Socket from, Socket to, bool counts, CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            try
            {
                while (await from.ReceiveAsync(buffer, cancellation) is var count and > 0)
                {
                    if (counts)
                    {
                        LastSent = TimeProvider.System.GetTimestamp();
                        FirstSent ??= LastSent;
                        Interlocked.Add(ref _sent, count);
                    }

                    await to.SendAsync(buffer.AsMemory(0, count), cancellation);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone.
            }
        }
    }
}
