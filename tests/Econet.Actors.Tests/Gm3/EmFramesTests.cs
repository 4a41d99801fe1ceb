using Econet.Actors.Gm3.Line;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

public sealed class EmFramesTests
{
    [Fact]
    public void Frames_should_be_counted_wherever_they_begin() =>
        Assert.Equal(3, EmFrames.Count([0x68, .. Em(5), 0x68, 0x10, 0x00, .. Em(0), .. Em(300), .. Em(40)[..30]]));

    [Fact]
    public void Frames_should_not_be_counted_when_one_byte_of_them_is_another()
    {
        var frame = Em(12);
        for (var at = 0; at < frame.Length; at++)
        {
            byte[] damaged = [.. frame];
            damaged[at] ^= 0x01;
            Assert.Equal(0, EmFrames.Count(damaged));
        }
    }

    [Fact]
    public void Frames_of_GM3_should_not_be_counted() =>
        Assert.Equal(0, EmFrames.Count([.. Enumerable.Range(0, 200).SelectMany(i =>
            new Frame(0x3045, (ushort)(0x0530 + i), Command.GetParamsAnswer, new byte[i]).ToArray())]));

    [Fact]
    public void Noise_should_not_be_counted()
    {
        var noise = new byte[200_000];
        new Random(9).NextBytes(noise);
        Assert.Equal(0, EmFrames.Count(noise));
    }

    private static byte[] Em(int data)
    {
        byte[] frame = [0x68, (byte)(data + 10), (byte)((data + 10) >> 8), 0x00, 0x45, 0x30, 0x05, 0x08, .. Enumerable.Range(0, data).Select(i => (byte)i)];
        return [.. frame, frame.Aggregate((byte)0, (sum, next) => (byte)(sum ^ next)), 0x16];
    }
}
