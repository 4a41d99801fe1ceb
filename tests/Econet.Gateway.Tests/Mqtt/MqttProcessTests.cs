using System.Globalization;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>The gateway as a process that ends well, and not so well.</summary>
public sealed class MqttProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactWithMosquitto]
    public async Task Status_should_be_offline_by_the_last_will_when_the_gateway_is_killed()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/status");
        var gateway = Start(broker);
        await listener.UntilAsync("econet/status", h => h.Payload == "online");

        await gateway.DisposeAsync();

        await listener.UntilAsync("econet/status", h => h.Payload == "offline");
        await using var later = await MqttListener.ConnectAsync(broker.Port, "econet/status");
        var last = await later.UntilAsync("econet/status");
        Assert.Equal(("offline", true), (last.Payload, last.Retained));
    }

    [FactWithMosquitto]
    public async Task Status_should_be_offline_and_the_gateway_gone_in_time_when_it_is_stopped()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/status");
        await using var gateway = Start(broker);
        await listener.UntilAsync("econet/status", h => h.Payload == "online");

        var (code, after) = await gateway.TerminateAsync();

        Assert.Equal(0, code);
        // Docker kills after 10 s.
        Assert.InRange(after, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await listener.UntilAsync("econet/status", h => h.Payload == "offline");
    }

    [FactWithMosquitto]
    public async Task Password_should_not_be_in_the_log()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var gateway = GatewayProcess.Start(
            _directory.Path,
            new Dictionary<string, string>
            {
                ["MQTT_URL"] = string.Create(CultureInfo.InvariantCulture, $"mqtt://me:topsecret@127.0.0.1:{broker.Port}"), ["LOG_LEVEL"] = "DEBUG",
            },
            "demo");

        var settings = await gateway.LineAsync("MQTT_URL=");
        await gateway.LineAsync("MQTT: connected");

        Assert.Contains("MQTT_URL=mqtt://***@127.0.0.1", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", gateway.Output, StringComparison.Ordinal);
    }

    [FactWithMosquitto]
    public async Task Device_should_be_in_home_assistant_with_its_problem_when_its_port_is_missing()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "homeassistant/#", "econet/#");
        await using var gateway = Start(broker, ("SERIAL_PORT", Path.Combine(_directory.Path, "nowhere")));

        var announced = await listener.UntilAsync("homeassistant/device/econet__status_heatpump/config");
        var problem = await listener.UntilAsync("econet/heatpump/problem", h => h.Payload.Contains("port_missing", StringComparison.Ordinal));

        Assert.Equal("Heatpump", announced.Json.GetProperty("dev").GetProperty("name").GetString());
        Assert.NotEmpty(problem.Json.GetProperty("problem")[0].GetProperty("message").GetString()!);
        Assert.Equal("offline", (await listener.UntilAsync("econet/heatpump/availability")).Payload);
        await listener.UntilAsync("homeassistant/device/econet__gateway/config");
        Assert.NotEmpty((await listener.UntilAsync("econet/gateway")).Json.GetProperty("version").GetString()!);
    }

    [FactWithMosquitto]
    public async Task Gateway_should_start_again_when_its_restart_is_pressed_unless_its_settings_are_wrong()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/#");
        _directory.Write("config.yaml", "logging: {level: INFO}");
        await using var gateway = Start(broker, ("CONFIG_FILE", Path.Combine(_directory.Path, "config.yaml")), ("SERIAL_PORT", "/nowhere"));
        await gateway.LineAsync("Serving on ");
        var before = (await listener.UntilAsync("econet/gateway")).Payload;

        _directory.Write("config.yaml", "logging: {level: LOUD}");
        await listener.SendAsync("econet/restart/set", "PRESS");
        var refused = await listener.UntilAsync("econet/restart/result");
        Assert.Contains("LOUD", refused.Json.GetProperty("error").GetString()!, StringComparison.Ordinal);

        _directory.Write("config.yaml", "logging: {level: INFO}");
        await listener.SendAsync("econet/restart/set", "PRESS");
        await listener.UntilAsync("econet/status", h => h.Payload == "offline");
        await listener.UntilAsync("econet/gateway", h => h.Payload != before);
        await gateway.LineAsync("Serving on ");
        var (code, _) = await gateway.TerminateAsync();
        Assert.Equal(0, code);
    }

    private GatewayProcess Start(Mosquitto broker, params (string Name, string Value)[] settings) => GatewayProcess.Start(
        _directory.Path,
        settings.Append(("MQTT_URL", string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{broker.Port}")))
            .ToDictionary(setting => setting.Item1, setting => setting.Item2));

    private GatewayProcess Start(Mosquitto broker) => GatewayProcess.Start(
        _directory.Path,
        new Dictionary<string, string> { ["MQTT_URL"] = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{broker.Port}") },
        "demo");
}
