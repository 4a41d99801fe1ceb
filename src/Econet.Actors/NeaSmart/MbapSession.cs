using System.Buffers;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>What a master asks on one TCP connection: whole requests are answered in order, however the stream is cut.</summary>
internal sealed class MbapSession(UnitSet units, RegisterBank bank, Traffic traffic)
{
    /// <summary>In an answer's frame, the function code, whose top bit refuses.</summary>
    private const int FunctionAt = MbapFrame.HeaderSize;

    private readonly ModbusServer _server = new(units, bank);
    private readonly RequestBuffer _received = new();

    /// <summary>Where received bytes go, before <see cref="Answer"/>.</summary>
    public RequestBuffer Received => _received;

    /// <summary>Carries out all requests that are there as a whole, and writes their answers.</summary>
    /// <param name="frames">How many there were, those for other units among them.</param>
    /// <returns>False when the stream is none of Modbus: the connection is to be closed.</returns>
    public bool Answer(ArrayBufferWriter<byte> output, out int frames)
    {
        var bytes = _received.Bytes;
        var (requests, isModbus) = (0, true);
        frames = 0;
        while (true)
        {
            var status = MbapReader.Read(ref bytes, out var frame);
            if (status != MbapReadStatus.Frame)
            {
                isModbus = status == MbapReadStatus.NeedMore;
                break;
            }

            frames++;
            if (frame.Unit != Pdu.Broadcast && !units.Contains(frame.Unit))
            {
                traffic.AddIgnored();
                continue;
            }

            requests++;
            var answer = output.WrittenCount;
            if (_server.Answer(frame, output) && (output.WrittenSpan[answer + FunctionAt] & Pdu.ExceptionFlag) != 0)
            {
                traffic.AddException();
            }
        }

        _received.Keep(bytes);
        if (requests > 0)
        {
            traffic.AddRequests(requests);
            bank.Heard();
        }

        if (!isModbus)
        {
            traffic.AddBadStream();
        }

        return isModbus;
    }
}
