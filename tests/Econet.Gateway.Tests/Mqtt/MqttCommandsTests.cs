using System.Text;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class MqttCommandsTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Outbox _outbox = new();
    private readonly FakeLifetime _host = new();
    private readonly RestartRequest _restart;
    private readonly MqttCommands _commands;
    private readonly FakeDevice _device = new(
        "pump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, min: 35, max: 65));

    private Task _running = Task.CompletedTask;

    public MqttCommandsTests() =>
        _commands = new MqttCommands(
            new MqttTopics("b"), derived: null, _restart = new RestartRequest(_host), _outbox, TimeProvider.System, NullLogger.Instance);

    public Task InitializeAsync()
    {
        _running = _commands.RunAsync(_device, Unseen.Alarms("pump"), _stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Command_should_be_a_write_with_its_origin_and_a_result()
    {
        Send("b/pump/HDWTSetPoint/set", "47");

        var (topic, result) = await ResultAsync();
        Assert.Equal("b/pump/HDWTSetPoint/result", topic);
        Assert.True(result.GetProperty("success").GetBoolean());
        Assert.Equal(47, result.GetProperty("new_value").GetInt32());
        Assert.Equal([47L], _device.Written);
        Assert.Equal("mqtt", Assert.Single(_device.Asks).Origin);
    }

    [Fact]
    public async Task Command_should_be_answered_with_the_error_when_the_device_refuses()
    {
        _device.OnWrite = (key, _) => new WriteResult(
            key, 103, Value.Of(ParameterType.UInt8, 45), default, FakeDevice.At, EconetError.BudgetSpent, "Too many writes")
        {
            RetryAt = FakeDevice.At,
        };

        Send("b/pump/HDWTSetPoint/set", "47");

        var (_, result) = await ResultAsync();
        Assert.False(result.GetProperty("success").GetBoolean());
        Assert.Equal((429, "Too many writes"), (result.GetProperty("status").GetInt32(), result.GetProperty("error").GetString()));
        Assert.Equal("budget_spent", result.GetProperty("code").GetString());
        Assert.Equal("2026-01-22T20:55:07.120Z", result.GetProperty("retry_at").GetString());
    }

    [Fact]
    public async Task Command_should_be_left_to_the_gateway_that_has_the_device()
    {
        var isMine = false;
        var commands = new MqttCommands(
            new MqttTopics("b"), derived: null, _restart, _outbox, TimeProvider.System, NullLogger.Instance, device => device == "pump" && isMine);
        var running = commands.RunAsync(_device, Unseen.Alarms("pump"), _stop.Token);
        Assert.True(commands.Take(new("b/pump/HDWTSetPoint/set", "46"u8.ToArray(), IsRetained: false, IsRepeated: false)));
        Assert.True(commands.Take(new("b/elsewhere/HDWTSetPoint/set", "46"u8.ToArray(), IsRetained: false, IsRepeated: false)));
        isMine = true;

        Assert.True(commands.Take(new("b/pump/HDWTSetPoint/set", "47"u8.ToArray(), IsRetained: false, IsRepeated: false)));

        await ResultAsync();
        Assert.Equal([47L], _device.Written);
        Assert.Equal(0, _outbox.Backlog);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Restart_should_stop_the_host_for_another_one_when_it_is_pressed()
    {
        _restart.Objection = () => null;

        Send("b/restart/set", "PRESS");

        var (topic, result) = await ResultAsync();
        Assert.Equal(("b/restart/result", true), (topic, result.GetProperty("success").GetBoolean()));
        Assert.Equal((1, true), (_host.Stops, _restart.IsMade));
    }

    [Theory]
    [InlineData("PRESS", "MQTT_PORT is not allowed", 503, "MQTT_PORT is not allowed")]
    [InlineData("off", null, 400, "The payload must be PRESS")]
    [InlineData("", null, 400, "The payload must be PRESS")]
    [InlineData("{\"value\": true}", null, 400, "The payload must be PRESS")]
    public async Task Restart_should_be_refused_with_the_reason(string payload, string? objection, int status, string error)
    {
        _restart.Objection = () => objection;

        Send("b/restart/set", payload);

        var (_, result) = await ResultAsync();
        Assert.Equal((status, error), (result.GetProperty("status").GetInt32(), result.GetProperty("error").GetString()));
        Assert.Equal((0, false), (_host.Stops, _restart.IsMade));
    }

    [Fact]
    public void Retained_restart_should_be_ignored()
    {
        _restart.Objection = () => null;

        _commands.Take(new MqttReceived("b/restart/set", "PRESS"u8.ToArray(), IsRetained: true, IsRepeated: false));

        Assert.Equal(0, _host.Stops);
    }

    [Theory]
    [InlineData("b/pump/HDWTSetPoint/set", "warm", 400, "Value must be a number")]
    [InlineData("b/pump/Nothing/set", "1", 404, "Parameter 'Nothing' not found")]
    [InlineData("b/cellar/HDWTSetPoint/set", "1", 404, "Device 'cellar' not found")]
    public async Task Garbage_should_be_answered_and_never_written(string topic, string payload, int status, string error)
    {
        Send(topic, payload);

        var (_, result) = await ResultAsync();
        Assert.Equal((status, error), (result.GetProperty("status").GetInt32(), result.GetProperty("error").GetString()));
        Assert.Empty(_device.Written);
    }

    [Fact]
    public async Task Command_should_be_ignored_when_it_is_retained_or_comes_again()
    {
        _commands.Take(new MqttReceived("b/pump/HDWTSetPoint/set", "46"u8.ToArray(), IsRetained: true, IsRepeated: false));
        _commands.Take(new MqttReceived("b/pump/HDWTSetPoint/set", "46"u8.ToArray(), IsRetained: false, IsRepeated: true));
        Send("b/pump/HDWTSetPoint/set", "47");

        await ResultAsync();
        Assert.Equal([47L], _device.Written);
    }

    [Fact]
    public async Task Failure_nobody_expects_should_be_answered_without_its_words()
    {
        _device.Fault = new InvalidOperationException("inner life");

        Send("b/pump/HDWTSetPoint/set", "47");

        var (_, result) = await ResultAsync();
        Assert.Equal((503, "The write failed"), (result.GetProperty("status").GetInt32(), result.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Command_should_be_answered_when_the_device_gives_up_on_it()
    {
        _device.Fault = new TaskCanceledException();

        Send("b/pump/HDWTSetPoint/set", "47");

        var (_, result) = await ResultAsync();
        Assert.Equal(503, result.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Commands_should_be_written_when_one_of_them_is_nonsense(int place)
    {
        byte[][] nonsense = [[], [0xFF, 0xFE], "[1]"u8.ToArray(), "{}"u8.ToArray(), "{"u8.ToArray(), new byte[4_000_000]];
        foreach (var payload in nonsense)
        {
            _device.Written.Clear();
            for (var i = 0; i < 3; i++)
            {
                _commands.Take(new MqttReceived(
                    "b/pump/HDWTSetPoint/set", i == place ? payload : "47"u8.ToArray(), IsRetained: false, IsRepeated: false));
            }

            List<int> statuses = [];
            for (var i = 0; i < 3; i++)
            {
                statuses.Add((await ResultAsync()).Result.GetProperty("status").GetInt32());
            }

            Assert.Equal([200, 200, 400], statuses.Order());
            Assert.Equal([47L, 47L], _device.Written);
        }
    }

    [Fact]
    public void Flood_should_be_refused_beyond_what_may_wait()
    {
        _device.Mute = true;
        const int Flood = 1000;

        for (var i = 0; i < Flood; i++)
        {
            Send("b/pump/HDWTSetPoint/set", $"{i}");
        }

        Assert.InRange(_outbox.Backlog, Flood - DeviceCommands.MaxWaiting - 1, Flood - DeviceCommands.MaxWaiting);
        Assert.InRange(_device.Keys.Count, 0, 1);
        Assert.Contains("Too many commands at once", Encoding.UTF8.GetString(_outbox.Take()!.Payload.Span), StringComparison.Ordinal);
    }

    private void Send(string topic, string payload) =>
        _commands.Take(new MqttReceived(topic, Encoding.UTF8.GetBytes(payload), IsRetained: false, IsRepeated: false));

    private async Task<(string Topic, JsonElement Result)> ResultAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            if (_outbox.Take() is { } message)
            {
                Assert.False(message.Retain);
                return (message.Topic, JsonDocument.Parse(message.Payload).RootElement);
            }

            await _outbox.WaitAsync(patience.Token);
        }
    }
}
