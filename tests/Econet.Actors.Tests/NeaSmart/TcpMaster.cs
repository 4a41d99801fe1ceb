using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Econet.Actors.Tests.Ports;
using Econet.Modbus;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>A Modbus TCP master.</summary>
internal sealed class TcpMaster : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private ushort _transaction = 40_000;

    private NetworkStream Stream { get; set; } = null!;

    public static async Task<TcpMaster> ConnectAsync(int port)
    {
        var master = new TcpMaster();
        await master._client.ConnectAsync(IPAddress.Loopback, port);
        master.Stream = master._client.GetStream();
        return master;
    }

    /// <summary>Waits until the server has closed a new connection.</summary>
    public static async Task RefusedAsync(int port)
    {
        try
        {
            using var master = await ConnectAsync(port);
            await master.ClosedAsync();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed sooner than it was taken for open.
        }
    }

    public static byte[] Frame(ushort transaction, byte unit, RegisterRequest request)
    {
        var pdu = new byte[Pdu.MaxSize];
        var output = new ArrayBufferWriter<byte>();
        MbapWriter.Write(output, transaction, unit, pdu.AsSpan(0, request.Encode(pdu)));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Sends a request; gives its answer's PDU.</summary>
    public Task<byte[]> AskAsync(byte unit, RegisterRequest request) => AskAsync(Frame(++_transaction, unit, request));

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => Stream.WriteAsync(bytes);

    /// <summary>As <see cref="SendAsync"/>, to a server that may have closed.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has closed.
        }
    }

    public async Task<(ushort Transaction, byte Unit, byte[] Pdu)> ReceiveAsync()
    {
        using var late = new CancellationTokenSource(Patience.Long);
        var head = new byte[MbapFrame.HeaderSize];
        await Stream.ReadExactlyAsync(head, late.Token);
        var pdu = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4)) - 1];
        await Stream.ReadExactlyAsync(pdu, late.Token);
        return (BinaryPrimitives.ReadUInt16BigEndian(head), head[6], pdu);
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        using var late = new CancellationTokenSource(Patience.Long);
        try
        {
            Assert.Equal(0, await Stream.ReadAsync(new byte[1], late.Token));
        }
        catch (IOException)
        {
            // Closed the hard way.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> AskAsync(byte[] frame)
    {
        await SendAsync(frame);
        var (transaction, _, pdu) = await ReceiveAsync();
        Assert.Equal(_transaction, transaction);
        return pdu;
    }
}
