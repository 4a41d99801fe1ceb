using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Bench;

/// <summary>A Modbus TCP master as fast as its connection: what a base does with a zone, over and over.</summary>
internal sealed class ModbusMaster : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[][] _round;
    private readonly byte[] _received = new byte[64 * 1024];
    private int _held;

    private ModbusMaster() => _round = [.. RegisterMap.Zones.Where(z => z.Base <= 2).SelectMany(Requests)];

    public static async Task<ModbusMaster> ConnectAsync(IPEndPoint server)
    {
        var master = new ModbusMaster();
        await master._socket.ConnectAsync(server);
        return master;
    }

    /// <summary>Sends each request when the one before was answered.</summary>
    public async Task OneByOneAsync(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            await _socket.SendAsync(_round[i % _round.Length]);
            for (var answers = 0; answers == 0;)
            {
                answers = await ReceiveAsync();
            }
        }
    }

    /// <summary>Keeps up to <paramref name="window"/> requests under way.</summary>
    public async Task PipelinedAsync(int requests, int window)
    {
        using var room = new SemaphoreSlim(window);
        var sending = SendAllAsync(requests, room);
        for (var answered = 0; answered < requests;)
        {
            var count = await ReceiveAsync();
            answered += count;
            if (count > 0)
            {
                room.Release(count);
            }
        }

        await sending;
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendAllAsync(int requests, SemaphoreSlim room)
    {
        var batch = new ArrayBufferWriter<byte>();
        for (var sent = 0; sent < requests;)
        {
            await room.WaitAsync();
            do
            {
                batch.Write(_round[sent++ % _round.Length]);
            }
            while (sent < requests && room.Wait(0));

            await _socket.SendAsync(batch.WrittenMemory);
            batch.ResetWrittenCount();
        }
    }

    /// <summary>How many whole answers have come with the next bytes; all must be good ones.</summary>
    private async Task<int> ReceiveAsync()
    {
        var count = await _socket.ReceiveAsync(_received.AsMemory(_held));
        if (count == 0)
        {
            throw new InvalidOperationException("The server closed the connection");
        }

        var buffer = new ReadOnlySequence<byte>(_received, 0, _held + count);
        var answers = 0;
        while (MbapReader.Read(ref buffer, out var answer) == MbapReadStatus.Frame)
        {
            answers += (answer.Pdu.FirstSpan[0] & Pdu.ExceptionFlag) == 0 ? 1 : throw new InvalidOperationException("A refusal");
        }

        _held = (int)buffer.Length;
        buffer.CopyTo(_received);
        return answers;
    }

    private static IEnumerable<byte[]> Requests(Zone zone)
    {
        var unit = (byte)(239 + zone.Base);
        yield return Frame(unit, RegisterRequest.WriteMultiple(zone.Temperature.Address, [Dpt9.Encode(18 + (0.1 * zone.Number))]));
        yield return Frame(unit, RegisterRequest.WriteSingle(zone.RelativeHumidity.Address, (ushort)(40 + zone.Number)));
        yield return Frame(unit, RegisterRequest.Read(zone.State.Address, 2));
    }

    private static byte[] Frame(byte unit, RegisterRequest request)
    {
        Span<byte> pdu = stackalloc byte[Pdu.MaxSize];
        var output = new ArrayBufferWriter<byte>();
        MbapWriter.Write(output, 1, unit, pdu[..request.Encode(pdu)]);
        return output.WrittenSpan.ToArray();
    }
}
