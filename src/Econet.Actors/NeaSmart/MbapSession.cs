using System.Buffers;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>What a TCP stream turns out to be.</summary>
internal enum StreamKind
{
    /// <summary>Modbus TCP, so far.</summary>
    Modbus,

    /// <summary>Not Modbus TCP; the next bytes will tell whether it is RTU.</summary>
    Undecided,

    /// <summary>RTU frames: an adapter that passes the bytes of its line on as they are.</summary>
    Rtu,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>What a master asks on one TCP connection: whole requests are answered in order, however the stream is cut.</summary>
/// <param name="host">The address that the master connects from.</param>
internal sealed class MbapSession(string host, ServerContext shared)
{
    /// <summary>In an answer's frame, the function code, whose top bit refuses.</summary>
    private const int FunctionAt = MbapFrame.HeaderSize;

    private readonly ModbusServer _server = new(shared.Units, shared.Bank.For(host));
    private readonly RequestBuffer _received = new();
    private bool _isModbus;

    /// <summary>Where received bytes go, before <see cref="Answer"/>.</summary>
    public RequestBuffer Received => _received;

    /// <summary>Carries out all requests that are there as a whole, and writes their answers.</summary>
    /// <param name="frames">How many there were, those for other units among them.</param>
    /// <returns>What the stream is; unless it is Modbus nothing more is answered on it.</returns>
    public StreamKind Answer(ArrayBufferWriter<byte> output, out int frames)
    {
        var bytes = _received.Bytes;
        frames = 0;
        if (!_isModbus && RtuReader.IsFrame(bytes))
        {
            // Before anything is read as Modbus TCP: an RTU request for register 0 or so looks like one.
            shared.Watch.SentRtu(host);
            return StreamKind.Rtu;
        }

        var (requests, asksUs) = (0, false);
        MbapReadStatus status;
        MbapFrame frame;
        for (; (status = MbapReader.Read(ref bytes, out frame)) == MbapReadStatus.Frame; frames++)
        {
            if (frame.Pdu.IsEmpty || (frame.Unit != Pdu.Broadcast && !shared.Units.Contains(frame.Unit)))
            {
                shared.Traffic.AddIgnored();
                shared.Watch.HeardOther(frame.Unit, frame.Pdu.ToArray());
                continue;
            }

            requests++;
            asksUs |= frame.Unit != Pdu.Broadcast;
            var answer = output.WrittenCount;
            if (_server.Answer(frame, output) && (output.WrittenSpan[answer + FunctionAt] & Pdu.ExceptionFlag) != 0)
            {
                shared.Traffic.AddException();
            }
        }

        _received.Keep(bytes);
        Note(frames, requests, asksUs);
        return Judge(status);
    }

    private void Note(int frames, int requests, bool asksUs)
    {
        if (frames > 0)
        {
            _isModbus = true;
            shared.Watch.SentTcp(host);
        }

        if (requests > 0)
        {
            shared.Traffic.AddRequests(requests);
            shared.Bank.Heard();
        }

        if (asksUs)
        {
            shared.Watch.AskedUs();
        }
    }

    private StreamKind Judge(MbapReadStatus status)
    {
        var rest = _received.Bytes;
        if (status == MbapReadStatus.NeedMore)
        {
            return StreamKind.Modbus;
        }

        if (!_isModbus && RtuReader.IsWholeFrame(rest))
        {
            shared.Watch.SentRtu(host);
            return StreamKind.Rtu;
        }

        return !_isModbus && RtuReader.MayBecomeFrame(rest) ? StreamKind.Undecided : StreamKind.Other;
    }
}
