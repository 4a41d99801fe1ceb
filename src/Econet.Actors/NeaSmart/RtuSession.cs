using System.Buffers;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// What the master asks on an RTU line. It has one request open at a time, so one that others follow was given up: it is carried out,
/// and only the last is answered, lest the answer meets the next request on the wire.
/// </summary>
internal sealed class RtuSession(string line, ServerContext shared)
{
    /// <summary>In an answer's frame, the function code, whose top bit refuses.</summary>
    private const int FunctionAt = 1;

    private readonly ModbusServer _server = new(shared.Units, shared.Bank.For(line));
    private readonly RequestBuffer _received = new();
    private readonly ArrayBufferWriter<byte> _answer = new(RtuFrame.MaxSize);

    /// <summary>Something has begun that is no whole frame yet.</summary>
    public bool HasPartial => _received.Length > 0;

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_received.Append(bytes.Length));

    /// <summary>Carries out all requests that are there as a whole.</summary>
    /// <param name="quiet">The line has been silent for longer than inside any frame.</param>
    /// <returns>The answer to send; empty when there is none.</returns>
    public ReadOnlyMemory<byte> Answer(bool quiet)
    {
        var bytes = _received.Bytes;
        _answer.ResetWrittenCount();
        while (true)
        {
            var status = RtuReader.ReadRequest(ref bytes, shared.Units, quiet, out var frame, out var skip);
            if (status == RtuReadStatus.NeedMore)
            {
                break;
            }

            if (status == RtuReadStatus.Skipped)
            {
                Skip(skip, frame);
                continue;
            }

            GiveUp();
            shared.Traffic.AddRequests(1);
            shared.Bank.Heard();
            if (frame.Unit != Pdu.Broadcast)
            {
                shared.Watch.AskedUs();
            }

            if (_server.Answer(frame, _answer) && (_answer.WrittenSpan[FunctionAt] & Pdu.ExceptionFlag) != 0)
            {
                shared.Traffic.AddException();
            }
        }

        _received.Keep(bytes);
        return _answer.WrittenSpan.ToArray();
    }

    private void Skip(RtuSkip skip, in RtuFrame foreign)
    {
        if (skip.Reason == RtuSkipReason.OtherUnit)
        {
            shared.Traffic.AddIgnored();
            shared.Watch.HeardOther(foreign.Unit, foreign.Pdu.ToArray());
            GiveUp();
            return;
        }

        shared.Traffic.AddSkipped(skip.Bytes);
        if (skip.Reason == RtuSkipReason.BadChecksum)
        {
            shared.Traffic.AddCrcError();
        }
    }

    private void GiveUp()
    {
        if (_answer.WrittenCount > 0)
        {
            shared.Traffic.AddOvertaken();
            _answer.ResetWrittenCount();
        }
    }
}
