namespace Econet.Modbus;

/// <summary>The functions that the server carries out; all others are answered with <see cref="ExceptionCode.IllegalFunction"/>.</summary>
public enum FunctionCode : byte
{
    ReadHoldingRegisters = 0x03,
    WriteSingleRegister = 0x06,
    WriteMultipleRegisters = 0x10,
    ReadWriteMultipleRegisters = 0x17,
}

/// <summary>Why a request was refused.</summary>
public enum ExceptionCode : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>A function code that the server does not carry out.</summary>
    IllegalFunction = 1,

    /// <summary>A register beyond 65,535, or one that the store does not have.</summary>
    IllegalDataAddress = 2,

    /// <summary>A count of 0 or more than a PDU holds, or a length that is not what the request says.</summary>
    IllegalDataValue = 3,

    /// <summary>A server's failure while it carried the request out; answers of other servers only, never of ours.</summary>
    ServerDeviceFailure = 4,
}
