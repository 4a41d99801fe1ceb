namespace Econet.Modbus;

/// <summary>
/// The answer to a <see cref="RegisterRequest"/>, as a server encodes and a client decodes it. Big endian:
/// <code>
/// 03, 23  function bytes(1) values(2·count)
/// 06      function address(2) value(2)
/// 16      function start(2) count(2)
/// refused function|0x80 exception(1)
/// </code>
/// </summary>
public readonly ref struct RegisterAnswer
{
    private RegisterAnswer(byte function, ExceptionCode exception, ushort start, int count, ReadOnlySpan<ushort> values)
    {
        Function = function;
        Exception = exception;
        Start = start;
        Count = count;
        Values = values;
    }

    /// <summary>The request's function code, without the flag of a refusal.</summary>
    public byte Function { get; }

    /// <summary>Why it was refused; <see cref="ExceptionCode.None"/> when it was not.</summary>
    public ExceptionCode Exception { get; }

    /// <summary>The first register written; 0 in the answer to a read, which does not say.</summary>
    public ushort Start { get; }

    /// <summary>How many registers were read (03, 23) or written (06, 16).</summary>
    public int Count { get; }

    /// <summary>The values read (03, 23) or the one written (06).</summary>
    public ReadOnlySpan<ushort> Values { get; }

    public static RegisterAnswer Refused(byte function, ExceptionCode exception) => new(function, exception, 0, 0, default);

    /// <summary>What is answered to a request that was carried out.</summary>
    /// <param name="read">The values read, as many as the request asked for; empty when it only wrote.</param>
    public static RegisterAnswer To(RegisterRequest request, ReadOnlySpan<ushort> read) => request.Function switch
    {
        FunctionCode.WriteSingleRegister => new((byte)request.Function, ExceptionCode.None, request.WriteStart, 1, request.Values),
        FunctionCode.WriteMultipleRegisters =>
            new((byte)request.Function, ExceptionCode.None, request.WriteStart, request.Values.Length, default),
        _ => new((byte)request.Function, ExceptionCode.None, 0, read.Length, read),
    };

    /// <summary>Decodes an answer PDU; false when it is none to a request for registers, or is malformed.</summary>
    /// <param name="scratch">Where the values are put; at least <see cref="Pdu.MaxRead"/> long.</param>
    public static bool TryDecode(ReadOnlySpan<byte> pdu, Span<ushort> scratch, out RegisterAnswer answer)
    {
        answer = default;
        if (pdu.Length < 2)
        {
            return false;
        }

        if ((pdu[0] & Pdu.ExceptionFlag) != 0)
        {
            answer = Refused((byte)(pdu[0] & ~Pdu.ExceptionFlag), (ExceptionCode)pdu[1]);
            return pdu.Length == 2 && pdu[1] != 0;
        }

        switch ((FunctionCode)pdu[0])
        {
            case FunctionCode.ReadHoldingRegisters or FunctionCode.ReadWriteMultipleRegisters:
                if (pdu[1] is 0 or > 2 * Pdu.MaxRead || pdu[1] % 2 != 0 || pdu.Length != 2 + pdu[1])
                {
                    return false;
                }

                answer = new(pdu[0], ExceptionCode.None, 0, pdu[1] / 2, Words.Get(pdu[2..], scratch));
                return true;
            case FunctionCode.WriteSingleRegister when pdu.Length == 5:
                answer = new(pdu[0], ExceptionCode.None, Words.Get(pdu, 1), 1, Words.Get(pdu[3..], scratch));
                return true;
            case FunctionCode.WriteMultipleRegisters when pdu.Length == 5:
                answer = new(pdu[0], ExceptionCode.None, Words.Get(pdu, 1), Words.Get(pdu, 3), default);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes the PDU to <paramref name="pdu"/>, which has <see cref="Pdu.MaxSize"/> bytes, and returns its size.</summary>
    public int Encode(Span<byte> pdu)
    {
        if (Exception != ExceptionCode.None)
        {
            pdu[0] = (byte)(Function | Pdu.ExceptionFlag);
            pdu[1] = (byte)Exception;
            return 2;
        }

        pdu[0] = Function;
        switch ((FunctionCode)Function)
        {
            case FunctionCode.WriteSingleRegister:
                Words.Put(pdu[1..], Start, Values[0]);
                return 5;
            case FunctionCode.WriteMultipleRegisters:
                Words.Put(pdu[1..], Start, (ushort)Count);
                return 5;
            default:
                return 1 + Words.PutCounted(pdu[1..], Values);
        }
    }
}
