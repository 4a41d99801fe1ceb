using System.Buffers;

namespace Econet.Gm3.Tests;

/// <summary>What reading some bytes gave, with the reader's promises checked at every step.</summary>
internal sealed record Reading(List<Frame> Frames, List<Skip> Skips, byte[] Left)
{
    /// <summary>Reads bytes that are all there, cut into segments of the given sizes (the last takes the rest).</summary>
    public static Reading Segmented(byte[] bytes, params int[] sizes)
    {
        var reading = new Reading([], [], []);
        var buffer = Segments(bytes, sizes);
        reading.Drain(ref buffer);
        return reading with { Left = buffer.ToArray() };
    }

    /// <summary>Reads bytes as they come in, in pieces of the given sizes, repeated.</summary>
    public static Reading Incremental(byte[] bytes, params int[] sizes)
    {
        var reading = new Reading([], [], []);
        byte[] pending = [];
        for (int at = 0, piece = 0; at < bytes.Length; piece++)
        {
            var size = Math.Clamp(sizes[piece % sizes.Length], 1, bytes.Length - at);
            pending = [.. pending, .. bytes[at..(at + size)]];
            at += size;
            var buffer = new ReadOnlySequence<byte>(pending);
            reading.Drain(ref buffer);
            pending = buffer.ToArray();
        }

        return reading with { Left = pending };
    }

    /// <summary>Reads to the last byte: gives up on what has begun and will not go on.</summary>
    public static Reading ToTheEnd(byte[] bytes, params int[] sizes)
    {
        var reading = new Reading([], [], []);
        var buffer = Segments(bytes, sizes);
        reading.Drain(ref buffer);
        while (!buffer.IsEmpty)
        {
            var skip = FrameReader.Abandon(ref buffer);
            Assert.Equal(new Skip(1, SkipReason.Truncated), skip);
            reading.Skips.Add(skip);
            reading.Drain(ref buffer);
        }

        Assert.Equal(bytes.Length, reading.Skips.Sum(s => s.Bytes) + reading.Frames.Sum(f => f.Size));
        return reading;
    }

    public static ReadOnlySequence<byte> Segments(byte[] bytes, params int[] sizes)
    {
        var at = 0;
        var first = new Segment(ReadOnlyMemory<byte>.Empty, 0);
        var last = first;
        foreach (var size in sizes)
        {
            var take = Math.Clamp(size, 0, bytes.Length - at);
            last = last.Append(bytes.AsMemory(at, take));
            at += take;
        }

        last = last.Append(bytes.AsMemory(at));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private void Drain(ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var before = buffer.Length;
            var status = FrameReader.Read(ref buffer, out var frame, out var skip);
            var taken = before - buffer.Length;
            Assert.Equal(status == FrameReadStatus.Frame, frame is not null);
            switch (status)
            {
                case FrameReadStatus.Frame:
                    Assert.Equal(frame!.Size, taken);
                    Frames.Add(frame);
                    break;
                case FrameReadStatus.Skipped:
                    Assert.True(taken > 0);
                    Assert.Equal(skip.Bytes, taken);
                    Skips.Add(skip);
                    break;
                default:
                    Assert.Equal(0, taken);
                    Assert.True(before < Frame.MaxSize, "waits for more than the largest frame");
                    return;
            }
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
