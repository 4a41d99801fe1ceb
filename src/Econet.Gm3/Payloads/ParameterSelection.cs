using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>The data of a request for structures or values: count(1) first(2), wire indices.</summary>
public readonly record struct ParameterSelection(byte Count, ushort First)
{
    private const int Size = 3;

    public byte[] ToArray() => [Count, (byte)First, (byte)(First >> 8)];

    public static bool TryParse(ReadOnlySpan<byte> data, out ParameterSelection selection)
    {
        selection = data.Length == Size ? new(data[0], BinaryPrimitives.ReadUInt16LittleEndian(data[1..])) : default;
        return data.Length == Size;
    }
}
