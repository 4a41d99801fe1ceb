using System.Buffers;
using BenchmarkDotNet.Attributes;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Bench;

[MemoryDiagnoser]
public class Gm3Benchmarks
{
    private readonly byte[] _cycle = new Traffic(1).Cycle();
    private readonly Frame _answer = new Traffic(1).Values(100, 100);
    private readonly ParameterType[] _types = new Traffic(1).Types;
    private ReadOnlySequence<byte> _segmented;

    [GlobalSetup]
    public void Setup() => _segmented = Segments.Of(_cycle, size: 64);

    /// <summary>One bus cycle, all frames, in one piece.</summary>
    [Benchmark]
    public int ReadCycle() => Read(new ReadOnlySequence<byte>(_cycle));

    /// <summary>The same in segments of 64 bytes, as a serial port hands them over.</summary>
    [Benchmark]
    public int ReadCycleInSegments() => Read(_segmented);

    /// <summary>The checksum of as many bytes as a cycle has.</summary>
    [Benchmark]
    public ushort Crc() => Crc16.Compute(_cycle);

    /// <summary>One answer of 100 values.</summary>
    [Benchmark]
    public ValueAnswerFault ParseValues() => ValueAnswer.Parse(_answer.Data.Span, _types, out _, out _);

    private static int Read(ReadOnlySequence<byte> buffer)
    {
        var frames = 0;
        while (FrameReader.Read(ref buffer, out _, out _) != FrameReadStatus.NeedMore)
        {
            frames++;
        }

        return frames;
    }
}
