using CsCheck;
using Econet.Actors.Parameters.Schedules;

namespace Econet.Actors.Tests.Parameters.Schedules;

public class DayScheduleTests
{
    private const ulong WholeDay = (1ul << 48) - 1;

    private static readonly Gen<DaySchedule> Days = Gen.OneOf(
        Gen.ULong[0, WholeDay],
        Gen.Int[0, 47].Select(Gen.Int[1, 48], (start, length) => (((1ul << length) - 1) << start) & WholeDay))
        .Select(s => new DaySchedule(s));

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 0u, "00:00-00:30")]
    [InlineData(0u, 1u << 23, "23:30-24:00")]
    [InlineData(1u << 23, 1u, "11:30-12:30")]
    [InlineData(15360u, 0u, "05:00-07:00")]
    [InlineData(12582912u, 3u, "11:00-13:00")]
    [InlineData(0x00FF_FFFFu, 0x00FF_FFFFu, "00:00-24:00")]
    [InlineData(0xFF00_0005u, 0xFF00_0000u, "00:00-00:30", "01:00-01:30")]
    public void Ranges_should_tell_the_half_hours_of_both_words(uint am, uint pm, params string[] ranges) =>
        Assert.Equal(ranges, DaySchedule.FromWords(am, pm).Ranges());

    [Fact]
    public void Words_should_hold_the_day_and_keep_the_bits_that_are_no_half_hours() =>
        Gen.Select(Days, Gen.UInt, Gen.UInt).Sample((day, am, pm) =>
        {
            Assert.Equal(day, DaySchedule.FromWords(day.Am(am), day.Pm(pm)));
            Assert.Equal(am >> 24, day.Am(am) >> 24);
            Assert.Equal(pm >> 24, day.Pm(pm) >> 24);
        });

    [Fact]
    public void Parse_should_give_the_day_whose_ranges_it_took_in_any_order() =>
        Gen.Select(Days, Gen.Int).Sample((day, seed) =>
        {
            var ranges = day.Ranges().ToArray();
            new Random(seed).Shuffle(ranges);
            Assert.True(DaySchedule.TryParse(ranges, out var parsed, out var error), error);
            Assert.Equal(day, parsed);
        });

    [Fact]
    public void Ranges_should_merge_those_that_touch()
    {
        Assert.True(DaySchedule.TryParse(["08:00-09:30", "06:00-08:00"], out var day, out _));

        Assert.Equal(["06:00-09:30"], day.Ranges());
    }

    [Theory]
    [InlineData("06:10-08:00", "half hours")]
    [InlineData("06:00-08:15", "half hours")]
    [InlineData("06:00-24:30", "half hours")]
    [InlineData("25:00-26:00", "half hours")]
    [InlineData("6:00-8:00", "half hours")]
    [InlineData("06:00-08:00 ", "half hours")]
    [InlineData("06:00 08:00", "half hours")]
    [InlineData("-6:00-08:00", "half hours")]
    [InlineData("06.00-08.00", "half hours")]
    [InlineData("06:00–08:00", "half hours")]
    [InlineData("", "half hours")]
    [InlineData("08:00-08:00", "must end after it starts")]
    [InlineData("22:00-06:00", "must end after it starts")]
    [InlineData("24:00-24:00", "must end after it starts")]
    [InlineData("11:30-12:30", "overlaps")]
    public void Parse_should_name_the_range_that_is_wrong(string range, string reason)
    {
        Assert.False(DaySchedule.TryParse(["12:00-13:00", range], out _, out var error));

        Assert.StartsWith($"'{range}' ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }
}
