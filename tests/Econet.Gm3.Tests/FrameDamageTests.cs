using System.Buffers;
using CsCheck;

namespace Econet.Gm3.Tests;

public class FrameDamageTests
{
    private static readonly Frame Request = new(1, 0xFFFF, Command.GetParams, (byte[])[100, 100, 0]);
    private static readonly Frame Grant = Payloads.Service.TokenGrant(105);

    [Fact]
    public void Frames_should_all_be_found_when_noise_is_before_between_and_behind() =>
        Gen.Select(Gen.Select(Generate.Noise, Generate.Frame).Array[0, 8], Generate.Noise, Generate.Sizes).Sample((parts, tail, sizes) =>
        {
            byte[] bytes = [.. parts.SelectMany(p => (byte[])[.. p.Item1, .. p.Item2.ToArray()]), .. tail];
            Assert.Equal(parts.Select(p => p.Item2), Reading.ToTheEnd(bytes, sizes).Frames);
        });

    [Fact]
    public void Other_frames_should_all_be_found_when_noise_is_inside_one() =>
        Gen.Select(Generate.Frame.Array[1, 5], Gen.Int[0, 4], Gen.Int[1, Frame.MaxSize], Generate.WireByte.Array[1, 20])
            .Sample((frames, which, where, noise) =>
            {
                which %= frames.Length;
                var hit = frames[which].ToArray();
                var at = where % hit.Length;
                byte[] broken = [.. hit[..at], .. noise, .. hit[at..]];

                // Noise that repeats the bytes around it (a second BEGIN, a second END) leaves the frame whole.
                var whole = broken.AsSpan().IndexOf(hit) >= 0;
                var bytes = frames.SelectMany((f, i) => i == which ? broken : f.ToArray()).ToArray();
                Assert.Equal(frames.Where((_, i) => i != which || whole), Reading.ToTheEnd(bytes).Frames);
            });

    [Fact]
    public void Next_frame_should_be_found_when_one_stops_early() =>
        Gen.Select(Generate.Frame, Gen.Int[1, Frame.MaxSize], Generate.Frame).Sample((cut, length, next) =>
        {
            var bytes = cut.ToArray();
            length = 1 + (length % (bytes.Length - 1));
            Assert.Equal(next, Assert.Single(Reading.ToTheEnd([.. bytes[..length], .. next.ToArray()]).Frames));
        });

    [Fact]
    public void Damaged_length_should_hold_frames_back_until_abandoned()
    {
        var damaged = Request.ToArray();
        damaged[2] = 0x03;
        var buffer = new ReadOnlySequence<byte>([.. damaged, .. Grant.ToArray()]);

        Assert.Equal(FrameReadStatus.NeedMore, FrameReader.Read(ref buffer, out _, out _));
        Assert.Equal(new Skip(1, SkipReason.Truncated), FrameReader.Abandon(ref buffer));
        FrameReader.Read(ref buffer, out _, out var skip);
        Assert.Equal(new Skip(damaged.Length - 1, SkipReason.Noise), skip);
        Assert.Equal(FrameReadStatus.Frame, FrameReader.Read(ref buffer, out var frame, out _));
        Assert.Equal(Grant, frame);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Damaged_length_should_hold_frames_back_no_longer_than_the_largest_frame_on_a_busy_bus()
    {
        var damaged = Request.ToArray();
        damaged[2] = 0x03;
        var traffic = Enumerable.Repeat(Grant.ToArray(), Frame.MaxSize / Grant.Size).SelectMany(b => b);

        Assert.Equal(Frame.MaxSize / Grant.Size, Reading.Incremental([.. damaged, .. traffic], 7).Frames.Count);
    }

    [Fact]
    public void Abandon_should_refuse_when_nothing_has_begun() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var nothing = ReadOnlySequence<byte>.Empty;
            FrameReader.Abandon(ref nothing);
        });

    [Fact]
    public void Frame_should_be_refused_when_any_one_or_two_bits_are_flipped()
    {
        var good = Request.ToArray();
        for (var first = 0; first < good.Length * 8; first++)
        {
            for (var second = first; second < good.Length * 8; second++)
            {
                // The same bit twice would be none: then it is one bit that is flipped.
                var bytes = Flip(good, first == second ? [first] : [first, second]);
                Assert.Empty(Reading.ToTheEnd(bytes).Frames);
            }
        }
    }

    [Fact]
    public void Frame_should_be_refused_when_up_to_three_bits_are_flipped() =>
        Gen.Select(Generate.Frame, Gen.Int[0, Frame.MaxSize * 8].Array[1, 3]).Sample((frame, bits) =>
        {
            var good = frame.ToArray();
            var bytes = Flip(good, bits.Select(b => b % (good.Length * 8)).Distinct());
            Assert.Empty(Reading.ToTheEnd(bytes).Frames);
        });

    private static byte[] Flip(byte[] good, IEnumerable<int> bits)
    {
        var bytes = (byte[])good.Clone();
        foreach (var bit in bits)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return bytes;
    }
}
