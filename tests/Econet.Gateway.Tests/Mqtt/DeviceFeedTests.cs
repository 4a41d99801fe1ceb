using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>How a device's topics follow it in time.</summary>
public sealed class DeviceFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Refresh = 2 * DeviceFeed.SummaryInterval;

    private readonly AwaitedTime _time = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30));
    private readonly Outbox _outbox = new();
    private readonly FakeDevice _device = new("pump", FakeDevice.Parameter(1, "named", Value.Of(1f)));
    private readonly List<string> _told = [];
    private int _reckoned;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var ticking = _time.WaitBegunAsync(DeviceFeed.SummaryInterval);
        var topics = new DeviceTopics(
            "pump", new MqttTopics("b"), MqttPayload.Both, _ => Pace.AtOnce, TopicFilter.All, _outbox, _time);
        var announcements = new Announcements(new FakeDiscovery { Topics = ["announce/{device}"] }, id => id == "pump", _outbox);
        _running = new DeviceFeed(_device, topics, Unseen.AlarmsIn("pump", _outbox), announcements, null, () => ++_reckoned == 1 ? null : $"{{\"reckoned\":{_reckoned}}}", Refresh, _time, NullLogger.Instance).RunAsync(_stop.Token);
        await UntilToldAsync("b/pump/named=1");
        await ticking;
        _time.Advance(DeviceFeed.SummaryInterval);
        await UntilToldAsync("""b/pump/alarms={"active":0,"unseen":0,"alarms":[]}""");
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Feed_should_tell_again_what_did_not_change_when_it_was_told_long_ago()
    {
        _time.Advance(DeviceFeed.SummaryInterval);

        await UntilToldAsync("b/pump/named=1");
    }

    [Fact]
    public async Task Feed_should_go_on_with_all_that_it_missed_when_the_events_broke_off()
    {
        var pausing = _time.WaitBegunAsync(DeviceFeed.Pause);
        _device.BreakOff();
        await pausing;
        _device.Change(1, Value.Of(2f));
        _device.Alarms = [new Alarm(0, 148, "Water flow", FakeDevice.At.DateTime, null)];

        _time.Advance(DeviceFeed.Pause);
        await UntilToldAsync("b/pump/named=2");
        _time.Advance(DeviceFeed.SummaryInterval);

        await UntilToldAsync("""b/pump/alarms={"active":1,""");
    }

    [Fact]
    public async Task Feed_should_tell_no_alarms_before_they_were_read()
    {
        (_device.Alarms, _device.AlarmsReadAt) = ([new Alarm(0, 148, "Water flow", FakeDevice.At.DateTime, null)], null);
        var pausing = _time.WaitBegunAsync(DeviceFeed.Pause);
        _device.BreakOff();
        await pausing;
        _device.Change(1, Value.Of(2f));
        _time.Advance(DeviceFeed.Pause);
        await UntilToldAsync("b/pump/named=2");
        _told.Clear();

        _time.Advance(DeviceFeed.SummaryInterval);
        await UntilToldAsync("b/pump/json=");
        Assert.DoesNotContain(_told, message => message.StartsWith("b/pump/alarms=", StringComparison.Ordinal));
        _device.AlarmsReadAt = FakeDevice.At;
        _time.Advance(DeviceFeed.SummaryInterval);

        await UntilToldAsync("""b/pump/alarms={"active":1,""");
    }

    [Fact]
    public async Task Feed_should_reckon_energy_as_soon_as_there_is_any_and_then_every_few_minutes()
    {
        await Expect.EventuallyAsync(() => Task.FromResult(_reckoned == 1));

        _time.Advance(DeviceFeed.PerformancePatience);

        await UntilToldAsync("""b/pump/performance={"reckoned":2}""");
        _time.Advance(DeviceFeed.PerformancePatience);
        await UntilToldAsync("b/pump/named=1");
        Assert.Equal(2, _reckoned);

        _time.Advance(DeviceFeed.PerformanceInterval);

        await UntilToldAsync("""b/pump/performance={"reckoned":3}""");
    }

    [Fact]
    public async Task Feed_should_tell_why_a_device_could_not_be_started()
    {
        var pausing = _time.WaitBegunAsync(DeviceFeed.Pause);
        _device.Status = _device.Status with { Alive = false, Problems = [new Problem("not_started", "No such file", FakeDevice.At)] };
        _device.LosesEvents = true;
        _device.BreakOff();
        await pausing;

        _time.Advance(DeviceFeed.SummaryInterval);

        await UntilToldAsync("b/pump/availability=offline");
        await UntilToldAsync("""b/pump/problem={"problem":[{"code":"not_started",""");
    }

    [Fact]
    public async Task Device_should_be_announced_when_it_has_come_to_rest()
    {
        _time.Advance(DeviceFeed.SummaryInterval);

        await UntilToldAsync("announce/pump=pump");
    }

    [Fact]
    public async Task Device_should_be_announced_after_a_minute_though_it_does_not_come_to_rest()
    {
        for (var i = 0; i < DeviceFeed.MostUnrest; i++)
        {
            _device.Change(1, Value.Of(10f + i));
            await UntilToldAsync($"b/pump/named={10 + i}");
            _time.Advance(DeviceFeed.SummaryInterval);
            await UntilToldAsync("b/pump/json=");
        }

        await UntilToldAsync("announce/pump=pump");
    }

    private async Task UntilToldAsync(string message)
    {
        while (true)
        {
            await _outbox.WaitAsync(_stop.Token);
            while (_outbox.Take() is { } told)
            {
                _outbox.Done(told, sent: true);
                _told.Add($"{told.Topic}={Encoding.UTF8.GetString(told.Payload.Span)}");
                if (_told[^1].StartsWith(message, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
    }
}
