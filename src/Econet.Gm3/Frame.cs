using System.Buffers;

namespace Econet.Gm3;

/// <summary>
/// One frame of the bus. On the wire: BEGIN 0x68, LEN (2, little endian, total size − 6), destination (2), source (2),
/// command (1), data, CRC (2, big endian, over LEN … data), END 0x16.
/// </summary>
public sealed record Frame(ushort Destination, ushort Source, Command Command, ReadOnlyMemory<byte> Data)
{
    internal const byte Begin = 0x68;
    internal const byte End = 0x16;

    /// <summary>Bytes before the data: BEGIN, LEN, destination, source, command.</summary>
    internal const int HeaderSize = 8;

    /// <summary>Bytes after the data: CRC, END.</summary>
    internal const int TrailerSize = 3;

    /// <summary>What LEN leaves out of the total size.</summary>
    internal const int LengthOffset = 6;

    /// <summary>A frame without data.</summary>
    public const int MinSize = HeaderSize + TrailerSize;

    /// <summary>The largest frame a receiver accepts; real ones stay below it.</summary>
    public const int MaxSize = 1024;

    /// <summary>The most data one frame holds.</summary>
    public const int MaxData = MaxSize - MinSize;

    public Frame(ushort destination, ushort source, Command command)
        : this(destination, source, command, ReadOnlyMemory<byte>.Empty)
    {
    }

    /// <summary>Bytes on the wire.</summary>
    public int Size => MinSize + Data.Length;

    public byte[] ToArray()
    {
        var buffer = new ArrayBufferWriter<byte>(Size);
        FrameWriter.Write(buffer, this);
        return buffer.WrittenSpan.ToArray();
    }

    public bool Equals(Frame? other) =>
        other is not null && Destination == other.Destination && Source == other.Source && Command == other.Command
        && Data.Span.SequenceEqual(other.Data.Span);

    public override int GetHashCode() => HashCode.Combine(Destination, Source, Command, Data.Length);

    public override string ToString() => $"{Source}→{Destination} {Command} {Convert.ToHexString(Data.Span)}";
}
