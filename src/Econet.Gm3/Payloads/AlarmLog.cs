using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>One alarm of the panel's log; times are the panel's local ones.</summary>
/// <param name="To">When it ended; null while it is active.</param>
public sealed record AlarmRecord(byte Code, DateTime From, DateTime? To);

/// <summary>What an answer of the alarm log said.</summary>
public enum AlarmLogEntry
{
    /// <summary>Not an answer of the alarm log, or a damaged one.</summary>
    Invalid,
    Alarm,

    /// <summary>No further alarms.</summary>
    EndOfLog,
}

/// <summary>
/// The alarm log, an entry at a time. Request: <c>00 02 00 00 01 01 00 01 01 00</c> index(1). Answer (<c>E8</c>): code(1) from(7)
/// to(7), each time year(2) month day hour minute second; seven FF as <em>from</em> end the log, as <em>to</em> mean still active.
/// </summary>
public static class AlarmLog
{
    private const int AnswerSize = 15;
    private static readonly byte[] RequestHead = [0x00, 0x02, 0x00, 0x00, 0x01, 0x01, 0x00, 0x01, 0x01, 0x00];

    public static byte[] WriteRequest(byte index) => [.. RequestHead, index];

    public static bool TryParseRequest(ReadOnlySpan<byte> data, out byte index)
    {
        var fits = data.Length == RequestHead.Length + 1 && data.StartsWith(RequestHead);
        index = fits ? data[^1] : (byte)0;
        return fits;
    }

    public static byte[] WriteAnswer(AlarmRecord? alarm)
    {
        var data = new byte[AnswerSize];
        data[0] = alarm?.Code ?? 0xFF;
        WriteTime(data.AsSpan(1, 7), alarm?.From);
        WriteTime(data.AsSpan(8, 7), alarm?.To);
        return data;
    }

    public static AlarmLogEntry ParseAnswer(ReadOnlySpan<byte> data, out AlarmRecord? alarm)
    {
        alarm = null;
        if (data.Length != AnswerSize)
        {
            return AlarmLogEntry.Invalid;
        }

        var from = data[1..8];
        var to = data[8..15];
        if (IsBlank(from))
        {
            return AlarmLogEntry.EndOfLog;
        }

        DateTime end = default;
        if (!TryTime(from, out var begin) || (!IsBlank(to) && !TryTime(to, out end)))
        {
            return AlarmLogEntry.Invalid;
        }

        alarm = new AlarmRecord(data[0], begin, IsBlank(to) ? null : end);
        return AlarmLogEntry.Alarm;
    }

    private static bool IsBlank(ReadOnlySpan<byte> time) => time.IndexOfAnyExcept((byte)0xFF) < 0;

    private static bool TryTime(ReadOnlySpan<byte> t, out DateTime time) =>
        WireTime.TryRead(BinaryPrimitives.ReadUInt16LittleEndian(t), t[2], t[3], t[4], t[5], t[6], out time);

    private static void WriteTime(Span<byte> target, DateTime? time)
    {
        if (time is not { } t)
        {
            target.Fill(0xFF);
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)t.Year);
        target[2] = (byte)t.Month;
        target[3] = (byte)t.Day;
        target[4] = (byte)t.Hour;
        target[5] = (byte)t.Minute;
        target[6] = (byte)t.Second;
    }
}
