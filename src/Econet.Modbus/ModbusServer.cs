using System.Buffers;

namespace Econet.Modbus;

/// <summary>
/// Carries out requests of functions 03, 06, 16 and 23 on a register store. Of state it has none of its own, so one serves any
/// number of connections if the store does. Requests for units that are not ours are left without answer. Of broadcasts (unit 0)
/// the writes 06 and 16 are taken, reads ignored (23 too: it asks for an answer), and none is answered.
/// </summary>
public sealed class ModbusServer(UnitSet units, IRegisterStore store)
{
    /// <summary>Carries out a request and writes the answer's frame; false when there is nothing to answer.</summary>
    public bool Answer(in MbapFrame request, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(MbapFrame.MaxSize);
        var size = Answer(request.Unit, request.Pdu, span[MbapFrame.HeaderSize..]);
        if (size == 0)
        {
            return false;
        }

        MbapWriter.WriteHeader(span, request.TransactionId, request.Unit, size);
        output.Advance(MbapFrame.HeaderSize + size);
        return true;
    }

    /// <inheritdoc cref="Answer(in MbapFrame, IBufferWriter{byte})"/>
    public bool Answer(in RtuFrame request, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(RtuFrame.MaxSize);
        var size = Answer(request.Unit, request.Pdu, span[1..]);
        if (size == 0)
        {
            return false;
        }

        output.Advance(RtuWriter.Seal(span, request.Unit, size));
        return true;
    }

    /// <summary>
    /// Carries out a request PDU and writes the answer's to <paramref name="answer"/>, which has <see cref="Pdu.MaxSize"/> bytes.
    /// Returns the answer's size; 0 when there is nothing to answer.
    /// </summary>
    public int Answer(byte unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (request.IsEmpty || (unit != Pdu.Broadcast && !units.Contains(unit)))
        {
            return 0;
        }

        Span<ushort> written = stackalloc ushort[Pdu.MaxWrite];
        var exception = RegisterRequest.Decode(request, written, out var decoded);
        if (unit == Pdu.Broadcast)
        {
            if (exception == ExceptionCode.None && decoded.ReadCount == 0)
            {
                _ = Write(unit, decoded);
            }

            return 0;
        }

        Span<ushort> read = stackalloc ushort[Pdu.MaxRead];
        if (exception == ExceptionCode.None)
        {
            exception = CarryOut(unit, decoded, read);
        }

        return exception == ExceptionCode.None
            ? RegisterAnswer.To(decoded, read[..decoded.ReadCount]).Encode(answer)
            : RegisterAnswer.Refused(request[0], exception).Encode(answer);
    }

    private int Answer(byte unit, in ReadOnlySequence<byte> request, Span<byte> answer)
    {
        if (request.IsSingleSegment)
        {
            return Answer(unit, request.FirstSpan, answer);
        }

        Span<byte> whole = stackalloc byte[Pdu.MaxSize];
        request.CopyTo(whole);
        return Answer(unit, whole[..(int)request.Length], answer);
    }

    private ExceptionCode CarryOut(byte unit, RegisterRequest request, Span<ushort> read)
    {
        if (request.ReadCount > 0 && !store.CanRead(unit, request.ReadStart, request.ReadCount))
        {
            return ExceptionCode.IllegalDataAddress;
        }

        if (!request.Values.IsEmpty && !Write(unit, request))
        {
            return ExceptionCode.IllegalDataAddress;
        }

        if (request.ReadCount > 0)
        {
            store.Read(unit, request.ReadStart, read[..request.ReadCount]);
        }

        return ExceptionCode.None;
    }

    private bool Write(byte unit, RegisterRequest request)
    {
        if (!store.CanWrite(unit, request.WriteStart, request.Values.Length))
        {
            return false;
        }

        store.Write(unit, request.WriteStart, request.Values);
        return true;
    }
}
