using System.Buffers;

namespace Econet.Modbus;

/// <summary>A Modbus RTU frame, request or answer: <c>unit(1) pdu(1…253) crc(2, low byte first)</c>.</summary>
/// <param name="Pdu">Part of the buffer it was read from: valid as long as that is.</param>
public readonly record struct RtuFrame(byte Unit, ReadOnlySequence<byte> Pdu)
{
    /// <summary>Bytes of the shortest frame: unit, function and CRC.</summary>
    public const int MinSize = 4;

    /// <summary>Bytes of the longest frame.</summary>
    public const int MaxSize = 3 + Modbus.Pdu.MaxSize;
}
