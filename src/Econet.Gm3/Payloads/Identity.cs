using System.Buffers;

namespace Econet.Gm3.Payloads;

/// <summary>The data of an IDENTIFY answer (<c>89</c>): texts, each with its zero byte: maker, name, and further ones.</summary>
public sealed record Identity(string Maker, string Name)
{
    /// <summary>What a gateway says: <c>PLUM\0</c> name <c>\0\0\0\0\0</c>.</summary>
    public static byte[] Write(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteString("PLUM");
        output.WriteString(name);
        output.Write("\0\0\0\0"u8);
        return output.WrittenSpan.ToArray();
    }

    public static bool TryParse(ReadOnlySpan<byte> data, out Identity identity)
    {
        identity = null!;
        var reader = new WireReader(data);
        if (!reader.TryString(out var maker) || !reader.TryString(out var name))
        {
            return false;
        }

        identity = new Identity(maker, name);
        return true;
    }
}
