using System.Buffers.Binary;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Recognises the frames of older controllers (ecoMAX 8xx and 9xx), which speak another protocol at the same speed: 0x68, length of the whole
/// frame (2, little endian), recipient (1), sender (1), 0x30, version (1), type (1), data, XOR of all before (1), 0x16. As public clients of
/// such controllers describe it.
/// </summary>
internal static class EmFrames
{
    private const byte Begin = 0x68;
    private const byte End = 0x16;
    private const byte Econet = 0x30;
    private const int EconetAt = 5;
    private const int MinSize = 10;
    private const int MaxSize = 1000;

    /// <summary>How many whole frames there are.</summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (bytes.IndexOf(Begin) is >= 0 and var at)
        {
            bytes = bytes[at..];
            var size = SizeOf(bytes);
            count += size > 0 ? 1 : 0;
            bytes = bytes[Math.Max(1, size)..];
        }

        return count;
    }

    /// <summary>The size of the frame at the beginning; 0 where there is none.</summary>
    private static int SizeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinSize || bytes[EconetAt] != Econet)
        {
            return 0;
        }

        int size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        if (size is < MinSize or > MaxSize || size > bytes.Length || bytes[size - 1] != End)
        {
            return 0;
        }

        byte sum = 0;
        foreach (var value in bytes[..(size - 1)])
        {
            sum ^= value;
        }

        // With the sum itself in it, nothing is left.
        return sum == 0 ? size : 0;
    }
}
