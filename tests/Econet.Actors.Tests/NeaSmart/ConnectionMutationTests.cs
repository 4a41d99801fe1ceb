using System.Buffers;
using System.Globalization;
using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Modbus;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>
/// Damaged requests on whole connections, by a fixed seed. 10,000 of them in each test; <c>ECONET_MUTATIONS</c> sets another number.
/// </summary>
public class ConnectionMutationTests
{
    private static readonly byte[][] Pdus =
    [
        [0x03, 0, 1, 0, 2], [0x06, 0, 0x65, 0x0C, 0x65], [0x10, 0, 0x64, 0, 3, 6, 0, 1, 0x0C, 0x65, 0x0C, 0x1A],
        [0x17, 0, 0x64, 0, 3, 0, 0x66, 0, 2, 4, 0x0C, 0x65, 0, 0x2D], [0x03, 0xFF, 0xFE, 0, 2], [0x2B, 0x0E, 1, 0],
    ];

    private static int Mutations =>
        int.TryParse(Environment.GetEnvironmentVariable("ECONET_MUTATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 10_000;

    [Fact]
    public async Task Mutated_requests_should_crash_no_tcp_connection()
    {
        await using var bench = new ActorBench();
        var errors = Errors(bench.System, bench.Time);
        var random = new Random(1);
        var options = new NeaSmartOptions { Server = new NeaSmartServer.Tcp(IPAddress.Loopback) };
        var bank = new RegisterBank(options, bench.Time);
        var shared = new ServerContext(options, new UnitSet(240, 241), bank, new Traffic(), new MasterWatch(bench.Time), SpeakerLicence.Unlimited, bench.Time);
        var master = new IPEndPoint(IPAddress.Loopback, 1);
        var malformed = new List<string>();
        for (var done = 0; done < Mutations; done += 100)
        {
            var socket = bench.System.ActorOf(Props.Create(() => new Socket(malformed)));
            for (var i = 0; i < 100; i++)
            {
                var bytes = Mutate(Mbap(Pdus[random.Next(Pdus.Length)]), random);
                var connection = bench.System.ActorOf(ModbusTcpConnectionActor.Props(socket, master, shared));
                var cut = random.Next(bytes.Length + 1);
                connection.Tell(new Tcp.Received(ByteString.FromBytes(bytes[..cut])));
                connection.Tell(new Tcp.Received(ByteString.FromBytes(bytes[cut..])));
            }

            bench.Time.Settle();
            bench.System.Stop(socket);
            _ = bank.Drain();
        }

        bench.Time.Settle();
        Assert.Empty(malformed);
        Assert.Empty(errors.All);
    }

    [Fact]
    public async Task Mutated_requests_should_crash_nothing_of_a_device_on_an_rtu_line()
    {
        await using var house = await BaseHouse.StartAsync();
        var errors = Errors(house.System, house.Time);
        var random = new Random(2);
        for (var i = 0; i < Mutations; i++)
        {
            house.Bus.Send(Mutate(Rtu(Pdus[random.Next(Pdus.Length)]), random));
        }

        house.Seconds(1);
        house.Bus.Hear();
        Assert.Equal(5 + (2 * 4), house.Bus.Send(Rtu([0x03, 0, 1, 0, 4])).Length);
        Assert.True((await house.Device.SnapshotAsync()).Alive);
        Assert.Empty(errors.All.Select(error => error.Message));
    }

    private static Probe Errors(ActorSystem system, TestKit.VirtualTime time)
    {
        var probe = new Probe(system, time);
        system.EventStream.Subscribe(probe.Ref, typeof(Error));
        return probe;
    }

    private static byte[] Mbap(byte[] pdu)
    {
        var output = new ArrayBufferWriter<byte>();
        MbapWriter.Write(output, 1, 240, pdu);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Rtu(byte[] pdu)
    {
        var output = new ArrayBufferWriter<byte>();
        RtuWriter.Write(output, 240, pdu);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>One to four bytes flipped, set, left out, doubled, or cut off at the end; or none, and the whole repeated.</summary>
    private static byte[] Mutate(byte[] request, Random random)
    {
        var bytes = request.ToList();
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
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
                    bytes.AddRange(request);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>In the place of the socket: looks at the answers.</summary>
    private sealed class Socket(List<string> malformed) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not Tcp.Write write)
            {
                return;
            }

            var bytes = new ReadOnlySequence<byte>(write.Data.ToArray());
            while (!bytes.IsEmpty && MbapReader.Read(ref bytes, out _) == MbapReadStatus.Frame)
            {
            }

            if (!bytes.IsEmpty)
            {
                malformed.Add(Convert.ToHexString(write.Data.ToArray()));
            }

            Sender.Tell(write.Ack);
        }
    }
}
