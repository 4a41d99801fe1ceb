using System.Buffers;
using Econet.Gm3;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>Faults that strike whole frames: lost, truncated, mangled, doubled and late ones.</summary>
internal static class FrameFaults
{
    /// <summary>What is put on the wire instead of <paramref name="bytes"/>, and how much later.</summary>
    /// <param name="byDevice">Sent by one of the bus's own devices: no manners of an attached participant change.</param>
    public static IEnumerable<(TimeSpan Delay, byte[] Bytes)> Apply(ActiveFaults faults, byte[] bytes, bool byDevice)
    {
        if (!faults.Any || FrameOf(bytes) is not { } frame)
            return [(TimeSpan.Zero, bytes)];

        var kind = ActiveFaults.KindOf(frame);
        if (faults.Striking<LostFrames>(frame, fault => fault.Kind == kind).Any())
            return [];

        foreach (var (_, random) in faults.Striking<TruncatedFrames>(frame, fault => fault.Kind == kind))
            bytes = bytes[..random.Next(1, Math.Max(2, bytes.Length))];
        if (!byDevice)
            return [(TimeSpan.Zero, bytes)];

        foreach (var (_, random) in faults.Striking<MangledFrames>(frame))
            bytes = FrameMutation.Of(bytes, random);
        var delay = TimeSpan.Zero;
        foreach (var (fault, _) in faults.Striking<DelayedFrames>(frame, fault => fault.Kind == kind))
            delay += fault.By;
        return faults.Striking<DoubledFrames>(frame, fault => fault.Kind == kind).Any()
            ? [(delay, bytes), (delay, bytes)]
            : [(delay, bytes)];
    }

    private static Frame? FrameOf(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        return FrameReader.Read(ref buffer, out var frame, out _) == FrameReadStatus.Frame ? frame : null;
    }
}
