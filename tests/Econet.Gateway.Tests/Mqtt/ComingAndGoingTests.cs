using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Devices that come and go while the gateway is connected to its broker.</summary>
public sealed class ComingAndGoingTests : IAsyncLifetime
{
    private readonly FakeDevice _annexe = new(
        "annexe", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, min: 35, max: 65));

    private Mosquitto? _broker;

    public async Task InitializeAsync() => _broker = Mosquitto.Path is null ? null : await Mosquitto.StartAsync();

    public Task DisposeAsync() => _broker?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [FactWithMosquitto]
    public async Task Device_should_be_published_when_it_is_added_and_cleared_when_it_is_removed_and_published_again()
    {
        await using var gateway = await TestGateway.StartAsync(
            MqttSettings.At(_broker!.Port), TimeProvider.System,
            new FakeDevice("heatpump", FakeDevice.Parameter(1, "TempWthr", Value.Of(7f))));
        await using var listener = await MqttListener.ConnectAsync(_broker.Port, "econet/#");
        await listener.UntilAsync("econet/heatpump/TempWthr");
        await listener.SendAsync("econet/annexe/HDWTSetPoint/set", "46");

        gateway.Econet.Add(_annexe);

        await listener.UntilAsync("econet/annexe/HDWTSetPoint", h => h.Payload == "45");
        await listener.UntilAsync("econet/annexe/availability", h => h.Payload == "online");
        Assert.Empty(_annexe.Written);
        await Expect.EventuallyAsync(async () =>
        {
            // The subscription comes after the device.
            await listener.SendAsync("econet/annexe/HDWTSetPoint/set", "47");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            return _annexe.Written.Count > 0;
        });

        gateway.Econet.Remove("annexe");

        await listener.UntilAsync("econet/annexe/HDWTSetPoint", h => h.Payload.Length == 0);
        await listener.UntilAsync("econet/annexe/problem", h => h.Payload.Length == 0);
        await using (var later = await MqttListener.ConnectAsync(_broker.Port, "econet/#"))
        {
            await later.UntilAsync("econet/status");
            await later.UntilAsync("econet/heatpump/TempWthr");
            await later.SendAsync("econet/last", "");
            await later.UntilAsync("econet/last");
            Assert.DoesNotContain(later.All, h => h.Topic.Contains("annexe", StringComparison.Ordinal));
        }

        gateway.Econet.Add(_annexe);

        await using var again = await MqttListener.ConnectAsync(_broker.Port, "econet/#");
        await again.UntilAsync("econet/annexe/HDWTSetPoint", h => h.Payload == "45");
        var health = (await gateway.GetAsync("/health")).Body.GetProperty("mqtt");
        Assert.True(health.GetProperty("connected").GetBoolean());
    }

    [FactWithMosquitto]
    public async Task Commands_of_a_removed_device_should_not_be_heard_any_more()
    {
        await using var gateway = await TestGateway.StartAsync(MqttSettings.At(_broker!.Port), TimeProvider.System, new FakeDevice("heatpump"), _annexe);
        await using var listener = await MqttListener.ConnectAsync(_broker.Port, "econet/#");
        await listener.UntilAsync("econet/annexe/HDWTSetPoint");
        await listener.SendAsync("econet/annexe/HDWTSetPoint/set", "46");
        await listener.UntilAsync("econet/annexe/HDWTSetPoint/result");

        gateway.Econet.Remove("annexe");
        await listener.UntilAsync("econet/annexe/HDWTSetPoint", h => h.Payload.Length == 0);

        // Whoever else uses the topic is not answered by this gateway.
        await Expect.EventuallyAsync(async () =>
        {
            var before = listener.All.Count(h => h.Topic == "econet/annexe/HDWTSetPoint/result");
            await listener.SendAsync("econet/annexe/HDWTSetPoint/set", "46");
            await listener.SendAsync("econet/heatpump/none/set", "1");
            await listener.UntilAsync(
                heard => heard.Any(h => h.Topic == "econet/heatpump/none/result"), "the gateway hears no commands");
            return listener.All.Count(h => h.Topic == "econet/annexe/HDWTSetPoint/result") == before;
        });
        Assert.Single(_annexe.Written);
    }
}
