using System.Buffers;

namespace Econet.Modbus;

/// <summary>
/// A Modbus TCP frame, request or answer; big endian: <c>transaction(2) protocol(2)=0 length(2) unit(1) pdu(1…253)</c>, the
/// length counting unit and PDU. A PDU of no bytes is what an adapter makes of a frame on its line that is too short.
/// </summary>
/// <param name="TransactionId">Chosen by the client; the answer repeats it.</param>
/// <param name="Pdu">Part of the buffer it was read from: valid as long as that is.</param>
public readonly record struct MbapFrame(ushort TransactionId, byte Unit, ReadOnlySequence<byte> Pdu)
{
    /// <summary>Bytes before the PDU.</summary>
    public const int HeaderSize = 7;

    /// <summary>Bytes of the longest frame.</summary>
    public const int MaxSize = HeaderSize + Modbus.Pdu.MaxSize;
}
