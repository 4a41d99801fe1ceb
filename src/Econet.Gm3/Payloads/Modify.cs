using System.Buffers;
using Econet.Values;

namespace Econet.Gm3.Payloads;

/// <summary>
/// The data of MODIFY_PARAM: <c>USER-000\0</c> <c>4096\0</c> count=1(1) index(2) value. Its answer is one result byte: the real
/// controller says <c>E5</c> for success, the thermostat side <c>00</c>, and anything else refuses.
/// </summary>
public sealed record Modify(string User, string Password, ushort WireIndex, ReadOnlyMemory<byte> RawValue)
{
    public const string DefaultUser = "USER-000";
    public const string DefaultPassword = "4096";

    /// <summary>The controller's result byte for an accepted write.</summary>
    public const byte Accepted = 0xE5;

    /// <summary>A thermostat's result byte for an accepted write.</summary>
    public const byte ThermostatAccepted = 0x00;

    public static byte[] Write(ushort wireIndex, Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteString(DefaultUser);
        output.WriteString(DefaultPassword);
        output.WriteByte(1);
        output.WriteUInt16(wireIndex);
        value.Write(output);
        return output.WrittenSpan.ToArray();
    }

    public static bool TryParse(ReadOnlySpan<byte> data, out Modify modify)
    {
        modify = null!;
        var reader = new WireReader(data);
        if (!reader.TryString(out var user) || !reader.TryString(out var password) || !reader.TryByte(out var count) || count != 1
            || !reader.TryUInt16(out var index))
        {
            return false;
        }

        modify = new Modify(user, password, index, reader.Rest.ToArray());
        return true;
    }

    /// <summary>The value, when the raw bytes are exactly one of <paramref name="type"/>.</summary>
    public bool TryValue(ParameterType type, out Value value)
    {
        var bytes = RawValue.Span;
        return Value.TryRead(type, ref bytes, out value) && bytes.IsEmpty;
    }

    /// <summary>True when an answer frame says that the write was taken.</summary>
    public static bool IsAccepted(Frame answer) =>
        answer.Command == Command.ModifyParamAnswer && answer.Data.Length == 1
        && answer.Data.Span[0] is Accepted or ThermostatAccepted;
}
