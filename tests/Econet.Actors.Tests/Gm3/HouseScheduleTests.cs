using Econet.Actors.Parameters.Schedules;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public class HouseScheduleTests
{
    [Fact]
    public async Task Schedule_should_become_as_wanted_when_its_words_are_written_at_once()
    {
        await using var house = await House.StartAsync();
        await house.Until(TimeSpan.FromSeconds(25), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));
        var schedules = WeeklySchedule.Find((await house.Device.SnapshotAsync()).Parameters);
        Assert.Equal(
            ["HDW", "Bufor", "Circuit1", "Circuit2", "Circulation", "Circuit7", "Circuit6", "Circuit3",
             "HeatSource", "Circuit4", "Circuit5", "SilentMode"],
            schedules.Select(s => s.Name));
        var water = schedules[0];
        Assert.Equal(["05:00-07:00"], water.Day(DayOfWeek.Monday)!.Value.Ranges());
        Assert.True(DaySchedule.TryParse(["05:00-07:00", "19:00-22:30"], out var both, out _));
        Assert.True(DaySchedule.TryParse(["11:30-12:30"], out var noon, out _));

        var words = water.Words(new Dictionary<DayOfWeek, DaySchedule> { [DayOfWeek.Monday] = both, [DayOfWeek.Friday] = noon });
        var results = await house.Within(
            TimeSpan.FromSeconds(10), Task.WhenAll(words.Select(c => house.Device.WriteAsync(c.Key, c.Word))));

        Assert.All(results, r => Assert.True(r.Success, r.Message));
        Assert.Equal([123, 130, 131], house.Bus.Writes.Select(w => w.Index).Order());
        Assert.Equal(15360, house.Bus.Truth(122).ToInteger());
        Assert.Equal(((1 << 7) - 1) << 14, house.Bus.Truth(123).ToInteger());
        Assert.Equal(1 << 23, house.Bus.Truth(130).ToInteger());
        Assert.Equal(1, house.Bus.Truth(131).ToInteger());
        var now = WeeklySchedule.Find((await house.Device.SnapshotAsync()).Parameters)[0];
        Assert.Equal([both, noon], [now.Day(DayOfWeek.Monday)!.Value, now.Day(DayOfWeek.Friday)!.Value]);
    }
}
