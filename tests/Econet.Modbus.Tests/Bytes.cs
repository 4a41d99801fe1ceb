using System.Buffers;

namespace Econet.Modbus.Tests;

/// <summary>Bytes as texts and buffers in pieces.</summary>
internal static class Bytes
{
    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static string Text(ReadOnlySpan<byte> bytes) => string.Join(' ', bytes.ToArray().Select(b => b.ToString("X2", null)));

    public static string Text(ReadOnlySequence<byte> bytes) => Text(bytes.ToArray());

    /// <summary>Unit and PDU with their CRC.</summary>
    public static byte[] Rtu(string text)
    {
        var bytes = Hex(text);
        var crc = Crc16.Compute(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }

    public static ReadOnlySequence<byte> Whole(byte[] bytes) => new(bytes);

    /// <summary>The same bytes as a sequence of segments that end at the given places.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params int[] ends)
    {
        Segment? first = null, last = null;
        var from = 0;
        foreach (var to in ends.Where(end => end >= 0 && end < bytes.Length).Order().Append(bytes.Length))
        {
            last = new Segment(bytes.AsMemory(from, to - from), last);
            first ??= last;
            from = to;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
