using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class WeekTextTests
{
    [Fact]
    public void Week_should_be_read_back_as_it_was_written()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var days = Enum.GetValues<DayOfWeek>().Where(_ => random.Next(8) > 0)
                .ToDictionary(day => day, _ => new DaySchedule((ulong)random.NextInt64(1L << 48) & (ulong)random.NextInt64(1L << random.Next(1, 48))));
            if (days.Count == 0)
            {
                continue;
            }

            var text = WeekText.Of(days);

            Assert.True(WeekText.TryParse(text, out var read, out var error), $"{text}: {error}");
            Assert.Equal(days.OrderBy(day => day.Key), read.OrderBy(day => day.Key));
        }
    }

    [Theory]
    [InlineData("Mo-Su 06:00-08:00", 7, "Mo-Su 06:00-08:00")]
    [InlineData("monday 06:00-08:00,19:00-22:30; SUNDAY OFF", 2, "Mo 06:00-08:00, 19:00-22:30; Su off")]
    [InlineData("Mo,We,Fr: 06:00-08:00; Tu, Th off", 5, "Mo 06:00-08:00; Tu off; We 06:00-08:00; Th off; Fr 06:00-08:00")]
    [InlineData("Fr-Mo 00:00-24:00", 4, "Mo 00:00-24:00; Fr-Su 00:00-24:00")]
    [InlineData(" Sat. 06:00-08:00 ; ", 1, "Sa 06:00-08:00")]
    public void Week_should_be_read_as_people_write_it(string text, int days, string tidy)
    {
        Assert.True(WeekText.TryParse(text, out var read, out var error), error);
        Assert.Equal((days, tidy), (read.Count, WeekText.Of(read)));
    }

    [Theory]
    [InlineData("", "No day is given")]
    [InlineData(";;", "No day is given")]
    [InlineData("always", "'always' is not a day with its times")]
    [InlineData("Mo", "'Mo' is not a day with its times")]
    [InlineData("M 06:00-08:00", "is not a day with its times")]
    [InlineData("Mo-We-Fr 06:00-08:00", "is not a day with its times")]
    [InlineData("Xy 06:00-08:00", "is not a day with its times")]
    [InlineData("Mo 06:15-08:00", "'06:15-08:00' is not a range on half hours")]
    [InlineData("Mo 08:00-06:00", "must end after it starts")]
    [InlineData("Mo 06:00-08:00, 07:00-09:00", "overlaps")]
    [InlineData("Mo-We off; Tu 06:00-08:00", "Tuesday is given twice")]
    [InlineData("Mo 06:00-08:00\u0000", "is not a range")]
    public void Nonsense_should_be_refused_with_what_is_wrong(string text, string reason)
    {
        Assert.False(WeekText.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }
}
