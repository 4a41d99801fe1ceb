using System.Text;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class DeviceTopicsTests
{
    private const string NoProblem = "b/pump/problem={\"problem\":[]}";

    private readonly Outbox _outbox = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Values_should_be_plain_text()
    {
        var device = Device(MqttPayload.Value);

        device.Take(Snapshot(
            FakeDevice.Parameter(1, "Whole", Value.Of(ParameterType.UInt8, 45)),
            FakeDevice.Parameter(2, "Float", Value.Of(21.1f)),
            FakeDevice.Parameter(3, "Flag", Value.Of(true)),
            FakeDevice.Parameter(4, "Text", Value.Of("0,5 °C")),
            FakeDevice.Parameter(5, "Absent", default, quality: Quality.Absent),
            FakeDevice.Parameter(6, "Infinite", Value.Of(float.PositiveInfinity)),
            FakeDevice.Parameter(7, "Unread", default, quality: Quality.Stale),
            FakeDevice.Parameter(8, "quality", Value.Of(true))));

        Assert.Equal(
            [
                "b/pump/%71uality=true", "b/pump/Absent=null", "b/pump/Flag=true", "b/pump/Float=21.1", "b/pump/Infinite=null",
                "b/pump/Text=0,5 °C", "b/pump/Whole=45", "b/pump/availability=online", NoProblem,
            ],
            TakeAll());
    }

    [Fact]
    public void Value_should_stay_the_last_good_one_when_it_is_stale_or_suspect()
    {
        var device = Device(MqttPayload.Value);
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21.5f))));
        TakeAll();

        device.Take(Changed("Temp", Value.Of(21.5f), Quality.Stale));
        device.Summarize(FakeDevice.At);

        Assert.Equal(["b/pump/quality={\"Temp\":\"stale\"}"], TakeAll());
        device.Take(Changed("Temp", Value.Of(22f), Quality.Good));
        device.Summarize(FakeDevice.At);
        Assert.Equal(["b/pump/Temp=22", "b/pump/quality={}"], TakeAll());
    }

    [Fact]
    public void Value_should_be_told_again_only_while_it_is_confirmed()
    {
        var device = Device(MqttPayload.Value);
        device.Take(Snapshot(
            FakeDevice.Parameter(1, "Good", Value.Of(1f)),
            FakeDevice.Parameter(5, "Unasked", Value.Of(1f)),
            FakeDevice.Parameter(2, "Absent", default, quality: Quality.Absent),
            FakeDevice.Parameter(3, "Stale", Value.Of(3f), quality: Quality.Stale),
            FakeDevice.Parameter(4, "Suspect", Value.Of(4f), quality: Quality.Suspect)));
        TakeAll();

        _time.Advance(TimeSpan.FromMinutes(4));
        device.Refresh(TimeSpan.FromMinutes(5), _ => true);
        Assert.Empty(TakeAll());
        _time.Advance(TimeSpan.FromMinutes(1));
        device.Refresh(TimeSpan.FromMinutes(5), topic => topic != "b/pump/Unasked");

        Assert.Equal(["b/pump/Absent=null", "b/pump/Good=1"], TakeAll());
    }

    [Fact]
    public void Availability_should_follow_whether_the_device_answers()
    {
        var device = Device(MqttPayload.Value);
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(1f))));
        TakeAll();

        device.Take(new HealthChanged("pump", Alive: false, []));

        Assert.Equal(["b/pump/availability=offline"], TakeAll());
    }

    [Fact]
    public void Problems_should_be_told_when_they_come_and_when_they_go()
    {
        var device = Device(MqttPayload.Value);
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(1f))));
        TakeAll();

        device.Take(new HealthChanged("pump", Alive: true, [new Problem("no_frames", "Swap A and B", FakeDevice.At)]));

        Assert.Equal(
            ["""b/pump/problem={"problem":[{"code":"no_frames","message":"Swap A and B","since":"2026-01-22T20:55:07.120Z"}]}"""], TakeAll());
        device.Take(new HealthChanged("pump", Alive: true, []));
        Assert.Equal([NoProblem], TakeAll());
    }

    [Fact]
    public void Topics_should_be_emptied_when_the_device_has_other_parameters()
    {
        var device = Device(MqttPayload.Value);
        device.Take(Snapshot(FakeDevice.Parameter(1, "Gone", Value.Of(1f)), FakeDevice.Parameter(2, "Kept", Value.Of(2f))));
        TakeAll();

        device.Take(Snapshot());
        Assert.Empty(TakeAll());
        device.Take(Snapshot(FakeDevice.Parameter(2, "Kept", Value.Of(2f)), FakeDevice.Parameter(3, "New", Value.Of(3f))));

        Assert.Equal(["b/pump/Gone=", "b/pump/New=3"], TakeAll());
    }

    [Fact]
    public void Device_should_be_told_as_offline_when_nothing_is_known_of_it()
    {
        var device = Device(MqttPayload.Value);

        device.Take(new SnapshotTaken("pump", new FakeDevice("pump").Snapshot with { Alive = false }));
        device.Summarize(FakeDevice.At);

        Assert.Equal(["b/pump/availability=offline", NoProblem], TakeAll());
    }

    [Fact]
    public void Json_should_hold_all_values_and_the_qualities_that_are_not_good()
    {
        var device = Device(MqttPayload.Json);
        device.Take(Snapshot(
            FakeDevice.Parameter(1, "Temp", Value.Of(21.5f)), FakeDevice.Parameter(2, "a/b", default, quality: Quality.Absent)));
        TakeAll();

        device.Summarize(FakeDevice.At);
        device.Summarize(FakeDevice.At.AddSeconds(5));

        Assert.Equal(
            [
                "b/pump/json={\"timestamp\":\"2026-01-22T20:55:07.120Z\",\"alive\":true,\"values\":{\"Temp\":21.5,\"a/b\":null},"
                + "\"quality\":{\"a/b\":\"absent\"}}",
            ],
            TakeAll());
    }

    [Fact]
    public void Both_forms_should_be_told_when_both_are_wanted()
    {
        var device = Device(MqttPayload.Both);
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21.5f))));
        device.Summarize(FakeDevice.At);

        Assert.Equal(
            ["b/pump/Temp", "b/pump/availability", "b/pump/json", "b/pump/problem", "b/pump/quality"], TakeAll().Select(taken => taken.Split('=')[0]));
    }

    [Fact]
    public void Alarm_should_be_told_as_an_event_when_it_begins_and_when_it_ends()
    {
        var device = Device(MqttPayload.Value);
        var alarm = new Alarm(0, 148, "Water flow", new DateTime(2026, 1, 22, 20, 0, 0), null);

        device.Take(new AlarmChanged("pump", alarm));
        device.Take(new AlarmChanged("pump", alarm with { To = alarm.From!.Value.AddHours(1) }));

        var told = TakeAll().Select(taken => JsonDocument.Parse(taken.Split('=', 2)[1]).RootElement).ToArray();
        Assert.Equal(["ended", "started"], told.Select(t => t.GetProperty("event_type").GetString()));
    }

    [Fact]
    public void Alarm_without_dates_that_exist_should_be_told_as_an_event()
    {
        Device(MqttPayload.Value).Take(new AlarmChanged("pump", new Alarm(0, 99, null, null, null, EndUnknown: true, "63EA07")));

        var told = JsonDocument.Parse(Assert.Single(TakeAll()).Split('=', 2)[1]).RootElement;
        Assert.Equal("ended", told.GetProperty("event_type").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("from_date").ValueKind);
    }

    [Fact]
    public void Thermostat_should_be_told_when_it_changes_and_not_as_it_grows_older()
    {
        var device = Device(MqttPayload.Value);
        var room = new FakeDevice("pump").Room;

        device.Take(room with { Temperature = 21.4f, EffectiveTemperature = 21.4f, IsStale = false, Age = TimeSpan.FromSeconds(1), Address = 100 });
        Assert.Equal(
            ["""b/pump/thermostat={"temperature":21.4,"effective_temperature":21.4,"is_stale":false,"pairing_state":"unpaired","bus_address":100}"""], TakeAll());

        device.Take(room with { Temperature = 21.4f, EffectiveTemperature = 21.4f, IsStale = false, Age = TimeSpan.FromSeconds(9), Address = 100 });
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Schedule_should_be_told_as_text_by_days_and_as_home_assistant_has_its_own()
    {
        Device(MqttPayload.Value).Take(WeeklySchedule.Find(Week.Words("HDW", day => day == DayOfWeek.Sunday ? 0ul : 0b11ul << 10)));

        var (topic, body) = Assert.Single(TakeAll()).Split('=', 2) is [var t, var b] ? (t, JsonDocument.Parse(b).RootElement) : default;
        Assert.Equal("b/pump/schedules/HDW", topic);
        Assert.Equal("Mo-Sa 05:00-06:00; Su off", body.GetProperty("text").GetString());
        Assert.Equal("""["05:00-06:00"]""", body.GetProperty("days").GetProperty("monday").GetRawText());
        Assert.Equal("""[{"from":"05:00:00","to":"06:00:00"}]""", body.GetProperty("schedule").GetProperty("monday").GetRawText());
        Assert.Equal("[]", body.GetProperty("schedule").GetProperty("sunday").GetRawText());
    }

    [Fact]
    public void Number_should_be_told_at_once_and_then_as_seldom_as_its_pace_says_with_its_last_value()
    {
        var device = Device(MqttPayload.Value, new Pace(TimeSpan.FromSeconds(60), 0, 1));
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21.04f))));
        Assert.Contains("b/pump/Temp=21", TakeAll());

        device.Take(Changed("Temp", Value.Of(21.4f), Quality.Good));
        device.Take(Changed("Temp", Value.Of(22.26f), Quality.Good));
        _time.Advance(TimeSpan.FromSeconds(59));
        device.Flush();
        Assert.Empty(TakeAll());
        _time.Advance(TimeSpan.FromSeconds(1));
        device.Flush();
        Assert.Equal(["b/pump/Temp=22.3"], TakeAll());

        _time.Advance(TimeSpan.FromMinutes(10));
        device.Take(Changed("Temp", Value.Of(30f), Quality.Good));
        Assert.Equal(["b/pump/Temp=30"], TakeAll());
    }

    [Fact]
    public void Number_should_not_be_told_when_it_comes_back_to_what_was_told()
    {
        var device = Device(MqttPayload.Value, new Pace(TimeSpan.FromSeconds(60), 0, 1));
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21f))));
        TakeAll();

        device.Take(Changed("Temp", Value.Of(22f), Quality.Good));
        device.Take(Changed("Temp", Value.Of(21f), Quality.Good));
        _time.Advance(TimeSpan.FromMinutes(2));
        device.Flush();

        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Number_should_not_be_told_when_its_change_is_within_the_deadband_and_be_right_when_it_is_told_again()
    {
        var device = Device(MqttPayload.Value, new Pace(TimeSpan.Zero, 0.075, 1));
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21.44f))));
        TakeAll();

        device.Take(Changed("Temp", Value.Of(21.46f), Quality.Good));
        Assert.Empty(TakeAll());
        _time.Advance(TimeSpan.FromMinutes(5));
        device.Refresh(TimeSpan.FromMinutes(5), isAwaited: null);
        Assert.Equal(["b/pump/Temp=21.5"], TakeAll());
        device.Take(Changed("Temp", Value.Of(21.6f), Quality.Good));
        Assert.Equal(["b/pump/Temp=21.6"], TakeAll());
    }

    [Fact]
    public void Sensor_that_comes_or_goes_should_be_told_at_once()
    {
        var device = Device(MqttPayload.Value, new Pace(TimeSpan.FromSeconds(60), 1, 1));
        device.Take(Snapshot(FakeDevice.Parameter(1, "Temp", Value.Of(21f))));
        TakeAll();

        device.Take(Changed("Temp", default, Quality.Absent));
        Assert.Equal(["b/pump/Temp=null"], TakeAll());
        device.Take(Changed("Temp", Value.Of(21f), Quality.Good));
        Assert.Equal(["b/pump/Temp=21"], TakeAll());
    }

    [Fact]
    public void Parameters_that_are_not_published_should_be_emptied_once_as_an_earlier_run_may_have_published_them()
    {
        var device = Device(MqttPayload.Value, filter: new TopicFilter([], ["hidden*"]));
        var snapshot = Snapshot(FakeDevice.Parameter(1, "Hidden1", Value.Of(1f)), FakeDevice.Parameter(2, "Shown", Value.Of(2f)));

        device.Take(snapshot);
        Assert.Equal(["b/pump/Hidden1=", "b/pump/Shown=2", "b/pump/availability=online", NoProblem], TakeAll());
        device.Take(snapshot);
        device.Take(Changed("Hidden1", Value.Of(5f), Quality.Good));
        device.Take([("Hidden.temperature", "1"), ("Shown.temperature", "2")]);

        Assert.Equal(["b/pump/Shown.temperature=2"], TakeAll());
    }

    private DeviceTopics Device(MqttPayload payload, Pace? pace = null, TopicFilter? filter = null) =>
        new("pump", new MqttTopics("b"), payload, _ => pace ?? Pace.AtOnce, filter ?? TopicFilter.All, _outbox, _time);

    private static SnapshotTaken Snapshot(params ParameterValue[] parameters) => new("pump", new FakeDevice("pump", parameters).Snapshot);

    private static ParameterChanged Changed(string key, Value value, Quality quality) =>
        new("pump", key, 1, value, default, quality, FakeDevice.At, FakeDevice.At);

    private string[] TakeAll()
    {
        var taken = new List<string>();
        while (_outbox.Take() is { } message)
        {
            taken.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            _outbox.Done(message, sent: true);
        }

        return [.. taken.Order(StringComparer.Ordinal)];
    }
}
