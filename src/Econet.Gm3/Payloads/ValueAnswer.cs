using System.Buffers;
using Econet.Values;

namespace Econet.Gm3.Payloads;

/// <summary>One parameter of a value answer: its flags byte and its value.</summary>
public readonly record struct FlaggedValue(ParameterFlags Flags, Value Value);

/// <summary>Why a value answer can't be taken.</summary>
public enum ValueAnswerFault
{
    None,

    /// <summary>Shorter than its own head, or than its count says.</summary>
    Truncated,

    /// <summary>Bytes are left over: read with the wrong structure, or damaged.</summary>
    LeftOver,

    /// <summary>Names parameters whose structure, or type, is not known.</summary>
    UnknownParameter,
}

/// <summary>
/// The data of a value answer (<c>C0</c>): count(1) first(2), then for each parameter flags(1) value. The values carry no types, so
/// one that does not come out exactly at its last byte is discarded whole.
/// </summary>
public static class ValueAnswer
{
    /// <summary>What <paramref name="data"/> says it holds, without reading the values.</summary>
    public static bool TryParseHead(ReadOnlySpan<byte> data, out ParameterSelection selection) =>
        ParameterSelection.TryParse(data.Length < 3 ? data : data[..3], out selection);

    /// <param name="types">The types of the whole space, by wire index.</param>
    /// <param name="first">The wire index of the first value.</param>
    /// <param name="values">The values; empty when the answer can't be taken.</param>
    public static ValueAnswerFault Parse(
        ReadOnlySpan<byte> data, ReadOnlySpan<ParameterType> types, out ushort first, out FlaggedValue[] values)
    {
        values = [];
        first = 0;
        var reader = new WireReader(data);
        if (!reader.TryByte(out var count) || !reader.TryUInt16(out first))
        {
            return ValueAnswerFault.Truncated;
        }

        if (first + count > types.Length)
        {
            return ValueAnswerFault.UnknownParameter;
        }

        var parsed = new FlaggedValue[count];
        for (var i = 0; i < count; i++)
        {
            var type = types[first + i];
            if (!type.IsKnown())
            {
                return ValueAnswerFault.UnknownParameter;
            }

            if (!reader.TryByte(out var flags) || !reader.TryValue(type, out var value))
            {
                return ValueAnswerFault.Truncated;
            }

            parsed[i] = new FlaggedValue((ParameterFlags)flags, value);
        }

        if (!reader.Rest.IsEmpty)
        {
            return ValueAnswerFault.LeftOver;
        }

        values = parsed;
        return ValueAnswerFault.None;
    }

    /// <summary>Writes as many of the values as fit into <paramref name="limit"/> bytes, as a device does.</summary>
    /// <returns>How many were written.</returns>
    public static int Write(IBufferWriter<byte> output, ushort first, ReadOnlySpan<FlaggedValue> values, int limit)
    {
        var body = new ArrayBufferWriter<byte>();
        var fits = 0;
        var length = 0;
        foreach (var value in values)
        {
            body.WriteByte((byte)value.Flags);
            value.Value.Write(body);
            if (body.WrittenCount + 3 > limit || fits == byte.MaxValue)
            {
                break;
            }

            fits++;
            length = body.WrittenCount;
        }

        output.WriteByte((byte)fits);
        output.WriteUInt16(first);
        output.Write(body.WrittenSpan[..length]);
        return fits;
    }
}
