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
    [InlineData("14 EA07 01 16 14 37 07 FFFFFFFFFFFF", AlarmLogEntry.Invalid)]
    [InlineData("", AlarmLogEntry.Invalid)]
    public void Answer_should_be_what_it_says(string hex, AlarmLogEntry entry)
    {
        Assert.Equal(entry, AlarmLog.ParseAnswer(Hex.Bytes(hex), out var alarm));
        Assert.Equal(entry == AlarmLogEntry.Alarm, alarm is not null);
    }

    [Theory]
    [InlineData("EA07 00 16 14 37 07")]
    [InlineData("EA07 0D 16 14 37 07")]
    [InlineData("EA07 02 1D 14 37 07")]
    [InlineData("EA07 01 16 18 37 07")]
    [InlineData("EA07 01 16 14 3C 07")]
    [InlineData("0000 01 16 14 37 07")]
    [InlineData("FFFF FF FF FF FF 00")]
    public void Alarm_should_be_told_without_a_time_and_with_its_bytes_when_that_date_does_not_exist(string time)
    {
        var good = new DateTime(2026, 1, 23);
        var entry = $"14 {time} EA07 01 17 00 00 00";
        Assert.Equal(AlarmLogEntry.Alarm, AlarmLog.ParseAnswer(Hex.Bytes(entry), out var alarm));
        Assert.Equal(new AlarmRecord(20, null, good, Raw: Convert.ToHexString(Hex.Bytes(entry))), alarm);

        entry = $"14 EA07 01 17 00 00 00 {time}";
        Assert.Equal(AlarmLogEntry.Alarm, AlarmLog.ParseAnswer(Hex.Bytes(entry), out alarm));
        Assert.Equal(new AlarmRecord(20, good, null, EndUnknown: true, Convert.ToHexString(Hex.Bytes(entry))), alarm);
        Assert.False(alarm!.IsActive);
    }

    [Theory]
    [InlineData("14 EA07 01 16 14 37 07 FFFFFFFFFFFFFF", true)]
    [InlineData("14 EA07 01 16 14 37 07 00000000000000", true)]
    [InlineData("14 00000000000000 FFFFFFFFFFFFFF", true)]
    [InlineData("14 00000000000000 00000000000000", false)]
    [InlineData("14 EA07 00 16 14 37 07 00000000000000", false)]
    [InlineData("14 EA07 01 16 14 37 07 EA07 00 00 00 00 00", false)]
    public void Alarm_should_be_active_when_nothing_was_written_as_its_end(string hex, bool isActive)
    {
        Assert.Equal(AlarmLogEntry.Alarm, AlarmLog.ParseAnswer(Hex.Bytes(hex), out var alarm));
        Assert.Equal(isActive, alarm!.IsActive);
        Assert.Null(alarm.To);
    }

    [Fact]
    public void Alarm_should_have_no_end_while_it_is_active()
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
