using Econet.Actors.Messages;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

/// <summary>The alarm log of a panel that keeps entries which can't be read: each entry stands for itself.</summary>
public class HouseAlarmTests
{
    private const byte Code = 99;
    private const string Active = "FFFFFFFFFFFFFF";
    private const string Yesterday = "EA070115070F00";

    /// <summary>The simulated panel's log has four entries to begin with.</summary>
    public static TheoryData<int> Places => [0, 2, 4];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Alarms_should_be_told_when_one_began_on_a_date_that_does_not_exist(int place)
    {
        var alarms = await LogWithAsync(place, $"{Code:X2}EA070016143707{Active}");

        Assert.Equal((Code, null, null, true), Told(alarms[place]));
        Assert.Equal($"{Code:X2}EA070016143707{Active}", alarms[place].Raw);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Alarms_should_be_told_when_one_holds_no_dates_at_all(int place)
    {
        var alarms = await LogWithAsync(place, $"{Code:X2}{new string('0', 28)}");

        Assert.Equal((Code, null, null, false), Told(alarms[place]));
    }

    [Theory]
    [InlineData("EA070015000000", false)]
    [InlineData("00000000000000", true)]
    public async Task Alarms_should_be_told_when_one_ended_on_a_date_that_does_not_exist(string end, bool isActive)
    {
        var alarms = await LogWithAsync(place: null, $"{Code:X2}{Yesterday}{end}");

        var told = Assert.Single(alarms, alarm => alarm.Code == Code);
        Assert.Equal((Code, new DateTime(2026, 1, 21, 7, 15, 0), null, isActive), Told(told));
        Assert.NotNull(told.Raw);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Alarms_should_be_told_when_one_entry_has_another_length(int place)
    {
        var alarms = await LogWithAsync(place, $"{Code:X2}EA0701");

        Assert.Equal((Code, null, null, false), Told(alarms[place]));
        Assert.Equal($"{Code:X2}EA0701", alarms[place].Raw);
    }

    [Fact]
    public async Task Alarms_should_be_told_when_one_entry_is_empty()
    {
        var alarms = await LogWithAsync(place: null, "");

        Assert.Equal(4, alarms.Count);
    }

    [Fact]
    public async Task Alarms_should_say_when_they_were_read_and_be_unavailable_while_the_device_is_silent()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromSeconds(10));
        var readAt = (await house.Device.AlarmsAsync()).ReadAt;
        Assert.InRange(readAt!.Value, house.Time.GetUtcNow() - TimeSpan.FromMinutes(5), house.Time.GetUtcNow());

        house.Bus.Unplug(TimeSpan.FromMinutes(2));
        await house.Until(TimeSpan.FromMinutes(1), snapshot => !snapshot.Alive);

        Assert.Equal(EconetError.Unavailable, (await Assert.ThrowsAsync<EconetException>(() => house.Device.AlarmsAsync())).Error);
    }

    [Fact]
    public async Task Alarm_should_be_announced_once_when_its_date_does_not_exist()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromSeconds(10));
        var announced = new List<AlarmChanged>();
        using var cancel = new CancellationTokenSource();
        var watching = Watch();

        house.Bus.PutAlarm(0, Entry($"{Code:X2}00000000000000{Active}"));
        house.Bus.RaiseAlarm(10);
        await house.UntilAsync(TimeSpan.FromSeconds(20), () => Task.FromResult(announced.Count == 2));
        await house.UntilAsync(
            TimeSpan.FromMinutes(6), async () => (await house.Device.AlarmsAsync()).Entries.Count == 6, step: TimeSpan.FromMinutes(5.5));

        Assert.Equal([10, Code], announced.Select(a => a.Alarm.Code).Order());
        await cancel.CancelAsync();
        await watching;

        async Task Watch()
        {
            try
            {
                await foreach (var happened in house.Device.EventsAsync(cancel.Token))
                {
                    if (happened is AlarmChanged changed)
                    {
                        announced.Add(changed);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // As it should be.
            }
        }
    }

    /// <summary>The log of a device whose panel has a further entry; in the middle of 2026 where no place is given.</summary>
    private static async Task<IReadOnlyList<Alarm>> LogWithAsync(int? place, string entry)
    {
        await using var house = await House.StartAsync();
        house.Bus.PutAlarm(place ?? 1, Entry(entry));
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromSeconds(10));

        var alarms = (await house.Device.AlarmsAsync()).Entries;
        Assert.Equal([148, 20, 8, 8], alarms.Where(alarm => alarm.Code != Code).Select(alarm => alarm.Code));
        Assert.All(alarms.Where(alarm => alarm.Code != Code), alarm => Assert.True(alarm is { From: not null, Raw: null }));
        Assert.Equal(Enumerable.Range(0, alarms.Count), alarms.Select(alarm => alarm.Index));
        return alarms;
    }

    private static byte[] Entry(string hex) => Convert.FromHexString(hex);

    private static (int Code, DateTime? From, DateTime? To, bool IsActive) Told(Alarm alarm) => (alarm.Code, alarm.From, alarm.To, alarm.IsActive);
}
