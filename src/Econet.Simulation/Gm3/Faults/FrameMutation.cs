using System.Buffers.Binary;
using Econet.Gm3;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>Damage as a bad bus does it, and damage behind a good CRC, which reaches the payload parsers.</summary>
internal static class FrameMutation
{
    private const int HeaderSize = 8;
    private const int TrailerSize = 3;

    /// <summary>More than any damage adds to a frame.</summary>
    private const int MostAdded = Frame.MaxSize;

    /// <summary>A damaged copy.</summary>
    public static byte[] Of(ReadOnlySpan<byte> frame, Random random)
    {
        var target = new byte[frame.Length + MostAdded];
        frame.CopyTo(target);
        return target[..Damage(random, target, frame.Length)];
    }

    /// <summary>Damages the frame at the front of <paramref name="target"/>, which has room for twice its length.</summary>
    /// <returns>Its new length; half of them are frames with a good CRC.</returns>
    public static int Damage(Random random, Span<byte> target, int length)
    {
        var at = random.Next(length);
        switch (random.Next(12))
        {
            case 0:
                target[at] ^= (byte)(1 << random.Next(8));
                return length;
            case 1:
                target[at] ^= (byte)random.Next(1, 256);
                return length;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)random.Next(Frame.MaxSize + 100));
                return length;
            case 3:
                return at;
            case 4:
                var gap = random.Next(1, 20);
                target[at..length].CopyTo(target[(at + gap)..]);
                random.NextBytes(target.Slice(at, gap));
                return length + gap;
            case 5:
                target[at..length].CopyTo(target[length..]);
                return length + length - at;
            default:
                return Spoil(random, target, length);
        }
    }

    /// <summary>Damages command and data and makes the CRC good again; the data may be cut.</summary>
    private static int Spoil(Random random, Span<byte> target, int length)
    {
        var data = random.Next(length - HeaderSize - TrailerSize + 1);
        if (random.Next(2) == 0)
        {
            data = length - HeaderSize - TrailerSize;
        }

        for (var times = random.Next(4); times > 0; times--)
        {
            target[HeaderSize - 1 + random.Next(data + 1)] = (byte)random.Next(256);
        }

        var end = HeaderSize + data;
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)(end + TrailerSize - 6));
        BinaryPrimitives.WriteUInt16BigEndian(target[end..], Crc16.Compute(target[1..end]));
        target[end + 2] = 0x16;
        return end + TrailerSize;
    }
}
