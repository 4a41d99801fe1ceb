namespace Econet.Modbus;

/// <summary>
/// A request for holding registers, as a client encodes and a server decodes it. Big endian:
/// <code>
/// 03  function start(2) count(2)
/// 06  function address(2) value(2)
/// 16  function start(2) count(2) bytes(1) values(2·count)
/// 23  function readStart(2) readCount(2) writeStart(2) writeCount(2) bytes(1) values(2·writeCount)
/// </code>
/// </summary>
public readonly ref struct RegisterRequest
{
    private RegisterRequest(FunctionCode function, ushort readStart, int readCount, ushort writeStart, ReadOnlySpan<ushort> values)
    {
        Function = function;
        ReadStart = readStart;
        ReadCount = readCount;
        WriteStart = writeStart;
        Values = values;
    }

    public FunctionCode Function { get; }

    public ushort ReadStart { get; }

    /// <summary>How many registers it reads; 0 when it only writes.</summary>
    public int ReadCount { get; }

    public ushort WriteStart { get; }

    /// <summary>What it writes, from <see cref="WriteStart"/> on; empty when it only reads.</summary>
    public ReadOnlySpan<ushort> Values { get; }

    /// <summary>Function 03.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 … 125, or goes beyond register 65,535.</exception>
    public static RegisterRequest Read(ushort start, int count)
    {
        CheckRange(start, count, Pdu.MaxRead);
        return new(FunctionCode.ReadHoldingRegisters, start, count, 0, default);
    }

    /// <summary>Function 06.</summary>
    public static RegisterRequest WriteSingle(ushort address, in ushort value) =>
        new(FunctionCode.WriteSingleRegister, 0, 0, address, new ReadOnlySpan<ushort>(in value));

    /// <summary>Function 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The values are not 1 … 123, or go beyond register 65,535.</exception>
    public static RegisterRequest WriteMultiple(ushort start, ReadOnlySpan<ushort> values)
    {
        CheckRange(start, values.Length, Pdu.MaxWrite);
        return new(FunctionCode.WriteMultipleRegisters, 0, 0, start, values);
    }

    /// <summary>Function 23: writes, then reads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is not 1 … 125, the values are not 1 … 121, or either goes beyond register 65,535.
    /// </exception>
    public static RegisterRequest ReadWrite(ushort readStart, int readCount, ushort writeStart, ReadOnlySpan<ushort> values)
    {
        CheckRange(readStart, readCount, Pdu.MaxRead);
        CheckRange(writeStart, values.Length, Pdu.MaxReadWriteWrite);
        return new(FunctionCode.ReadWriteMultipleRegisters, readStart, readCount, writeStart, values);
    }

    /// <summary>
    /// Decodes a request PDU. What it says wrong is told as the exception that the server answers: an unknown function before
    /// a bad length or count, those before a range beyond register 65,535.
    /// </summary>
    /// <param name="scratch">Where the values are put; at least <see cref="Pdu.MaxWrite"/> long.</param>
    public static ExceptionCode Decode(ReadOnlySpan<byte> pdu, Span<ushort> scratch, out RegisterRequest request)
    {
        request = default;
        return pdu.IsEmpty ? ExceptionCode.IllegalFunction : (FunctionCode)pdu[0] switch
        {
            FunctionCode.ReadHoldingRegisters => DecodeRead(pdu, out request),
            FunctionCode.WriteSingleRegister => DecodeWriteSingle(pdu, scratch, out request),
            FunctionCode.WriteMultipleRegisters => DecodeWriteMultiple(pdu, scratch, out request),
            FunctionCode.ReadWriteMultipleRegisters => DecodeReadWrite(pdu, scratch, out request),
            _ => ExceptionCode.IllegalFunction,
        };
    }

    /// <summary>Writes the PDU to <paramref name="pdu"/>, which has <see cref="Pdu.MaxSize"/> bytes, and returns its size.</summary>
    public int Encode(Span<byte> pdu)
    {
        pdu[0] = (byte)Function;
        switch (Function)
        {
            case FunctionCode.ReadHoldingRegisters:
                Words.Put(pdu[1..], ReadStart, (ushort)ReadCount);
                return 5;
            case FunctionCode.WriteSingleRegister:
                Words.Put(pdu[1..], WriteStart, Values[0]);
                return 5;
            case FunctionCode.WriteMultipleRegisters:
                Words.Put(pdu[1..], WriteStart, (ushort)Values.Length);
                return 5 + Words.PutCounted(pdu[5..], Values);
            case FunctionCode.ReadWriteMultipleRegisters:
                Words.Put(pdu[1..], ReadStart, (ushort)ReadCount);
                Words.Put(pdu[5..], WriteStart, (ushort)Values.Length);
                return 9 + Words.PutCounted(pdu[9..], Values);
            default:
                throw new InvalidOperationException("An empty request.");
        }
    }

    private static ExceptionCode DecodeRead(ReadOnlySpan<byte> pdu, out RegisterRequest request)
    {
        request = default;
        if (pdu.Length != 5)
        {
            return ExceptionCode.IllegalDataValue;
        }

        var start = Words.Get(pdu, 1);
        var count = Words.Get(pdu, 3);
        request = new(FunctionCode.ReadHoldingRegisters, start, count, 0, default);
        return CheckCount(count, Pdu.MaxRead) ?? CheckEnd(start, count);
    }

    private static ExceptionCode DecodeWriteSingle(ReadOnlySpan<byte> pdu, Span<ushort> scratch, out RegisterRequest request)
    {
        request = default;
        if (pdu.Length != 5)
        {
            return ExceptionCode.IllegalDataValue;
        }

        scratch[0] = Words.Get(pdu, 3);
        request = new(FunctionCode.WriteSingleRegister, 0, 0, Words.Get(pdu, 1), scratch[..1]);
        return ExceptionCode.None;
    }

    private static ExceptionCode DecodeWriteMultiple(ReadOnlySpan<byte> pdu, Span<ushort> scratch, out RegisterRequest request)
    {
        request = default;
        if (pdu.Length < 6)
        {
            return ExceptionCode.IllegalDataValue;
        }

        var start = Words.Get(pdu, 1);
        var count = Words.Get(pdu, 3);
        if ((CheckCount(count, Pdu.MaxWrite) ?? CheckBytes(pdu[5..], count)) is { } bad)
        {
            return bad;
        }

        request = new(FunctionCode.WriteMultipleRegisters, 0, 0, start, Words.Get(pdu[6..], scratch));
        return CheckEnd(start, count);
    }

    private static ExceptionCode DecodeReadWrite(ReadOnlySpan<byte> pdu, Span<ushort> scratch, out RegisterRequest request)
    {
        request = default;
        if (pdu.Length < 10)
        {
            return ExceptionCode.IllegalDataValue;
        }

        var readStart = Words.Get(pdu, 1);
        var readCount = Words.Get(pdu, 3);
        var writeStart = Words.Get(pdu, 5);
        var writeCount = Words.Get(pdu, 7);
        var counts = CheckCount(readCount, Pdu.MaxRead) ?? CheckCount(writeCount, Pdu.MaxReadWriteWrite);
        if ((counts ?? CheckBytes(pdu[9..], writeCount)) is { } bad)
        {
            return bad;
        }

        request = new(FunctionCode.ReadWriteMultipleRegisters, readStart, readCount, writeStart, Words.Get(pdu[10..], scratch));
        var read = CheckEnd(readStart, readCount);
        return read == ExceptionCode.None ? CheckEnd(writeStart, writeCount) : read;
    }

    private static ExceptionCode? CheckCount(int count, int max) => count >= 1 && count <= max ? null : ExceptionCode.IllegalDataValue;

    private static ExceptionCode? CheckBytes(ReadOnlySpan<byte> counted, int count) =>
        counted[0] == 2 * count && counted.Length == 1 + 2 * count ? null : ExceptionCode.IllegalDataValue;

    private static ExceptionCode CheckEnd(int start, int count) =>
        start + count <= 0x10000 ? ExceptionCode.None : ExceptionCode.IllegalDataAddress;

    private static void CheckRange(ushort start, int count, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(max, 0x10000 - start));
    }
}
