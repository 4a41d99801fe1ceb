using CsCheck;
using Econet.Actors.Gm3.Line;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

public class FrameAssemblerTests
{
    private static readonly Gen<Frame> Frames = Gen.Select(
        Gen.UShort, Gen.UShort, Gen.Byte, Gen.Byte.Array[0, 300],
        (destination, source, command, data) => new Frame(destination, source, (Command)command, data));

    [Fact]
    public void Assembler_should_give_all_frames_however_the_bytes_are_cut() =>
        Gen.Select(Frames.Array[1, 20], Gen.Int[1, 97].Array[1, 50]).Sample((frames, cuts) =>
        {
            var bytes = frames.SelectMany(f => f.ToArray()).ToArray();
            var assembler = new FrameAssembler();
            var found = new List<Frame>();
            for (int at = 0, cut = 0; at < bytes.Length; cut++)
            {
                var size = Math.Min(cuts[cut % cuts.Length], bytes.Length - at);
                assembler.Append(bytes.AsSpan(at, size));
                at += size;
                while (assembler.TryNext(out var frame, out _))
                {
                    found.Add(Assert.IsType<Frame>(frame));
                }
            }

            Assert.Equal(frames, found);
            Assert.False(assembler.HasPartial);
        });

    [Fact]
    public void Assembler_should_report_noise_as_one_skip_before_the_frame_behind_it()
    {
        var frame = new Frame(1, 100, Command.Identify);
        var assembler = new FrameAssembler();
        assembler.Append([0x00, 0x68, 0x01, 0x00, 0x55]);
        assembler.Append(frame.ToArray());

        Assert.True(assembler.TryNext(out var none, out var skip));
        Assert.Null(none);
        Assert.Equal(new Skip(5, SkipReason.Noise), skip);
        Assert.True(assembler.TryNext(out var found, out _));
        Assert.Equal(frame, found);
        Assert.False(assembler.TryNext(out _, out _));
    }

    [Fact]
    public void Assembler_should_find_the_frame_behind_a_false_beginning_once_that_is_abandoned()
    {
        var frame = new Frame(105, 100, Command.Service, new byte[] { 1, 8, 0, 0 });
        var assembler = new FrameAssembler();
        assembler.Append([0x68, 0x00, 0x03]);
        assembler.Append(frame.ToArray());
        Assert.False(assembler.TryNext(out _, out _));
        Assert.True(assembler.HasPartial);

        Assert.Equal(1, assembler.Abandon().Bytes);

        Assert.True(assembler.TryNext(out _, out var skip));
        Assert.Equal(2, skip.Bytes);
        Assert.True(assembler.TryNext(out var found, out _));
        Assert.Equal(frame, found);
    }
}
