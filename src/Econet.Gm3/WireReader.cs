using System.Buffers.Binary;
using Econet.Values;

namespace Econet.Gm3;

/// <summary>Reads payload fields from the front of a span; every read says whether the bytes were there.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if (_rest.Length < count)
        {
            bytes = default;
            return false;
        }

        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    public bool TryByte(out byte value)
    {
        value = 0;
        if (!TryTake(1, out var bytes))
        {
            return false;
        }

        value = bytes[0];
        return true;
    }

    public bool TryUInt16(out ushort value)
    {
        value = 0;
        if (!TryTake(2, out var bytes))
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return true;
    }

    /// <summary>Text up to its closing zero byte.</summary>
    public bool TryString(out string value)
    {
        var isThere = TryValue(ParameterType.String, out var text);
        value = isThere ? text.ToText() : "";
        return isThere;
    }

    public bool TryValue(ParameterType type, out Value value) => Value.TryRead(type, ref _rest, out value);
}
