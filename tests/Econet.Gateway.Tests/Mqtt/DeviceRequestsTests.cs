using System.Text;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>What is asked of a device besides writing parameters.</summary>
public sealed class DeviceRequestsTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Outbox _outbox = new();
    private readonly FakeDevice _device = new("pump", [.. Week.Words("HDW", _ => 0b11ul << 10)]);
    private readonly AlarmTopics _alarms;
    private readonly MqttCommands _commands;
    private Task _running = Task.CompletedTask;

    public DeviceRequestsTests()
    {
        var topics = new MqttTopics("b");
        _alarms = new AlarmTopics(
            "pump", topics, new SeenAlarms(Path.Combine(_directory.Path, "seen.json"), NullLogger.Instance), _outbox);
        _commands = new MqttCommands(
            topics, derived: null, new RestartRequest(new FakeLifetime()), _outbox, _time, NullLogger.Instance);
    }

    public Task InitializeAsync()
    {
        _running = _commands.RunAsync(_device, _alarms, _stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("21.4", 21.4f)]
    [InlineData("{\"value\": 19}", 19f)]
    public async Task Temperature_of_the_room_should_reach_the_thermostat(string payload, float temperature)
    {
        var (topic, result) = await AskAsync("thermostat/temperature", payload);

        Assert.Equal(("b/pump/thermostat/temperature/result", true), (topic, result.GetProperty("success").GetBoolean()));
        Assert.Equal((temperature, temperature), (_device.Room.Temperature, result.GetProperty("new_value").GetSingle()));
    }

    [Fact]
    public async Task Thermostat_should_be_paired_when_that_is_pressed()
    {
        var (_, result) = await AskAsync("thermostat/pair", "PRESS");

        Assert.True(result.GetProperty("success").GetBoolean());
        Assert.Equal(PairingState.PairingRequested, _device.Room.Pairing);
    }

    [Fact]
    public async Task Alarms_should_be_acknowledged()
    {
        _alarms.Take([new Alarm(0, 148, "Water flow", FakeDevice.At.DateTime, null)]);

        Assert.True((await AskAsync("alarms/seen", "148")).Result.GetProperty("success").GetBoolean());
        Assert.True((await AskAsync("alarms/seen", "PRESS")).Result.GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("Mo off")]
    [InlineData("mo OFF")]
    [InlineData("{\"days\": {\"monday\": []}}")]
    [InlineData("{\"monday\": []}")]
    public async Task Days_of_a_schedule_should_be_written(string payload)
    {
        _device.OnWrite = (key, _) => new WriteResult(key, 122, default, default, FakeDevice.At);

        var (topic, result) = await AskAsync("schedules/HDW", payload);

        Assert.Equal(("b/pump/schedules/HDW/result", true), (topic, result.GetProperty("success").GetBoolean()));
        Assert.Equal(["HDWMondayAM", "HDWMondayPM"], _device.Keys);
        Assert.Equal([0u, 0u], _device.Written);
        Assert.All(_device.Asks, ask => Assert.Equal("mqtt", ask.Origin));
    }

    [Theory]
    [InlineData("mo 06:00-08:00, 22:00-24:00")]
    [InlineData("{\"days\": {\"monday\": [\"06:00-08:00\", \"22:00-24:00\"]}}")]
    [InlineData("{\"days\": {\"monday\": [\"06:00-08:00\", {\"from\": \"22:00\", \"to\": \"24:00\"}]}}")]
    // Home Assistant's schedule.get_schedule; the end of the day is one or the other, depending on how it was entered.
    [InlineData("{\"monday\": [{\"from\": \"06:00:00\", \"to\": \"08:00:00\", \"data\": {\"mode\": [1]}}, {\"from\": \"22:00:00\", \"to\": \"24:00:00\"}]}")]
    [InlineData("{\"monday\": [{\"from\": \"06:00:00\", \"to\": \"08:00:00\"}, {\"from\": \"22:00:00\", \"to\": \"23:59:59.999999\"}]}")]
    public async Task Schedule_should_be_taken_in_each_of_its_forms(string payload)
    {
        _device.OnWrite = (key, _) => new WriteResult(key, 122, default, default, FakeDevice.At);

        Assert.True((await AskAsync("schedules/HDW", payload)).Result.GetProperty("success").GetBoolean());

        Assert.Equal([0b1111u << 12, 0b1111u << 20], _device.Written);
    }

    [Fact]
    public async Task Schedule_should_be_answered_with_the_first_word_that_was_refused()
    {
        _device.OnWrite = (key, _) => new WriteResult(key, 122, default, default, FakeDevice.At, EconetError.Refused, $"{key} was refused");

        var (_, result) = await AskAsync("schedules/HDW", "Mo-Tu off");

        Assert.Equal("HDWMondayAM was refused", result.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("thermostat/temperature", "warm", 400, "Value must be a number")]
    [InlineData("thermostat/temperature", "true", 400, "The temperature must be a number")]
    [InlineData("thermostat/temperature", "{\"value\": \"21\"}", 400, "The temperature must be a number")]
    [InlineData("thermostat/temperature", "", 400, "The payload is empty")]
    [InlineData("thermostat/pair", "0", 400, "The payload must be PRESS")]
    [InlineData("thermostat/other", "1", 404, "'thermostat/other' not found")]
    [InlineData("alarms/seen", "all", 400, "or the code of one")]
    [InlineData("alarms/seen", "PRESS", 503, "The alarms were not read yet")]
    [InlineData("schedules/HDW", "always", 400, "'always' is not a day with its times")]
    [InlineData("schedules/HDW", "{\"days\": {\"moonday\": []}}", 400, "Unknown day 'moonday'")]
    [InlineData("schedules/HDW", "{\"moonday\": []}", 400, "Unknown day 'moonday'")]
    [InlineData("schedules/HDW", "{}", 400, "The field 'days' is missing")]
    [InlineData("schedules/HDW", "{", 400, "not valid JSON")]
    [InlineData("schedules/HDW", "{\"monday\": [{\"from\": \"06:10:00\", \"to\": \"08:00:00\"}]}", 400, "'06:10-08:00' is not")]
    [InlineData("schedules/HDW", "{\"monday\": [{\"from\": \"06:00:30\", \"to\": \"08:00:00\"}]}", 400, "'06:00:30-08:00' is not")]
    [InlineData("schedules/HDW", "{\"monday\": [{\"from\": \"06:00:00\"}]}", 400, "monday: a block is {\"from\"")]
    [InlineData("schedules/HDW", "{\"monday\": [{\"from\": 6, \"to\": 8}]}", 400, "monday: a block is {\"from\"")]
    [InlineData("schedules/HDW", "{\"monday\": [{\"start\": \"06:00\"}]}", 400, "monday: unknown field 'start'")]
    [InlineData("schedules/Pool", "Mo off", 404, "Schedule 'Pool' not found")]
    [InlineData("nothing/at", "all", 404, "'nothing/at' not found")]
    public async Task Nonsense_should_be_answered_with_the_reason(string request, string payload, int status, string reason)
    {
        var (_, result) = await AskAsync(request, payload);

        Assert.Equal(status, result.GetProperty("status").GetInt32());
        Assert.Contains(reason, result.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(_device.Written);
    }

    [Fact]
    public async Task Request_should_be_refused_when_the_device_fails_or_is_silent()
    {
        _device.Fault = new EconetException(EconetError.NotFound, "There is no virtual thermostat");
        Assert.Equal("There is no virtual thermostat", (await AskAsync("thermostat/temperature", "21")).Result.GetProperty("error").GetString());

        _device.Fault = null;
        _device.Snapshot = _device.Snapshot with { Alive = false };
        Assert.Equal(503, (await AskAsync("schedules/HDW", "Mo off")).Result.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Schedule_that_takes_long_should_not_hold_up_the_thermostat()
    {
        var schedule = new TaskCompletionSource();
        _device.OnWrite = (_, _) =>
        {
            schedule.Task.Wait();
            return new WriteResult("HDWMondayAM", 122, default, default, FakeDevice.At);
        };
        var writing = Task.Run(() => Send("b/pump/schedules/HDW/set", "Mo off"));

        Assert.Equal("b/pump/thermostat/temperature/result", (await AskAsync("thermostat/temperature", "21")).Topic);
        schedule.SetResult();
        await writing;
    }

    [Fact]
    public void Request_should_be_ignored_when_it_is_retained()
    {
        _commands.Take(new MqttReceived("b/pump/thermostat/temperature/set", "30"u8.ToArray(), IsRetained: true, IsRepeated: false));

        Assert.Null(_outbox.Take());
        Assert.Null(_device.Room.Temperature);
    }

    private void Send(string topic, string payload) =>
        Assert.True(_commands.Take(new MqttReceived(topic, Encoding.UTF8.GetBytes(payload), IsRetained: false, IsRepeated: false)));

    private async Task<(string Topic, JsonElement Result)> AskAsync(string request, string payload)
    {
        Send($"b/pump/{request}/set", payload);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            while (_outbox.Take() is { } message)
            {
                _outbox.Done(message, sent: true);
                if (!message.Retain)
                {
                    return (message.Topic, JsonDocument.Parse(message.Payload).RootElement);
                }
            }

            await _outbox.WaitAsync(patience.Token);
        }
    }
}
