using System.Text;
using System.Text.Json;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Commands that come at once, some of which mean what others make of them, to a device that takes its time.</summary>
public sealed class CommandOrderTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(60));
    private readonly FakeTimeProvider _time = new();
    private readonly Outbox _outbox = new();
    private readonly PacedDevice _pump = new(new FakeDevice(
        "pump",
        FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true),
        FakeDevice.Parameter(236, "Circuit1WorkState", Value.Of(ParameterType.UInt8, 2), writable: true),
        FakeDevice.Parameter(238, "Circuit1ComfortTemp", Value.Of(21.5f), writable: true),
        FakeDevice.Parameter(239, "Circuit1EcoTemp", Value.Of(18f), writable: true),
        FakeDevice.Parameter(1271, "Word", Value.Of(ParameterType.UInt16, 0), writable: true)));

    private readonly PacedDevice _other = new(new FakeDevice(
        "other", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true)));

    private readonly MqttCommands _commands;
    private Task _running = Task.CompletedTask;

    public CommandOrderTests() => _commands = new MqttCommands(
        new MqttTopics("b"), new DerivedParameters(EntityTable.Default, EntityWords.English), new RestartRequest(new FakeLifetime()), _outbox, _time,
        NullLogger.Instance);

    public Task InitializeAsync()
    {
        _running = Task.WhenAll(
            _commands.RunAsync(_pump, Unseen.Alarms("pump"), _stop.Token), _commands.RunAsync(_other, Unseen.Alarms("other"), _stop.Token));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Target_of_a_circuit_should_be_written_for_the_mode_that_came_before_it()
    {
        Send("pump/Circuit1WorkState", "1");
        Send("pump/circuit1.temperature", "21.0");
        Send("pump/HDWTSetPoint", "47");

        // What has nothing to do with the mode does not wait for it.
        await _pump.UntilAsync(2);
        Assert.Equal(["Circuit1WorkState=1", "HDWTSetPoint=47"], _pump.Writes);
        _pump.End("Circuit1WorkState=1");

        await _pump.UntilAsync(3);
        Assert.Equal("Circuit1ComfortTemp=21.0", _pump.Writes[2]);
    }

    [Fact]
    public async Task Target_of_a_circuit_should_wait_for_all_modes_before_it_though_the_last_ends_first()
    {
        Send("pump/Circuit1WorkState", "1");
        Send("pump/Circuit1WorkState", "3");
        Send("pump/circuit1.temperature", "21.0");
        await _pump.UntilAsync(2);

        _pump.Refuse("Circuit1WorkState=3");
        await _outbox.WaitAsync(_stop.Token);
        Send("pump/HDWTSetPoint", "47");
        await _pump.UntilAsync(3);
        Assert.Equal("HDWTSetPoint=47", _pump.Writes[2]);
        _pump.End("Circuit1WorkState=1");

        await _pump.UntilAsync(4);
        Assert.Equal("Circuit1ComfortTemp=21.0", _pump.Writes[3]);
    }

    [Fact]
    public async Task Command_should_not_be_carried_out_any_more_when_it_waited_too_long()
    {
        Send("pump/Circuit1WorkState", "1");
        Send("pump/circuit1.temperature", "21.0");
        Send("pump/HDWTSetPoint", "47");
        await _pump.UntilAsync(2);

        _time.Advance(DeviceCommands.MaxAge + TimeSpan.FromSeconds(1));
        _pump.End("Circuit1WorkState=1");
        _pump.End("HDWTSetPoint=47");
        var results = new List<string>();
        while (results.Count < 3)
        {
            await _outbox.WaitAsync(_stop.Token);
            while (_outbox.Take() is { } told)
            {
                results.Add($"{told.Topic} {JsonDocument.Parse(told.Payload).RootElement.GetProperty("status").GetInt32()}");
            }
        }

        Assert.Equal(
            ["b/pump/Circuit1WorkState/result 200", "b/pump/HDWTSetPoint/result 200", "b/pump/circuit1.temperature/result 504"], results.Order());
        Assert.Equal(2, _pump.Writes.Count);
    }

    [Fact]
    public async Task Mode_should_come_after_the_target_that_was_meant_for_the_mode_before()
    {
        Send("pump/Circuit1WorkState", "1");
        Send("pump/circuit1.temperature", "21.0");
        Send("pump/Circuit1WorkState", "2");
        Send("pump/HDWTSetPoint", "47");

        await _pump.UntilAsync(2);
        Assert.Equal(["Circuit1WorkState=1", "HDWTSetPoint=47"], _pump.Writes);
        _pump.End("Circuit1WorkState=1");

        await _pump.UntilAsync(4);
        Assert.Equal(["Circuit1ComfortTemp=21.0", "Circuit1WorkState=2"], _pump.Writes.Skip(2));
    }

    [Fact]
    public async Task Bit_should_be_set_in_the_word_that_came_before_it()
    {
        Send("pump/Word", "6");
        Send("pump/Word.0", "1");
        Send("pump/HDWTSetPoint", "47");

        await _pump.UntilAsync(2);
        Assert.Equal(["Word=6", "HDWTSetPoint=47"], _pump.Writes);
        _pump.End("Word=6");

        await _pump.UntilAsync(3);
        Assert.Equal("Word=7", _pump.Writes[2]);
    }

    [Fact]
    public async Task Commands_of_one_parameter_should_be_written_in_order_and_not_wait_for_each_other()
    {
        Send("pump/HDWTSetPoint", "46");
        Send("pump/HDWTSetPoint", "47");
        Send("pump/HDWTSetPoint", "48");

        await _pump.UntilAsync(3);

        Assert.Equal(["HDWTSetPoint=46", "HDWTSetPoint=47", "HDWTSetPoint=48"], _pump.Writes);
    }

    [Fact]
    public async Task Device_that_is_busy_should_hold_up_no_other()
    {
        for (var i = 0; i < DeviceCommands.MaxUnderWay + 5; i++)
        {
            Send("pump/HDWTSetPoint", "46");
            await _pump.UntilAsync(Math.Min(i, DeviceCommands.MaxUnderWay));
        }

        Send("other/HDWTSetPoint", "47");

        await _other.UntilAsync(1);
        await _pump.UntilAsync(DeviceCommands.MaxUnderWay);
        _pump.End("HDWTSetPoint=46");
        await _pump.UntilAsync(DeviceCommands.MaxUnderWay + 1);
        Assert.Equal(DeviceCommands.MaxUnderWay + 1, _pump.Writes.Count);
    }

    private void Send(string key, string payload) =>
        _commands.Take(new MqttReceived($"b/{key}/set", Encoding.UTF8.GetBytes(payload), IsRetained: false, IsRepeated: false));

    private sealed class House(params IDevice[] devices) : IEconet
    {
        public IReadOnlyList<string> Devices => [.. devices.Select(device => device.Id)];

        public IDevice Device(string id) => devices.Single(device => device.Id == id);

        public async IAsyncEnumerable<IReadOnlyList<string>> DevicesAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return Devices;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        public Task<IDevice> AddAsync(DeviceSpec device, CancellationToken cancellation) => throw new NotSupportedException();

        public Task RemoveAsync(string id, bool deleteState, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
