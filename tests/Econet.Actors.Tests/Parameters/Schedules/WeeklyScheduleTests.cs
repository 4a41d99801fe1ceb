using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters.Schedules;

public class WeeklyScheduleTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 22, 20, 55, 0, TimeSpan.Zero);

    [Fact]
    public void Words_should_make_the_days_given_so_and_touch_nothing_else() =>
        Gen.Select(
            Gen.UInt.Array[14],
            Gen.Dictionary(Gen.Enum<DayOfWeek>(), Gen.ULong[0, (1ul << 48) - 1].Select(s => new DaySchedule(s)))[0, 7])
        .Sample((words, days) =>
        {
            var before = Schedule(words);
            var written = before.Words(days);
            var after = written.Aggregate(before, (week, c) => week.With(c.Key, Value.Of(ParameterType.UInt32, c.Word)));

            foreach (var day in Enum.GetValues<DayOfWeek>())
            {
                Assert.Equal(days.TryGetValue(day, out var wanted) ? wanted : before.Day(day), after.Day(day));
            }

            Assert.Equal(written.AsEnumerable(), after.Words(days));
            Assert.Equal(2 * days.Count, written.Select(c => c.Key).Distinct().Count());
            Assert.All(written, c => Assert.Equal(words[Place(c.Key)] & 0xFF00_0000, c.Word & 0xFF00_0000));
        });

    [Fact]
    public void Words_should_be_those_that_are_held_when_the_days_are_so_already() =>
        Gen.UInt.Array[14].Sample(words =>
        {
            var schedule = Schedule(words);
            Assert.Equal(
                words, schedule.Words(Enum.GetValues<DayOfWeek>().ToDictionary(d => d, d => schedule.Day(d)!.Value)).Select(w => w.Word));
        });

    [Theory]
    [InlineData(Quality.Stale)]
    [InlineData(Quality.Suspect)]
    public void Words_should_be_refused_when_a_word_of_the_day_is_not_good(Quality quality)
    {
        var words = Words("HDW");
        words[3] = words[3] with { Quality = quality };
        var schedule = Assert.Single(WeeklySchedule.Find(words));
        var on = new DaySchedule(1);
        var monday = new Dictionary<DayOfWeek, DaySchedule> { [DayOfWeek.Monday] = on };

        var error = Assert.Throws<EconetException>(() => schedule.Words(monday));

        Assert.Equal(EconetError.Unavailable, error.Error);
        Assert.Contains("'HDWMondayPM'", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [new ScheduleWord("HDWSundayAM", 1), new ScheduleWord("HDWSundayPM", 0)],
            schedule.Words(new Dictionary<DayOfWeek, DaySchedule> { [DayOfWeek.Sunday] = on }).AsEnumerable());
    }

    [Fact]
    public void Schedule_should_be_as_good_and_as_old_as_its_worst_word()
    {
        var words = Words("HDW");
        words[0] = words[0] with { Quality = Quality.Stale, ReadAt = At.AddMinutes(-9) };

        var schedule = Assert.Single(WeeklySchedule.Find(words));

        Assert.Equal((Quality.Stale, At.AddMinutes(-9)), (schedule.Quality, schedule.ReadAt));
    }

    [Fact]
    public void Schedule_should_tell_no_day_of_which_a_word_was_never_read()
    {
        var words = Words("HDW");
        words[3] = words[3] with { Value = default, Quality = Quality.Stale, ReadAt = null };

        var schedule = Assert.Single(WeeklySchedule.Find(words));

        Assert.Null(schedule.Day(DayOfWeek.Monday));
        Assert.NotNull(schedule.Day(DayOfWeek.Sunday));
        Assert.Null(schedule.ReadAt);
    }

    [Fact]
    public void Find_should_take_short_days_slips_of_names_and_any_order()
    {
        var silent = Days(name => name[..2]).Select((day, i) => Word(1387 + i, $"SilentMode{day}"));
        var circuit = Words("Circuit 1 ", 247).Select(w => w.Index == 260 ? Word(260, "Circuit 1 SaturdayPM_") : w).Reverse();

        Assert.Equal(["Circuit 1", "SilentMode"], WeeklySchedule.Find([.. silent, .. circuit]).Select(s => s.Name));
    }

    [Fact]
    public void Find_should_leave_out_sets_that_lack_a_word_or_have_one_twice()
    {
        var lacking = Words("A", 100).Skip(1);
        var twice = Words("B", 200).Append(Word(300, "BSundayAM"));
        var short14 = Words("C", 400).Skip(1).Append(Word(500, "CSaturdayPM"));
        var nameless = Words("", 600);
        var wrongType = Words("D", 700);
        wrongType[5] = wrongType[5] with { Definition = wrongType[5].Definition with { Type = ParameterType.Int32 } };

        Assert.Empty(WeeklySchedule.Find([.. lacking, .. twice, .. short14, .. nameless, .. wrongType]));
    }

    [Fact]
    public void Find_should_give_a_name_shared_between_spaces_to_the_lowest()
    {
        var panel = Words("HDW", 10_000).Select(
            w => w with { Definition = w.Definition with { Space = 1 }, Value = Value.Of(ParameterType.UInt32, 1) });

        var schedule = Assert.Single(WeeklySchedule.Find([.. panel, .. Words("HDW")]));

        Assert.Equal(new DaySchedule(0), schedule.Day(DayOfWeek.Sunday));
    }

    private static WeeklySchedule Schedule(uint[] words) => Assert.Single(
        WeeklySchedule.Find(Words("HDW").Select((w, i) => w with { Value = Value.Of(ParameterType.UInt32, words[i]) })));

    private static int Place(string key) => Array.IndexOf([.. Days(day => day)], key[3..]);

    private static ParameterValue[] Words(string name, int first = 120) =>
        [.. Days(day => day).Select((day, i) => Word(first + i, name + day))];

    private static IEnumerable<string> Days(Func<string, string> called) =>
        Enum.GetNames<DayOfWeek>().SelectMany(day => new[] { called(day) + "AM", called(day) + "PM" });

    private static ParameterValue Word(int index, string name) => new(
        new ParameterDefinition(index, name, Unit.None, ParameterType.UInt32, Writable: true), name, Value.Of(ParameterType.UInt32, 0),
        Quality.Good, null, null, At, At);
}
