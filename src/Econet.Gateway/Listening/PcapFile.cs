using System.Buffers.Binary;

namespace Econet.Gateway.Listening;

/// <summary>
/// A recorded bus as a pcap file with times in nanoseconds and link type 147 (USER0), a packet for each piece of bytes that the port brought:
/// Wireshark and its relatives open it. See docs/captures.md.
/// </summary>
internal static class PcapFile
{
    public const int HeaderSize = 24;
    private const int PacketHeaderSize = 16;
    private const uint Nanoseconds = 0xA1B2_3C4D;
    private const uint Microseconds = 0xA1B2_C3D4;
    private const uint User0 = 147;
    private const int MaxPiece = 1 << 18;

    public static byte[] Header()
    {
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Nanoseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), MaxPiece);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), User0);
        return header;
    }

    public static byte[] Packet(BusPiece piece)
    {
        var packet = new byte[PacketHeaderSize + piece.Bytes.Length];
        var since = piece.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)(since / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(4), (uint)(since % TimeSpan.TicksPerSecond * 100));
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(8), piece.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(12), piece.Bytes.Length);
        piece.Bytes.Span.CopyTo(packet.AsSpan(PacketHeaderSize));
        return packet;
    }

    /// <summary>The file begins as a pcap file does; which of the three kinds it is comes after.</summary>
    public static bool IsPcap(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderSize && BinaryPrimitives.ReadUInt32LittleEndian(file) is Nanoseconds or Microseconds;

    /// <summary>The pieces in the order of the file; a packet that is cut off at the end is left out, as after a crash of the recorder.</summary>
    /// <exception cref="FormatException">It is of something else than a bus, or damaged.</exception>
    public static IReadOnlyList<BusPiece> Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        var fraction = BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Nanoseconds ? 100 : 1;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) is var link and not User0)
        {
            throw new FormatException($"it is a recording of link type {link}, not of a bus ({User0})");
        }

        var pieces = new List<BusPiece>();
        var at = HeaderSize;
        while (at + PacketHeaderSize <= bytes.Length)
        {
            var seconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            var part = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 8)..]);
            if (size > MaxPiece)
            {
                throw new FormatException($"the packet at byte {at} is damaged");
            }

            at += PacketHeaderSize;
            if (at + size > bytes.Length)
            {
                break;
            }

            var ticks = fraction == 100 ? part / 100 : part * (long)TimeSpan.TicksPerMicrosecond;
            pieces.Add(new(DateTimeOffset.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + ticks), file.Slice(at, (int)size)));
            at += (int)size;
        }

        return pieces;
    }
}
