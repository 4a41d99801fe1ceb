using System.Buffers;

namespace Econet.Modbus.Tests;

/// <summary>Reads a server's side of a line to its end.</summary>
internal static class RtuLine
{
    public static (List<string> Requests, List<RtuSkip> Skips, long Left) Read(ReadOnlySequence<byte> buffer, UnitSet units, bool quiet)
    {
        var requests = new List<string>();
        var skips = new List<RtuSkip>();
        while (Step(ref buffer, units, quiet, requests, skips))
        {
        }

        return (requests, skips, buffer.Length);
    }

    public static bool Step(ref ReadOnlySequence<byte> buffer, UnitSet units, bool quiet, List<string> requests, List<RtuSkip> skips)
    {
        switch (RtuReader.ReadRequest(ref buffer, units, quiet, out var frame, out var skip))
        {
            case RtuReadStatus.Frame:
                requests.Add($"{frame.Unit:X2} {Bytes.Text(frame.Pdu)}");
                return true;
            case RtuReadStatus.Skipped:
                skips.Add(skip);
                return true;
            default:
                return false;
        }
    }
}
