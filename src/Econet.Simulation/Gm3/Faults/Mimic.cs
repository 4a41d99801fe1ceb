using System.Buffers;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>Makes answers to somebody else that look like ours: same source, command and first index, other values.</summary>
internal static class Mimic
{
    /// <param name="answer">The true answer.</param>
    /// <param name="types">The types of the space that it is about, by wire index.</param>
    public static Frame Of(Frame answer, ReadOnlySpan<ParameterType> types, Random random) => answer with
    {
        Destination = random.Next(3) switch
        {
            0 => BusAddress.Broadcast,
            1 => BusAddress.EconetModule,
            _ => (ushort)(answer.Destination ^ 1),
        },
        Data = answer.Command == Command.GetParamsAnswer ? OtherValues(answer.Data, types) : OtherBytes(answer.Data, random),
    };

    private static ReadOnlyMemory<byte> OtherValues(ReadOnlyMemory<byte> data, ReadOnlySpan<ParameterType> types)
    {
        if (ValueAnswer.Parse(data.Span, types, out var first, out var values) != ValueAnswerFault.None)
            return data;

        var output = new ArrayBufferWriter<byte>();
        ValueAnswer.Write(output, first, [.. values.Select(value => value with { Value = Other(value.Value) })], Frame.MaxData);
        return output.WrittenMemory;
    }

    /// <summary>Near enough to be believed.</summary>
    private static Value Other(Value value) => value.Type switch
    {
        ParameterType.String => value,
        ParameterType.Bool => Value.Of(value.ToDouble() == 0),
        ParameterType.Float => Value.Of((float)value.ToDouble() + 1.5f),
        ParameterType.Double => value,
        _ => Value.Of(value.Type, value.ToInteger() == 0 ? 1 : value.ToInteger() - 1),
    };

    private static byte[] OtherBytes(ReadOnlyMemory<byte> data, Random random)
    {
        const int Head = 3;
        var bytes = data.ToArray();
        if (bytes.Length > Head)
            bytes[random.Next(Head, bytes.Length)] ^= (byte)random.Next(1, 256);
        return bytes;
    }
}
