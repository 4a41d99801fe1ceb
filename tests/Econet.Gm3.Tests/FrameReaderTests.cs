using System.Buffers;
using CsCheck;

namespace Econet.Gm3.Tests;

public class FrameReaderTests
{
    [Fact]
    public void Frame_should_come_back_as_written() =>
        Generate.Frame.Sample(frame =>
        {
            var reading = Reading.Segmented(frame.ToArray());
            Assert.Equal(frame, Assert.Single(reading.Frames));
            Assert.Empty(reading.Skips);
            Assert.Empty(reading.Left);
        });

    [Fact]
    public void Frame_should_be_found_when_cut_at_any_position() =>
        Generate.Frame.Sample(frame =>
        {
            var bytes = frame.ToArray();
            for (var at = 0; at <= bytes.Length; at++)
            {
                Assert.Equal(frame, Assert.Single(Reading.Segmented(bytes, at).Frames));
                Assert.Equal(frame, Assert.Single(Reading.Incremental(bytes, at, bytes.Length).Frames));
            }
        }, iter: 20);

    [Fact]
    public void Frame_should_need_all_of_its_bytes_and_none_beyond() =>
        Generate.Frame.Sample(frame =>
        {
            var bytes = frame.ToArray();
            for (var length = 0; length < bytes.Length; length++)
            {
                var reading = Reading.Segmented(bytes[..length]);
                Assert.Empty(reading.Frames);
                Assert.Equal(length, reading.Left.Length);
            }

            Assert.Equal([0x68, 0xAA], Reading.Segmented([.. bytes, 0x68, 0xAA]).Left);
        }, iter: 100);

    [Fact]
    public void Frames_should_be_found_alike_however_the_bytes_are_cut() =>
        Gen.Select(Gen.OneOf(Generate.Noise, Generate.Frame.Select(f => f.ToArray())).Array[0, 12], Generate.Sizes).Sample((parts, sizes) =>
        {
            var bytes = parts.SelectMany(p => p).ToArray();
            var whole = Reading.Segmented(bytes);
            foreach (var reading in new[] { Reading.Segmented(bytes, sizes), Reading.Incremental(bytes, sizes) })
            {
                Assert.Equal(whole.Frames, reading.Frames);
                Assert.Equal(whole.Left, reading.Left);
                Assert.Equal(whole.Skips.Sum(s => s.Bytes), reading.Skips.Sum(s => s.Bytes));
            }
        });

    [Fact]
    public void Reader_should_give_account_of_every_byte_when_there_is_only_noise() =>
        Gen.Select(Generate.WireByte.Array[0, 3000], Generate.Sizes).Sample((bytes, sizes) =>
        {
            Reading.ToTheEnd(bytes, sizes);
            Reading.Incremental(bytes, sizes);
        }, iter: 500);

    [Fact]
    public void Reader_should_want_more_when_there_is_nothing()
    {
        var buffer = ReadOnlySequence<byte>.Empty;
        Assert.Equal(FrameReadStatus.NeedMore, FrameReader.Read(ref buffer, out var frame, out var skip));
        Assert.Null(frame);
        Assert.Equal(default, skip);
    }

    [Theory]
    [InlineData("AABBCC", 3, SkipReason.Noise)]
    [InlineData("AABB68", 2, SkipReason.Noise)]
    [InlineData("680400640064006800", 1, SkipReason.BadLength)]
    [InlineData("68FB03", 1, SkipReason.BadLength)]
    [InlineData("6805000100640009057417", 1, SkipReason.BadEnd)]
    [InlineData("6805000100640009057516", 1, SkipReason.BadChecksum)]
    [InlineData("6805000100650009057416", 1, SkipReason.BadChecksum)]
    public void Skip_should_say_why(string hex, int bytes, SkipReason reason)
    {
        var buffer = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Equal(FrameReadStatus.Skipped, FrameReader.Read(ref buffer, out _, out var skip));
        Assert.Equal(new Skip(bytes, reason), skip);
    }

    [Fact]
    public void Frame_should_hold_at_most_what_the_largest_one_holds()
    {
        var largest = new Frame(1, 2, Command.GetParams, new byte[Frame.MaxData]);
        Assert.Equal(Frame.MaxSize, largest.ToArray().Length);
        Assert.Equal(largest, Assert.Single(Reading.Segmented(largest.ToArray()).Frames));
        Assert.Throws<ArgumentException>(() => new Frame(1, 2, Command.GetParams, new byte[Frame.MaxData + 1]).ToArray());
    }

    [Fact]
    public void Reader_should_allocate_nothing_but_the_frame()
    {
        var bytes = new Frame(1, 2, Command.GetParams, new byte[500]).ToArray();
        const int Rounds = 100;
        foreach (var whole in new[] { new ReadOnlySequence<byte>(bytes), Reading.Segments(bytes, 100, 200) })
        {
            Read(whole);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
            {
                Read(whole);
            }

            // 500 bytes of data and their array's head, the frame of 40 bytes or so.
            Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, 500, 620);
        }

        static void Read(ReadOnlySequence<byte> buffer) => FrameReader.Read(ref buffer, out _, out _);
    }
}
