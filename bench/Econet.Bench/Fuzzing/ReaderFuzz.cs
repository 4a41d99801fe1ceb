using System.Buffers;
using System.Diagnostics;
using Econet.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Bench.Fuzzing;

/// <summary>
/// Damaged traffic, recorded and made up, through the reader and every payload parser. An exception, a buffer that grows beyond the
/// largest frame, or a byte that is not accounted for ends the run. The same seed gives the same run.
/// </summary>
internal sealed class ReaderFuzz(int seed, RecordedTraffic recorded)
{
    private readonly Random _random = new(seed);
    private readonly Traffic _traffic = new(seed);
    private readonly long[] _skips = new long[Enum.GetValues<SkipReason>().Length];
    private long _bytesIn, _bytesOut, _found, _parsed, _undamaged;
    private int _largestBuffer;

    public void Run(long frames)
    {
        // Making frames costs more than reading them: a stock of them, each damaged anew every time.
        var stock = Enumerable.Range(0, 4096).Select(_ => _traffic.Any().ToArray()).Concat(recorded.Frames).ToArray();
        var pending = new byte[64 * 1024];
        var length = 0;
        var watch = Stopwatch.StartNew();
        for (long i = 0; i < frames; i++)
        {
            length += Put(stock[_random.Next(stock.Length)], pending.AsSpan(length));

            // Now and then the bus is idle, and what has begun is given up.
            length = Drain(pending, length, idle: _random.Next(20) == 0 || i == frames - 1);
        }

        watch.Stop();
        if (_bytesIn != _bytesOut)
        {
            throw new InvalidOperationException($"{_bytesIn} bytes went in, {_bytesOut} came out");
        }

        Report(frames, watch.Elapsed);
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

    private void Report(long frames, TimeSpan time)
    {
        Console.WriteLine($"reader and parsers, seed {seed}: {frames:N0} frames ({recorded.Frames.Count:N0} recorded ones in the stock) in {time.TotalSeconds:F1} s");
        Console.WriteLine($"{frames / time.TotalSeconds:N0} frames/s, {_bytesIn / time.TotalSeconds / 1e6:F1} MB/s");
        Console.WriteLine($"left whole {_undamaged:N0}, found {_found:N0}, taken by a payload parser {_parsed:N0} times");
        Console.WriteLine($"largest rest in the buffer {_largestBuffer} bytes");
        foreach (var reason in Enum.GetValues<SkipReason>())
        {
            Console.WriteLine($"skipped for {reason}: {_skips[(int)reason]:N0}");
        }
    }
}
