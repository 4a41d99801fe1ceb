using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Econet.Bench;

/// <summary>Damaged requests over TCP. Where the server would look at nothing more, another connection follows.</summary>
internal sealed class ModbusFuzz(IPEndPoint server, int seed)
{
    private const int HeaderSize = 7;

    /// <summary>One request in so many has a damaged header, and is the last of its connection.</summary>
    private const int HeaderDamage = 200;

    private static readonly byte[][] Pdus = Array.ConvertAll(
        ["0300640003", "0600650C65", "1000640003060001" + "0C650C1A", "17006400030066000204" + "0C65002D", "03FFFE0002", "2B0E0100", "100001000102" + "0005"],
        Convert.FromHexString);

    private readonly Random _random = new(seed);
    private readonly byte[] _answers = new byte[64 * 1024];

    public int Connections { get; private set; }

    public long AnsweredBytes { get; private set; }

    public async Task RunAsync(int requests)
    {
        var batch = new byte[32 * 1024];
        for (var sent = 0; sent < requests;)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server);
            Connections++;
            try
            {
                for (var isOver = false; !isOver && sent < requests && !IsClosed(socket);)
                {
                    var length = 0;
                    for (var i = 0; i < 100 && sent < requests && !isOver; i++, sent++)
                    {
                        // Nothing behind a damaged header would be looked at.
                        isOver = _random.Next(HeaderDamage) == 0;
                        length += Put(batch.AsSpan(length), isOver);
                    }

                    await socket.SendAsync(batch.AsMemory(0, length));
                }

                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(_answers) is var count and > 0)
                {
                    AnsweredBytes += count;
                }
            }
            catch (SocketException)
            {
                // The server had enough of this connection.
            }
        }
    }

    /// <summary>Takes what has come, without waiting.</summary>
    private bool IsClosed(Socket socket)
    {
        while (socket.Poll(0, SelectMode.SelectRead))
        {
            var count = socket.Receive(_answers);
            if (count == 0)
            {
                return true;
            }

            AnsweredBytes += count;
        }

        return false;
    }

    private int Put(Span<byte> target, bool damagesHeader)
    {
        var pdu = Mutate(Pdus[_random.Next(Pdus.Length)]);
        var length = Math.Clamp(pdu.Count, 1, 253);
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)_random.Next(65536));
        target[2..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], (ushort)(length + 1));
        target[6] = (byte)(_random.Next(10) == 0 ? _random.Next(256) : 240 + _random.Next(2));
        for (var i = 0; i < length; i++)
        {
            target[HeaderSize + i] = i < pdu.Count ? pdu[i] : (byte)0;
        }

        if (damagesHeader)
        {
            target[_random.Next(HeaderSize)] ^= (byte)(1 << _random.Next(8));
        }

        return HeaderSize + length;
    }

    private List<byte> Mutate(byte[] pdu)
    {
        List<byte> bytes = [.. pdu];
        for (var times = _random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.Insert(at, bytes[at]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.AddRange(pdu);
                    break;
            }
        }

        return bytes;
    }
}
