namespace Econet.Modbus;

/// <summary>Sizes of what MBAP and RTU frames carry: the protocol data unit, function code first.</summary>
public static class Pdu
{
    /// <summary>Bytes of the longest PDU: what an RTU frame of 256 bytes leaves beside unit and CRC.</summary>
    public const int MaxSize = 253;

    /// <summary>Registers that one request reads at most (answer: function, byte count, 2 bytes each).</summary>
    public const int MaxRead = 125;

    /// <summary>Registers that one function 16 request writes at most.</summary>
    public const int MaxWrite = 123;

    /// <summary>Registers that one function 23 request writes at most; its read may be <see cref="MaxRead"/> long anyway.</summary>
    public const int MaxReadWriteWrite = 121;

    /// <summary>Set in the function code of an answer that refuses.</summary>
    public const byte ExceptionFlag = 0x80;

    /// <summary>Unit 0 speaks to every server; nobody answers.</summary>
    public const byte Broadcast = 0;

    /// <summary>The highest unit a server may have; 248 … 255 are reserved.</summary>
    public const byte MaxUnit = 247;
}
