using System.Buffers;
using System.Buffers.Binary;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>Structures as they are stored: the command that asks for them, and they themselves as answers of the device, each behind its length.</summary>
internal static class StructureDocument
{
    public static byte[] Encode(ReadOnlySpan<ParameterStructure> structures, bool withRange)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write([(byte)(withRange ? Command.GetParamsStructWithRange : Command.GetParamsStruct)]);
        while (!structures.IsEmpty)
        {
            var answer = new ArrayBufferWriter<byte>();
            structures = structures[StructureAnswer.Write(answer, structures, withRange, int.MaxValue)..];
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), answer.WrittenCount);
            output.Advance(sizeof(int));
            output.Write(answer.WrittenSpan);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <returns>False when they are not whole.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, List<ParameterStructure> structures, out bool withRange)
    {
        withRange = !encoded.IsEmpty && (Command)encoded[0] == Command.GetParamsStructWithRange;
        if (!withRange && (encoded.IsEmpty || (Command)encoded[0] != Command.GetParamsStruct))
        {
            return false;
        }

        encoded = encoded[1..];
        while (encoded.Length >= sizeof(int))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(encoded);
            encoded = encoded[sizeof(int)..];
            if (length < 0 || length > encoded.Length
                || !StructureAnswer.TryParse(encoded[..length], withRange, out var told)
                || told.Length == 0 || told[0].WireIndex != structures.Count)
            {
                return false;
            }

            structures.AddRange(told);
            encoded = encoded[length..];
        }

        return encoded.IsEmpty && structures.Count > 0;
    }
}
