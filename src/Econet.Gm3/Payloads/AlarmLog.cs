using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>One alarm of the panel's log; times are the panel's local ones.</summary>
/// <param name="From">When it began; null when the entry holds no date that exists, as from a panel whose clock was never set.</param>
/// <param name="To">When it ended; null while it is active, and when the entry holds no date that exists.</param>
/// <param name="EndUnknown">It has ended, and the entry does not tell when.</param>
/// <param name="Raw">The bytes of an entry that could not be read completely, in hexadecimal; null for all others.</param>
public sealed record AlarmRecord(byte Code, DateTime? From, DateTime? To, bool EndUnknown = false, string? Raw = null)
{
    public bool IsActive => To is null && !EndUnknown;

    /// <summary>An entry of which only the code can be read, as far as it goes.</summary>
    public static AlarmRecord Unreadable(ReadOnlySpan<byte> entry) => new(entry[0], null, null, EndUnknown: true, Convert.ToHexString(entry));
}

/// <summary>What an answer of the alarm log said.</summary>
public enum AlarmLogEntry
{
    /// <summary>Not as long as an entry of the alarm log is.</summary>
    Invalid,
    Alarm,

    /// <summary>No further alarms.</summary>
    EndOfLog,
}

/// <summary>
/// The alarm log, an entry at a time. Request: <c>00 02 00 00 01 01 00 01 01 00</c> index(1). Answer (<c>E8</c>): code(1) from(7)
/// to(7), each time year(2) month day hour minute second; seven FF as <em>from</em> end the log, as <em>to</em> mean still active.
/// Seven zeros are a time that was never written: as <em>to</em> of an alarm that began at a known time, they mean still active too.
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

        var begin = Time(from);
        var end = Time(to);
        var isActive = IsBlank(to) || (IsZero(to) && begin is not null);
        var isWhole = begin is not null && (end is not null || IsBlank(to));
        alarm = new AlarmRecord(
            data[0], begin, end, EndUnknown: end is null && !isActive, isWhole ? null : Convert.ToHexString(data));
        return AlarmLogEntry.Alarm;
    }

    private static bool IsBlank(ReadOnlySpan<byte> time) => time.IndexOfAnyExcept((byte)0xFF) < 0;

    private static bool IsZero(ReadOnlySpan<byte> time) => time.IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Null for a date that does not exist.</summary>
    private static DateTime? Time(ReadOnlySpan<byte> t) =>
        WireTime.TryRead(BinaryPrimitives.ReadUInt16LittleEndian(t), t[2], t[3], t[4], t[5], t[6], out var time) ? time : null;

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
