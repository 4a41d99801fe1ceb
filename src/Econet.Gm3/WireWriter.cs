using System.Buffers;
using System.Buffers.Binary;
using System.Text;

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
    public static void WriteString(this IBufferWriter<byte> output, string value)
    {
        Encoding.UTF8.GetBytes(Checked(value), output);
        output.WriteByte(0);
    }

    /// <summary>The text, which the wire can carry.</summary>
    /// <exception cref="ArgumentException">The text holds a zero character.</exception>
    public static string Checked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("Text on the wire can't hold a zero character.", nameof(text))
            : text;
    }
}
