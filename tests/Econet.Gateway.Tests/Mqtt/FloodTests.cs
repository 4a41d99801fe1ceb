using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using MQTTnet.Protocol;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>More commands at once than anybody means.</summary>
public sealed class FloodTests
{
    private const int Commands = 10_000;
    private const string Topic = "econet/pump/HDWTSetPoint";

    [TheoryWithMosquitto]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    public async Task Each_command_should_be_answered_and_what_happens_meanwhile_be_told(MqttQualityOfServiceLevel qos)
    {
        // Brokers drop what waits for a client; what is counted here is what the gateway does.
        await using var broker = await Mosquitto.StartAsync("allow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0");
        var device = new FakeDevice(
            "pump",
            FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, min: 35, max: 65),
            FakeDevice.Parameter(200, "TempCWU", Value.Of(45f)));
        await using var gateway = await TestGateway.StartAsync(
            MqttSettings.At(broker.Port, ("MQTT_INTERVAL", "default=0")), TimeProvider.System, device);
        await gateway.Client.UntilConnectedAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, qos, "econet/#");
        await using var automation = await MqttListener.ConnectAsync(broker.Port);
        await listener.UntilAsync(Topic);

        var sent = Enumerable.Range(0, Commands).Select(i => automation.SendAsync($"{Topic}/set", $"{40 + (i % 10)}", qos)).ToList();
        device.Change(200, Value.Of(46f));
        device.Publish(new AlarmChanged("pump", new Alarm(0, 148, "Water flow", FakeDevice.At.DateTime, null)));
        await Task.WhenAll(sent);

        await listener.UntilAsync(heard => heard.Count(h => h.Topic == $"{Topic}/result") >= Commands, "not every command was answered");
        await listener.UntilAsync("econet/pump/alarm");
        await listener.UntilAsync("econet/pump/TempCWU", h => h.Payload == "46");
        var statuses = listener.All.Where(h => h.Topic == $"{Topic}/result").Select(h => h.Json.GetProperty("status").GetInt32()).ToList();
        Assert.Equal(Commands, statuses.Count);
        Assert.All(statuses, status => Assert.True(status is 200 or 503));
        Assert.Equal(device.Written.Count, statuses.Count(status => status == 200));
        // One for each time that there were too many; the log sums up those that say the same.
        Assert.True(gateway.Log.Events.Count <= Commands / 10, string.Join('\n', gateway.Log.Events.Skip(50).Take(5).Select(logged => logged.RenderMessage(null))));
    }
}
