using System.Buffers;
using Econet.Gm3;

namespace Econet.Bench.Figures;

/// <param name="Reader">Megabytes a second.</param>
/// <param name="Beside">Bytes that a frame takes beside its payload and its object.</param>
/// <param name="Crc">Megabytes a second.</param>
internal sealed record FrameSpeed(double Reader, double Beside, double Crc)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public static FrameSpeed Measure()
    {
        var cycle = new Traffic(1).Cycle();
        Read(cycle, out var payloads);
        var (reader, rounds, allocated) = Repeat(cycle.Length, () => Read(cycle, out _));
        var (crc, _, _) = Repeat(cycle.Length, () => Crc16.Compute(cycle));
        return new FrameSpeed(reader, (allocated / (double)rounds / payloads.Count) - payloads.Average(Allocated), crc);
    }

    /// <summary>What a payload takes as an array of its own, with the frame that holds it.</summary>
    private static double Allocated(int payload)
    {
        const int Times = 100;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            GC.KeepAlive(new Frame(0, 0, Command.GetParams, payload == 0 ? default : new byte[payload]));
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Times;
    }

    private static (double MegabytesPerSecond, long Rounds, long Allocated) Repeat(int bytes, Action action)
    {
        var (began, before, rounds) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread(), 0L);
        TimeSpan taken;
        do
        {
            for (var i = 0; i < 100; i++)
            {
                action();
            }

            rounds += 100;
            taken = TimeProvider.System.GetElapsedTime(began);
        }
        while (taken < Duration);
        return (rounds * bytes / taken.TotalSeconds / 1e6, rounds, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Read(byte[] bytes, out List<int> payloads)
    {
        payloads = [];
        var buffer = new ReadOnlySequence<byte>(bytes);
        while (FrameReader.Read(ref buffer, out var frame, out _) != FrameReadStatus.NeedMore)
        {
            payloads.Add(frame!.Data.Length);
        }
    }
}
