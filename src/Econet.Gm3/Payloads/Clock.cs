using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>
/// The panel's clock, local time: function, <c>00 00 01 01 00 01 01 00</c>, second minute hour day month year(2) weekday, two more
/// bytes. Seen: <c>07 37 14 16 01 EA 07</c> is 2026-01-22 20:55:07.
/// </summary>
public static class Clock
{
    private const int SecondAt = 10;
    private const int Size = 20;

    public static Frame Write(DateTime time) => new(BusAddress.Broadcast, BusAddress.Panel, Command.Service, (byte[])
    [
        0x23, 0x00, 0x00, 0x00, 0x01, 0x01, 0x00, 0x01, 0x01, 0x00,
        (byte)time.Second, (byte)time.Minute, (byte)time.Hour, (byte)time.Day, (byte)time.Month,
        (byte)time.Year, (byte)(time.Year >> 8), (byte)time.DayOfWeek, 0x01, 0x00,
    ]);

    /// <summary>False when the frame is no clock, or says a date that does not exist.</summary>
    public static bool TryParse(Frame frame, out DateTime time)
    {
        time = default;
        var data = frame.Data.Span;
        if (!Service.TryFunction(frame, out var function) || function != ServiceFunction.Clock || data.Length < Size)
        {
            return false;
        }

        return WireTime.TryRead(
            BinaryPrimitives.ReadUInt16LittleEndian(data[(SecondAt + 5)..]),
            data[SecondAt + 4], data[SecondAt + 3], data[SecondAt + 2], data[SecondAt + 1], data[SecondAt], out time);
    }
}

internal static class WireTime
{
    /// <summary>A local time of the panel, when these numbers are one.</summary>
    public static bool TryRead(int year, int month, int day, int hour, int minute, int second, out DateTime time)
    {
        time = default;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }
}
