using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Econet.Actors.Ports;

namespace Econet.Simulation.Serving;

/// <summary>
/// Serves a bus on a TCP port, as an RS485-to-Ethernet adapter does: raw bytes, each client one more participant. The bus paces itself;
/// this only carries bytes.
/// </summary>
/// <param name="bus">The bus to serve.</param>
/// <param name="address">Where to listen.</param>
/// <param name="port">The TCP port; 0 takes a free one, see <see cref="EndPoint"/>.</param>
public sealed class TcpBusServer(IBusPort bus, IPAddress address, int port) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(address, port);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _clients = [];
    private readonly HashSet<Socket> _sockets = [];
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <exception cref="BusPortException">The address can't be listened on; the message says why.</exception>
    public Task StartAsync()
    {
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new BusPortException($"Can't listen on {address}:{port}: {e.Message}", e);
        }

        _accepting = AcceptAsync();
        return Task.CompletedTask;
    }

    /// <summary>Resets every connection, as an adapter does that has restarted: the client is told that its peer is gone.</summary>
    public void ResetClients() => ForEachClient(socket =>
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    });

    /// <summary>
    /// Ends what the server sends on every connection, and still takes what comes: the client reads the end, and can go on writing.
    /// </summary>
    public void HalfCloseClients() => ForEachClient(socket => socket.Shutdown(SocketShutdown.Send));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] clients;
        lock (_clients)
            clients = [.. _clients];
        await Task.WhenAll(clients);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private void ForEachClient(Action<Socket> action)
    {
        Socket[] sockets;
        lock (_sockets)
            sockets = [.. _sockets];
        foreach (var socket in sockets)
        {
            try
            {
                action(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has gone by itself meanwhile.
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue;
            }

            var client = ServeAsync(socket);
            lock (_clients)
            {
                _clients.RemoveWhere(task => task.IsCompleted);
                _clients.Add(client);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        lock (_sockets)
            _sockets.Add(socket);
        socket.NoDelay = true;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var receiver = new QueueReceiver();
        try
        {
            await using var line = await bus.OpenAsync(receiver, ended.Token);
            var writing = WriteAsync(socket, receiver.Bytes, ended.Token);
            var reading = ReadAsync(socket, line, ended.Token);
            await Task.WhenAny(writing, reading);
            await ended.CancelAsync();
            await Task.WhenAll(writing, reading);
        }
        catch (Exception e) when (e is BusPortException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is gone, or the bus is: closing the connection tells it.
        }
        finally
        {
            lock (_sockets)
                _sockets.Remove(socket);
        }
    }

    private static async Task WriteAsync(Socket socket, ChannelReader<ReadOnlyMemory<byte>> heard, CancellationToken stop)
    {
        var isHalfClosed = false;
        await foreach (var bytes in heard.ReadAllAsync(stop))
        {
            try
            {
                if (!isHalfClosed)
                    await socket.SendAsync(bytes, stop);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.Shutdown)
            {
                isHalfClosed = true;
            }
        }
    }

    private static async Task ReadAsync(Socket socket, IBusLine line, CancellationToken stop)
    {
        var buffer = new byte[1024];
        int count;
        while ((count = await socket.ReceiveAsync(buffer, stop)) > 0)
            line.Send(buffer.AsMemory(0, count));
    }
}
