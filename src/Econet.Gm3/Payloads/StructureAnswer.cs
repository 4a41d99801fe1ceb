using System.Buffers;
using System.Buffers.Binary;
using Econet.Values;

namespace Econet.Gm3.Payloads;

/// <summary>
/// The data of a structure answer: count(1) first(2), then a parameter each. With range (<c>82</c>, the controller's form):
/// name\0 unit\0 type(1) flags(1) min(2) max(2). Without (<c>81</c>, the panel's): name\0 unit\0 exponent(1, signed) type(1).
/// </summary>
public static class StructureAnswer
{
    private const byte TypeCodeMask = 0x0F;
    private const byte ReadableBit = 0x10;
    private const byte WritableBit = 0x20;

    /// <summary>False when the data is not exactly such an answer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, bool withRange, out ParameterStructure[] structures)
    {
        structures = [];
        var reader = new WireReader(data);
        if (!reader.TryByte(out var count) || !reader.TryUInt16(out var first))
        {
            return false;
        }

        var parsed = new ParameterStructure[count];
        for (var i = 0; i < count; i++)
        {
            if (first + i > ushort.MaxValue || !TryParseOne(ref reader, (ushort)(first + i), withRange, out var structure))
            {
                return false;
            }

            parsed[i] = structure;
        }

        if (!reader.Rest.IsEmpty)
        {
            return false;
        }

        structures = parsed;
        return true;
    }

    /// <summary>
    /// Writes as many of the consecutive <paramref name="structures"/> as fit into <paramref name="limit"/> bytes, as a device does.
    /// </summary>
    /// <returns>How many were written.</returns>
    public static int Write(IBufferWriter<byte> output, ReadOnlySpan<ParameterStructure> structures, bool withRange, int limit)
    {
        var body = new ArrayBufferWriter<byte>();
        var fits = 0;
        var length = 0;
        foreach (var structure in structures)
        {
            WriteOne(body, structure, withRange);
            if (body.WrittenCount + 3 > limit || fits == byte.MaxValue)
            {
                break;
            }

            fits++;
            length = body.WrittenCount;
        }

        output.WriteByte((byte)fits);
        output.WriteUInt16(structures.IsEmpty ? (ushort)0 : structures[0].WireIndex);
        output.Write(body.WrittenSpan[..length]);
        return fits;
    }

    private static bool TryParseOne(ref WireReader reader, ushort index, bool withRange, out ParameterStructure structure)
    {
        structure = null!;
        if (!reader.TryString(out var name) || !reader.TryString(out var unit) || !reader.TryByte(out var head))
        {
            return false;
        }

        var typeByte = head;
        ParameterFlags flags = ParameterFlags.NoMin | ParameterFlags.NoMax;
        int min = 0, max = 0;
        sbyte exponent = 0;
        if (withRange)
        {
            if (!reader.TryByte(out var flagByte) || !reader.TryTake(2, out var minBytes) || !reader.TryTake(2, out var maxBytes))
            {
                return false;
            }

            flags = (ParameterFlags)flagByte;
            var type = (ParameterType)(typeByte & TypeCodeMask);
            min = Limit(type, minBytes, (flags & ParameterFlags.MinIsIndex) != 0);
            max = Limit(type, maxBytes, (flags & ParameterFlags.MaxIsIndex) != 0);
        }
        else
        {
            exponent = (sbyte)head;
            if (!reader.TryByte(out typeByte))
            {
                return false;
            }
        }

        structure = new ParameterStructure(
            index, name, unit, (ParameterType)(typeByte & TypeCodeMask),
            (typeByte & ReadableBit) != 0, (typeByte & WritableBit) != 0, flags, min, max, exponent);
        return true;
    }

    private static int Limit(ParameterType type, ReadOnlySpan<byte> bytes, bool isIndex) =>
        isIndex || type.IsUnsigned() ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes);

    private static void WriteOne(ArrayBufferWriter<byte> output, ParameterStructure structure, bool withRange)
    {
        var type = (byte)((byte)structure.Type | (structure.Readable ? ReadableBit : 0) | (structure.Writable ? WritableBit : 0));
        output.WriteString(structure.Name);
        output.WriteString(structure.Unit);
        if (!withRange)
        {
            output.WriteByte((byte)structure.Exponent);
            output.WriteByte(type);
            return;
        }

        output.WriteByte(type);
        output.WriteByte((byte)structure.Flags);
        output.WriteUInt16(unchecked((ushort)structure.Min));
        output.WriteUInt16(unchecked((ushort)structure.Max));
    }
}
