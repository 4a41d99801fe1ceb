using System.Buffers;
using System.Globalization;

namespace Econet.Modbus.Tests;

/// <summary>
/// Damaged requests, by a fixed seed. 100,000 of them in each test; <c>ECONET_MUTATIONS</c> sets another number.
/// </summary>
public class MutationTests
{
    private static readonly UnitSet Units = new(240, 241);

    private static readonly string[] Pdus =
    [
        "03 00 01 00 02", "06 00 65 0C 65", "10 00 64 00 03 06 00 01 0C 65 0C 1A", "17 00 64 00 03 00 66 00 02 04 0C 65 00 2D",
        "03 FF FE 00 02", "2B 0E 01 00", "10 00 01 00 01 02 00 05",
    ];

    private static int Mutations =>
        int.TryParse(Environment.GetEnvironmentVariable("ECONET_MUTATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 100_000;

    [Fact]
    public void Mutated_requests_should_crash_nothing_over_tcp()
    {
        var random = new Random(1);
        var server = new ModbusServer(Units, new Registers { Last = 5000 });
        var output = new ArrayBufferWriter<byte>(1 << 16);
        var requests = Array.ConvertAll(Pdus, pdu => Mbap(Bytes.Hex(pdu)));
        for (var i = 0; i < Mutations; i++)
        {
            var buffer = Mutate(requests[random.Next(requests.Length)], random);
            output.ResetWrittenCount();
            while (MbapReader.Read(ref buffer, out var frame) == MbapReadStatus.Frame)
            {
                server.Answer(frame, output);
            }

            CheckMbap(output);
        }
    }

    [Fact]
    public void Mutated_requests_should_crash_nothing_over_rtu()
    {
        var random = new Random(2);
        var server = new ModbusServer(Units, new Registers { Last = 5000 });
        var output = new ArrayBufferWriter<byte>(1 << 16);
        var requests = Array.ConvertAll(Pdus, pdu => Bytes.Rtu("F0 " + pdu));
        for (var i = 0; i < Mutations; i++)
        {
            var buffer = Mutate(requests[random.Next(requests.Length)], random);
            output.ResetWrittenCount();
            while (!buffer.IsEmpty)
            {
                if (RtuReader.ReadRequest(ref buffer, Units, quiet: true, out var frame, out _) == RtuReadStatus.Frame)
                {
                    server.Answer(frame, output);
                }
            }
        }
    }

    [Fact]
    public void Mutated_pdus_should_always_get_a_well_formed_answer()
    {
        var random = new Random(3);
        var server = new ModbusServer(Units, new Registers { Last = 5000 });
        Span<byte> answer = stackalloc byte[Pdu.MaxSize];
        Span<ushort> values = stackalloc ushort[Pdu.MaxRead];
        for (var i = 0; i < Mutations; i++)
        {
            var request = Mutate(Bytes.Hex(Pdus[random.Next(Pdus.Length)]), random).ToArray();
            request = request[..Math.Min(request.Length, Pdu.MaxSize)];
            var size = server.Answer(240, request, answer);
            if (request.Length == 0)
            {
                Assert.Equal(0, size);
                continue;
            }

            Assert.True(RegisterAnswer.TryDecode(answer[..size], values, out var decoded), Bytes.Text(request));
            Assert.Equal(request[0] & 0x7F, decoded.Function);
        }
    }

    private static byte[] Mbap(byte[] pdu)
    {
        var output = new ArrayBufferWriter<byte>();
        MbapWriter.Write(output, 1, 240, pdu);
        return output.WrittenSpan.ToArray();
    }

    private static void CheckMbap(ArrayBufferWriter<byte> output)
    {
        var answers = new ReadOnlySequence<byte>(output.WrittenMemory);
        while (!answers.IsEmpty)
        {
            Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref answers, out _));
        }
    }

    /// <summary>One to four bytes flipped, set, left out, doubled, or cut off at the end, in one or two pieces.</summary>
    private static ReadOnlySequence<byte> Mutate(byte[] request, Random random)
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

        return Bytes.Cut([.. bytes], random.Next(bytes.Count + 1));
    }
}
