using System.Buffers;
using CsCheck;

namespace Econet.Modbus.Tests;

public class RtuPropertyTests
{
    private static readonly UnitSet Units = new(240, 241);

    private static readonly Gen<byte[]> RequestPdus = Gen.OneOf(
        Gen.Select(Gen.UShort[0, 60_000], Gen.Int[1, 125], (start, count) => Encode(RegisterRequest.Read(start, count))),
        Gen.Select(Gen.UShort, Gen.UShort, (address, value) => Encode(RegisterRequest.WriteSingle(address, value))),
        Gen.Select(Gen.UShort[0, 60_000], Gen.UShort.Array[1, 123], (start, values) =>
            Encode(RegisterRequest.WriteMultiple(start, values))),
        Gen.Select(Gen.UShort[0, 60_000], Gen.Int[1, 125], Gen.UShort.Array[1, 121], (start, count, values) =>
            Encode(RegisterRequest.ReadWrite(start, count, start, values))));

    private static readonly Gen<byte[]> Ours =
        Gen.Select(Gen.OneOf(Gen.Const((byte)0), Gen.Byte[240, 241]), RequestPdus, Seal);

    // Of another unit: a request, the answer to a read, a refusal.
    private static readonly Gen<byte[]> Foreign = Gen.Select(
        Gen.Byte[1, 239],
        Gen.OneOf(
            RequestPdus,
            Gen.UShort.Array[1, 125].Select(AnswerToRead),
            Gen.Byte[1, 4].Select(code => new byte[] { 0x83, code })),
        Seal).Where(bytes => !HasAccident(bytes, 1));

    private static readonly Gen<byte[]> Stream =
        Gen.OneOf(Ours, Foreign, Gen.Byte.Array[1, 20]).Array[1, 8].Select(parts => parts.SelectMany(p => p).ToArray());

    [Fact]
    public void Requests_between_foreign_frames_should_all_be_found_without_waiting_or_silence() =>
        Gen.OneOf(Ours.Select(bytes => (true, bytes)), Foreign.Select(bytes => (false, bytes))).Array[1, 8].Sample(frames =>
        {
            var (requests, skips, left) = RtuLine.Read(Bytes.Cut([.. frames.SelectMany(f => f.Item2)]), Units, quiet: false);

            Assert.Equal(frames.Where(f => f.Item1).Select(f => Bytes.Text(f.Item2.AsSpan()[..^2])), requests);
            Assert.Equal(frames.Where(f => !f.Item1).Select(f => new RtuSkip(f.Item2.Length, RtuSkipReason.OtherUnit)), skips);
            Assert.Equal(0, left);
        });

    [Fact]
    public void What_is_found_should_not_depend_on_the_pieces() =>
        Gen.Select(Stream, Gen.Int[0, 1000].Array[0, 10]).Sample((bytes, cuts) =>
        {
            var whole = RtuLine.Read(Bytes.Cut(bytes), Units, quiet: false);
            var segmented = RtuLine.Read(Bytes.Cut(bytes, cuts), Units, quiet: false);
            Assert.Equal(whole.Requests, segmented.Requests);
            Assert.Equal(whole.Skips, segmented.Skips);

            var (requests, skips, taken) = (new List<string>(), new List<RtuSkip>(), 0L);
            foreach (var end in cuts.Where(cut => cut < bytes.Length).Order().Append(bytes.Length))
            {
                if (end <= taken)
                {
                    continue;
                }

                var buffer = Bytes.Cut(bytes[(int)taken..end]);
                while (RtuLine.Step(ref buffer, Units, quiet: false, requests, skips))
                {
                }

                taken = end - buffer.Length;
            }

            Assert.Equal(whole.Requests, requests);
            Assert.Equal(whole.Skips, skips);
        });

    [Fact]
    public void Every_byte_should_be_part_of_a_request_or_skipped_when_the_line_is_quiet() => Stream.Sample(bytes =>
    {
        var (requests, skips, left) = RtuLine.Read(Bytes.Cut(bytes), Units, quiet: true);

        Assert.Equal(0, left);
        Assert.Equal(bytes.Length, skips.Sum(skip => skip.Bytes) + requests.Sum(request => (request.Length + 1) / 3 + 2));
    });

    [Fact]
    public void Request_should_be_found_behind_any_noise_when_the_line_is_quiet() =>
        Gen.Select(Gen.Byte.Array[0, 20], Ours).Where((noise, request) => !HasAccident([.. noise, .. request, 0], noise.Length))
            .Sample((noise, request) => Assert.Equal(
                [Bytes.Text(request.AsSpan()[..^2])],
                RtuLine.Read(Bytes.Cut([.. noise, .. request]), Units, quiet: true).Requests));

    [Fact]
    public void Cut_off_frame_should_be_waited_for_at_every_place() => Gen.OneOf(Ours, Foreign).Sample(
        frame =>
        {
            for (var size = 0; size < frame.Length; size++)
            {
                var (requests, skips, left) = RtuLine.Read(Bytes.Cut(frame[..size]), Units, quiet: false);
                Assert.Empty(requests);
                Assert.Empty(skips);
                Assert.Equal(size, left);
            }
        });

    /// <summary>The one time in 65,536 that a CRC fits by accident: from one of the first bytes to somewhere before the end.</summary>
    private static bool HasAccident(byte[] bytes, int starts) => Enumerable.Range(0, starts).Any(start =>
        Enumerable.Range(start + RtuFrame.MinSize, Math.Max(0, bytes.Length - start - RtuFrame.MinSize))
            .Any(end => Crc16.Compute(bytes.AsSpan(start..end)) == 0));

    private static byte[] AnswerToRead(ushort[] values) =>
        [3, (byte)(2 * values.Length), .. values.SelectMany(v => new[] { (byte)(v >> 8), (byte)v })];

    private static byte[] Encode(RegisterRequest request)
    {
        Span<byte> pdu = stackalloc byte[Pdu.MaxSize];
        return pdu[..request.Encode(pdu)].ToArray();
    }

    private static byte[] Seal(byte unit, byte[] pdu)
    {
        var output = new ArrayBufferWriter<byte>();
        RtuWriter.Write(output, unit, pdu);
        return output.WrittenSpan.ToArray();
    }
}
