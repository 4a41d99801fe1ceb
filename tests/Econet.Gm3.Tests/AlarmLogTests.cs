using CsCheck;
using Econet.Gm3.Payloads;

namespace Econet.Gm3.Tests;

public class AlarmLogTests
{
    private static readonly Gen<DateTime> Time =
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond].Select(s => new DateTime(s * TimeSpan.TicksPerSecond));

    [Fact]
    public void Alarm_should_come_back_as_written() =>
        Gen.Select(Gen.Byte, Time, Time, Gen.Bool).Sample((code, from, to, active) =>
        {
            var alarm = new AlarmRecord(code, from, active ? null : to);
            Assert.Equal(AlarmLogEntry.Alarm, AlarmLog.ParseAnswer(AlarmLog.WriteAnswer(alarm), out var read));
            Assert.Equal(alarm, read);
        });

    [Theory]
    [InlineData("14 EA07 01 16 14 37 07 EA07 01 17 00 00 00", AlarmLogEntry.Alarm)]
    [InlineData("14 EA07 01 16 14 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Alarm)]
    [InlineData("FF FFFFFFFFFFFFFF FFFFFFFFFFFFFF", AlarmLogEntry.EndOfLog)]
    [InlineData("14 FFFFFFFFFFFFFF EA07 01 17 00 00 00", AlarmLogEntry.EndOfLog)]
    [InlineData("14 EA07 00 16 14 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 0D 16 14 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 02 1D 14 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 01 16 18 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 01 16 14 3C 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 0000 01 16 14 37 07 FFFFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 01 16 14 37 07 FFFFFFFFFFFF00", AlarmLogEntry.Invalid)]
    [InlineData("14 EA07 01 16 14 37 07 FFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("", AlarmLogEntry.Invalid)]
    public void Answer_should_be_what_it_says(string hex, AlarmLogEntry entry)
    {
        Assert.Equal(entry, AlarmLog.ParseAnswer(Hex.Bytes(hex), out var alarm));
        Assert.Equal(entry == AlarmLogEntry.Alarm, alarm is not null);
    }

    [Fact]
    public void Alarm_should_be_active_when_it_has_no_end()
    {
        AlarmLog.ParseAnswer(Hex.Bytes("14 EA07 01 16 14 37 07 FFFFFFFFFFFFFF"), out var alarm);
        Assert.Equal(new AlarmRecord(20, new DateTime(2026, 1, 22, 20, 55, 7), null), alarm);
    }

    [Fact]
    public void End_of_the_log_should_come_back_as_written() =>
        Assert.Equal(AlarmLogEntry.EndOfLog, AlarmLog.ParseAnswer(AlarmLog.WriteAnswer(null), out _));

    [Fact]
    public void Request_should_name_its_entry()
    {
        Assert.Equal(Hex.Bytes("00020000 0101 0001 0100 05"), AlarmLog.WriteRequest(5));
        Assert.True(AlarmLog.TryParseRequest(AlarmLog.WriteRequest(5), out var index));
        Assert.Equal(5, index);
        Assert.False(AlarmLog.TryParseRequest(Hex.Bytes("00020000 0101 0001 0100"), out _));
        Assert.False(AlarmLog.TryParseRequest(Hex.Bytes("00020000 0101 0001 0101 05"), out _));
    }
}
