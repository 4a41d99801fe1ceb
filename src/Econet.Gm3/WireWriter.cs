using System.Buffers;
using System.Buffers.Binary;
using Econet.Values;

namespace Econet.Gm3;

internal static class WireWriter
{
    public static void WriteByte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public static void WriteUInt16(this IBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    public static void WriteSingle(this IBufferWriter<byte> output, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    /// <summary>UTF-8 text and its closing zero byte.</summary>
    /// <exception cref="ArgumentException">The text holds a zero character.</exception>
    public static void WriteString(this IBufferWriter<byte> output, string value) => Value.Of(value).Write(output);
}
