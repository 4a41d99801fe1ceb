using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>The data of a GET_SETTINGS answer (<c>80</c>): uid(4) name\0 software\0 product(2) type(1).</summary>
public sealed record Settings(uint Uid, string Name, string Software, ushort Product, byte Type)
{
    public byte[] ToArray()
    {
        var output = new ArrayBufferWriter<byte>();
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), Uid);
        output.Advance(4);
        output.WriteString(Name);
        output.WriteString(Software);
        output.WriteUInt16(Product);
        output.WriteByte(Type);
        return output.WrittenSpan.ToArray();
    }

    public static bool TryParse(ReadOnlySpan<byte> data, out Settings settings)
    {
        settings = null!;
        var reader = new WireReader(data);
        if (!reader.TryTake(4, out var uid) || !reader.TryString(out var name) || !reader.TryString(out var software)
            || !reader.TryUInt16(out var product) || !reader.TryByte(out var type) || !reader.Rest.IsEmpty)
        {
            return false;
        }

        settings = new Settings(BinaryPrimitives.ReadUInt32LittleEndian(uid), name, software, product, type);
        return true;
    }
}
