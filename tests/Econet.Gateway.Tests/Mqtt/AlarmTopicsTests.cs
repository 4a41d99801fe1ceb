using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class AlarmTopicsTests : IDisposable
{
    private static readonly DateTime Monday = new(2026, 1, 19);

    private readonly TemporaryDirectory _directory = new();
    private readonly Outbox _outbox = new();
    private JsonElement _told;

    private static Alarm Active { get; } = new(0, 148, "Water flow", Monday, null);

    private static Alarm Ended { get; } = new(1, 3, null, Monday.AddDays(-1), Monday);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Alarms_should_be_told_as_a_log_with_how_many_are_active_and_not_seen()
    {
        Topics().Take([Active, Ended]);

        Assert.Equal((1, 1, "148,3"), Told());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Alarms_should_be_told_when_one_holds_no_dates_that_exist(int place)
    {
        List<Alarm> alarms = [Active, Ended];
        alarms.Insert(place, new Alarm(place, 99, null, null, null, EndUnknown: true, "63EA07"));

        Topics().Take(alarms);

        Assert.Equal((1, 1), (Told().Active, _told.GetProperty("alarms").GetArrayLength() - 2));
        Assert.Equal("63EA07", _told.GetProperty("alarms")[place].GetProperty("raw").GetString());
    }

    [Fact]
    public void Alarms_should_count_as_seen_when_they_are_acknowledged_and_stay_so_when_they_end()
    {
        var topics = Topics();
        topics.Take([Active, Ended]);

        topics.Acknowledge(code: null);
        Assert.Equal(0, Told().Unseen);

        topics.Take([Active with { To = Monday.AddHours(1) }, Ended]);
        Assert.Equal((0, 0), (Told().Active, Told(again: false).Unseen));
    }

    [Fact]
    public void Alarm_that_was_not_told_yet_should_stay_unseen()
    {
        var topics = Topics();
        topics.Take([Ended]);

        topics.Acknowledge(code: null);
        topics.Take([Active, Ended]);

        Assert.Equal(1, Told().Unseen);
    }

    [Fact]
    public void One_alarm_should_be_acknowledged_by_its_code()
    {
        var topics = Topics();
        topics.Take([Active, new Alarm(1, 7, null, Monday, null), Ended]);
        Assert.Equal(2, Told().Unseen);

        topics.Acknowledge(7);
        Assert.Equal(1, Told().Unseen);

        Assert.Equal("There is no alarm 8", Assert.Throws<EconetException>(() => topics.Acknowledge(8)).Message);
    }

    [Fact]
    public void Nothing_should_be_acknowledged_before_the_alarms_are_known()
    {
        var topics = Topics();

        Assert.Equal(EconetError.Unavailable, Assert.Throws<EconetException>(() => topics.Acknowledge(null)).Error);
    }

    [Fact]
    public void What_was_seen_should_be_known_after_a_restart()
    {
        var before = Topics();
        before.Take([Active, Ended]);
        before.Acknowledge(code: null);

        Topics().Take([new Alarm(0, 9, null, Monday.AddDays(1), null), Active with { Index = 1 }, Ended with { Index = 2 }]);

        Assert.Equal((2, 1), (Told().Active, Told(again: false).Unseen));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"pump\": null}")]
    [InlineData("{\"pump\": [1]}")]
    public void Damaged_file_should_be_as_none(string content)
    {
        _directory.Write("seen-alarms.json", content);

        Topics().Take([Active, Ended]);

        Assert.Equal(1, Told().Unseen);
    }

    [Fact]
    public void Alarms_should_be_told_and_acknowledged_when_nothing_can_be_kept()
    {
        var topics = new AlarmTopics("pump", new MqttTopics("b"), new SeenAlarms("/proc/nowhere/seen.json", NullLogger.Instance), _outbox);

        topics.Take([Active]);
        topics.Acknowledge(code: null);

        Assert.Equal(0, Told().Unseen);
    }

    private AlarmTopics Topics() =>
        new("pump", new MqttTopics("b"), new SeenAlarms(Path.Combine(_directory.Path, "seen-alarms.json"), NullLogger.Instance), _outbox);

    private (int Active, int Unseen, string Codes) Told(bool again = true)
    {
        while (again && _outbox.Take() is { } message)
        {
            Assert.Equal("b/pump/alarms", message.Topic);
            _told = JsonDocument.Parse(message.Payload).RootElement;
            _outbox.Done(message, sent: true);
        }

        return (
            _told.GetProperty("active").GetInt32(), _told.GetProperty("unseen").GetInt32(),
            string.Join(',', _told.GetProperty("alarms").EnumerateArray().Select(alarm => alarm.GetProperty("code").GetInt32())));
    }
}
