using System.Buffers;
using System.Diagnostics;
using Econet.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Bench.Fuzzing;

/// <summary>
/// Damaged traffic, recorded and made up, through the reader and every payload parser. An exception, a hang, a buffer that grows beyond the
/// largest frame, a frame that takes too much memory, or a byte that is not accounted for ends the run. The same seed gives the same run.
/// </summary>
internal sealed class ReaderFuzz(int seed, RecordedTraffic recorded)
{
    /// <summary>
    /// Most that may be allocated for the bytes of one frame in: for what is found in them and in the rest before them, 2 kB at most, offered
    /// to all the parsers. What a length or a count in damaged bytes claims must not be believed.
    /// </summary>
    private const long MostAllocated = 256 * 1024;

    private const int FramesBetweenSigns = 1000;

    private readonly Random _random = new(seed);
    private readonly Traffic _traffic = new(seed);
    private readonly long[] _skips = new long[Enum.GetValues<SkipReason>().Length];
    private long _bytesIn, _bytesOut, _found, _parsed, _undamaged;
    private long _allocated, _mostAllocated;
    private int _largestBuffer;

    public void Run(long frames)
    {
        // Making frames costs more than reading them: a stock of them, each damaged again every time.
        var captured = Capture.Frames().ToArray();
        var stock = Enumerable.Range(0, 4096).Select(_ => _traffic.Any().ToArray())
            .Concat(recorded.Frames).Concat(captured).ToArray();
        var pending = new byte[64 * 1024];
        var length = 0;
        var watch = Stopwatch.StartNew();
        long i = 0;
        using var guard = new HangGuard(() => $"Reading at frame {i}");
        for (; i < frames; i++)
        {
            if (i % FramesBetweenSigns == 0)
                guard.GoesOn();
            length += Put(stock[_random.Next(stock.Length)], pending.AsSpan(length));

            // Now and then the bus is idle, and what has begun is given up.
            var before = GC.GetAllocatedBytesForCurrentThread();
            length = Drain(pending, length, idle: _random.Next(20) == 0 || i == frames - 1);
            CheckAllocated(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        watch.Stop();
        if (_bytesIn != _bytesOut)
        {
            throw new InvalidOperationException($"{_bytesIn} bytes went in, {_bytesOut} came out");
        }

        Report(frames, captured.Length, watch.Elapsed);
    }

    private int Put(byte[] frame, Span<byte> target)
    {
        frame.CopyTo(target);
        var length = frame.Length;
        if (_random.Next(2) == 0)
            _undamaged++;
        else
            length = FrameMutation.Damage(_random, target, length);
        _bytesIn += length;
        return length;
    }

    private int Drain(byte[] pending, int length, bool idle)
    {
        var memory = pending.AsMemory(0, length);
        var buffer = _random.Next(4) == 0 ? Segments.Of(memory, _random.Next(1, 100)) : new ReadOnlySequence<byte>(memory);
        while (true)
        {
            switch (FrameReader.Read(ref buffer, out var frame, out var skip))
            {
                case FrameReadStatus.Frame:
                    _found++;
                    _bytesOut += frame!.Size;
                    _parsed += Parsers.Accepting(frame, _random.Next(2) == 0 ? _traffic.Types : recorded.Types);
                    break;
                case FrameReadStatus.Skipped:
                    Count(skip);
                    break;
                default:
                    if (idle && !buffer.IsEmpty)
                    {
                        Count(FrameReader.Abandon(ref buffer));
                        break;
                    }

                    return Keep(buffer, pending);
            }
        }
    }

    private void Count(Skip skip)
    {
        _skips[(int)skip.Reason]++;
        _bytesOut += skip.Bytes;
    }

    private int Keep(ReadOnlySequence<byte> rest, byte[] pending)
    {
        var length = (int)rest.Length;
        _largestBuffer = Math.Max(_largestBuffer, length);
        if (length >= Frame.MaxSize)
        {
            throw new InvalidOperationException($"the reader holds on to {length} bytes");
        }

        rest.ToArray().CopyTo(pending, 0);
        return length;
    }

    private void CheckAllocated(long bytes)
    {
        _allocated += bytes;
        _mostAllocated = Math.Max(_mostAllocated, bytes);
        if (bytes > MostAllocated)
            throw new InvalidOperationException($"one frame took {bytes} bytes of memory");
    }

    private void Report(long frames, int captured, TimeSpan time)
    {
        Console.WriteLine($"reader and parsers, seed {seed}: {frames:N0} frames in {time.TotalSeconds:F1} s");
        Console.WriteLine($"in the stock {recorded.Frames.Count:N0} frames of a simulated bus and {captured:N0} recorded on a real one");
        Console.WriteLine($"{frames / time.TotalSeconds:N0} frames/s, {_bytesIn / time.TotalSeconds / 1e6:F1} MB/s");
        Console.WriteLine($"left whole {_undamaged:N0}, found {_found:N0}, taken by a payload parser {_parsed:N0} times");
        Console.WriteLine($"largest rest in the buffer {_largestBuffer} bytes");
        Console.WriteLine($"allocated for a frame {_allocated / frames:N0} bytes on average, {_mostAllocated:N0} at most of {MostAllocated:N0} allowed");
        foreach (var reason in Enum.GetValues<SkipReason>())
        {
            Console.WriteLine($"skipped for {reason}: {_skips[(int)reason]:N0}");
        }
    }
}
