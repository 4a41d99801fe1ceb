using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Econet.Bench;

/// <summary>A piece of a stream as one client received it.</summary>
internal sealed record ReceivedPiece(int Client, DateTimeOffset At, byte[] Bytes);

/// <summary>
/// Many clients of <c>/api/events</c> on one thread. A client of a house has a machine of its own; these share theirs with the gateway, so
/// they do next to nothing when bytes come: they note the time, and look at the bytes when no more come.
/// </summary>
internal sealed class StreamClients : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly List<Socket> _sockets = [];
    private readonly Dictionary<Socket, int> _numbers = [];
    private readonly Queue<ReceivedPiece> _pieces = [];
    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Clients that the gateway cut off.</summary>
    public int Ended { get; private set; }

    public void Connect(Uri gateway, int count)
    {
        var request = Encoding.ASCII.GetBytes($"GET /api/events HTTP/1.1\r\nHost: {gateway.Authority}\r\n\r\n");
        for (var client = 0; client < count; client++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, gateway.Port);
            socket.Send(request);
            _sockets.Add(socket);
            _numbers.Add(socket, client);
        }
    }

    /// <summary>Receives until <paramref name="isOver"/>, and hands on each piece with the time when it came.</summary>
    public void Follow(Func<bool> isOver, Action<ReceivedPiece> received)
    {
        while (!isOver())
        {
            var readable = _sockets.ToList();
            Socket.Select(readable, null, null, _pieces.Count > 0 ? TimeSpan.Zero : Patience);
            foreach (var socket in readable)
            {
                Receive(socket);
            }

            if (readable.Count == 0 && _pieces.TryDequeue(out var piece))
            {
                received(piece);
            }
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private void Receive(Socket socket)
    {
        var count = socket.Receive(_buffer);
        if (count == 0)
        {
            Ended++;
            _sockets.Remove(socket);
            socket.Dispose();
            return;
        }

        _pieces.Enqueue(new ReceivedPiece(_numbers[socket], TimeProvider.System.GetUtcNow(), _buffer.AsSpan(0, count).ToArray()));
    }
}
