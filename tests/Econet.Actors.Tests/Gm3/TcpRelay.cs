using System.Net;
using System.Net.Sockets;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Stands between a port and an adapter, and breaks their connections.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _adapter;
    private readonly List<Socket> _accepted = [];
    private readonly Task _accepting;

    public TcpRelay(IPEndPoint adapter)
    {
        _adapter = adapter;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="resets">True for a reset; false to say only that nothing more will be sent.</param>
    public void Break(bool resets)
    {
        lock (_accepted)
        {
            foreach (var socket in _accepted.Where(socket => socket.Connected))
            {
                if (resets)
                {
                    socket.Close(0);
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Send);
                }
            }

            _accepted.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Break(resets: true);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                lock (_accepted)
                {
                    _accepted.Add(socket);
                }

                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var adapter = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await adapter.ConnectAsync(_adapter);
            await Task.WhenAny(CopyAsync(socket, adapter), CopyAsync(adapter, socket));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two is gone: both are closed.
        }

        socket.Dispose();
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[1024];
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of this direction, and so of the connection.
        }
    }
}
