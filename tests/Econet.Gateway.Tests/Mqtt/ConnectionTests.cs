using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>How the gateway gets to its broker: secrets, certificates, WebSockets, old versions.</summary>
public sealed class ConnectionTests
{
    private const string Secret = "top?se:cret@/#";

    [FactWithMosquitto]
    public async Task Password_should_let_the_gateway_in()
    {
        await using var broker = await WithPasswordAsync();
        var url = string.Create(CultureInfo.InvariantCulture, $"mqtt://gateway:{Uri.EscapeDataString(Secret)}@127.0.0.1:{broker.Port}");

        await using var gateway = await StartAsync(MqttSettings.Of(("MQTT_URL", url)));

        await gateway.Client.UntilConnectedAsync();
    }

    [FactWithMosquitto]
    public async Task Wrong_password_should_be_told_without_it_and_tried_more_and_more_seldom()
    {
        await using var broker = await WithPasswordAsync();
        await using var gateway = await StartAsync(
            MqttSettings.At(broker.Port, ("MQTT_USERNAME", "gateway"), ("MQTT_PASSWORD", "not" + Secret)));

        var mqtt = (await gateway.Client.UntilAsync(
            "/health", (_, body) => body.GetProperty("mqtt").GetProperty("last_error").GetString() is not null)).GetProperty("mqtt");
        await UntilAsync(() => Messages(gateway).Count(m => m.Contains("attempt", StringComparison.Ordinal)) == 3, "three attempts are told");

        Assert.False(mqtt.GetProperty("connected").GetBoolean());
        Assert.Equal("the broker does not allow this user", mqtt.GetProperty("last_error").GetString());
        var told = Messages(gateway).Where(m => m.Contains("attempt", StringComparison.Ordinal)).Select(m => m.Split('(')[1]);
        Assert.Equal(["attempt 1)", "attempt 2)", "attempt 4)"], told);
        await gateway.Client.UntilAsync("/health", (_, body) => HasProblem(body, "broker_refused", "MQTT_PASSWORD"));
        Assert.Single(Messages(gateway), m => m.Contains("broker_refused", StringComparison.Ordinal));
        Assert.DoesNotContain(Messages(gateway), m => m.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, mqtt.GetRawText(), StringComparison.Ordinal);
    }

    [FactWithMosquitto]
    public async Task Certificates_should_show_each_side_who_the_other_is()
    {
        var directory = new TemporaryDirectory();
        var certificates = Certificates.WriteTo(directory);
        await using var broker = await Mosquitto.StartAsync(
            $"""
            cafile {certificates.Authority}
            certfile {certificates.Server}
            keyfile {certificates.ServerKey}
            require_certificate true
            use_identity_as_username true
            """,
            directory);
        await using var gateway = await StartAsync(MqttSettings.Of(
            ("MQTT_URL", Url("mqtts", broker)), ("MQTT_CA_FILE", certificates.Authority), ("MQTT_CERT_FILE", certificates.Client),
            ("MQTT_KEY_FILE", certificates.ClientKey)));

        await gateway.Client.UntilConnectedAsync();
    }

    [FactWithMosquitto]
    public async Task Broker_should_be_refused_when_another_authority_vouches_for_it_or_none()
    {
        var directory = new TemporaryDirectory();
        var certificates = Certificates.WriteTo(directory);
        await using var broker = await Mosquitto.StartAsync(
            $"allow_anonymous true\ncertfile {certificates.Server}\nkeyfile {certificates.ServerKey}", directory);
        using var others = new TemporaryDirectory();

        await using var withOther = await StartAsync(MqttSettings.Of(
            ("MQTT_URL", Url("mqtts", broker)), ("MQTT_CA_FILE", Certificates.WriteTo(others).Authority)));
        await using var withNone = await StartAsync(MqttSettings.Of(("MQTT_URL", Url("mqtts", broker))));
        await using var underOtherName = await StartAsync(MqttSettings.Of(
            ("MQTT_URL", Url("mqtts", broker).Replace("127.0.0.1", "localhost", StringComparison.Ordinal)),
            ("MQTT_CA_FILE", certificates.Authority)));

        foreach (var gateway in new[] { withOther, withNone, underOtherName })
        {
            var health = await gateway.Client.UntilAsync(
                "/health", (_, body) => body.GetProperty("mqtt").GetProperty("last_error").GetString() is not null);
            Assert.False(health.GetProperty("mqtt").GetProperty("connected").GetBoolean());
            await gateway.Client.UntilAsync("/health", (_, body) => HasProblem(body, "broker_refused", "MQTT_CA_FILE"));
        }
    }

    [FactWithMosquitto]
    public async Task Name_that_another_client_has_should_be_told_to_both()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var one = await StartAsync(MqttSettings.At(broker.Port, ("MQTT_CLIENT_ID", "twin")));
        await one.Client.UntilConnectedAsync();
        await using var other = await StartAsync(MqttSettings.At(broker.Port, ("MQTT_CLIENT_ID", "twin"), ("MQTT_BASE_TOPIC", "flat")));

        foreach (var gateway in new[] { one, other })
        {
            await gateway.Client.UntilAsync("/health", (_, body) => HasProblem(body, "client_id_shared", "'twin'"));
        }
    }

    [FactWithMosquitto]
    public async Task Name_that_another_client_has_should_be_guessed_when_the_broker_only_cuts_connections()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var old = OldBroker.Start(broker.Port);
        await using var one = await StartAsync(MqttSettings.At(old.Port, ("MQTT_CLIENT_ID", "twin")));
        await one.Client.UntilConnectedAsync();
        await using var other = await StartAsync(MqttSettings.At(old.Port, ("MQTT_CLIENT_ID", "twin"), ("MQTT_BASE_TOPIC", "flat")));

        await one.Client.UntilAsync("/health", (_, body) => HasProblem(body, "client_id_shared", "probably"));
    }

    [FactWithMosquitto]
    public async Task Last_error_should_be_gone_when_it_is_over()
    {
        await using var broker = await Mosquitto.StartAsync();
        await broker.KillAsync();
        await using var gateway = await StartAsync(MqttSettings.At(broker.Port));
        await gateway.Client.UntilAsync("/health", (_, body) => body.GetProperty("mqtt").GetProperty("last_error").GetString() is not null);

        await broker.StartAgainAsync();

        var health = await gateway.Client.UntilAsync("/health", (_, body) => body.GetProperty("mqtt").GetProperty("connected").GetBoolean());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("mqtt").GetProperty("last_error").ValueKind);
    }

    [FactWithMosquitto]
    public async Task WebSocket_should_do_as_well()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var bridge = await WebSocketBridge.StartAsync(broker.Port);
        var device = Pump();
        await using var gateway = await StartAsync(
            MqttSettings.Of(("MQTT_URL", string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{bridge.Port}"))), device);
        await gateway.Client.UntilConnectedAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/#");

        await listener.SendAsync("econet/pump/HDWTSetPoint/set", "47");

        await listener.UntilAsync("econet/pump/HDWTSetPoint/result");
        Assert.Equal([47L], device.Written);
    }

    [FactWithMosquitto]
    public async Task Broker_of_version_3_should_be_spoken_to_in_its_version()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var old = OldBroker.Start(broker.Port);
        var device = Pump();
        await using var gateway = await StartAsync(MqttSettings.At(old.Port), device);
        await gateway.Client.UntilConnectedAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/#");

        await listener.SendAsync("econet/pump/HDWTSetPoint/set", "47");

        await listener.UntilAsync("econet/pump/HDWTSetPoint/result");
        Assert.Equal([47L], device.Written);
    }

    [FactWithMosquitto]
    public async Task Late_last_will_of_an_earlier_connection_should_be_corrected()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var gateway = await StartAsync(MqttSettings.At(broker.Port));
        await gateway.Client.UntilConnectedAsync();
        await using var listener = await MqttListener.ConnectAsync(broker.Port, "econet/status");
        await listener.UntilAsync("econet/status", h => h.Payload == "online");

        await listener.SendAsync("econet/status", "offline", retain: true);

        await listener.UntilAsync(heard => heard is [.., { Payload: "offline" }, { Payload: "online" }], "not corrected");
    }

    [FactWithMosquitto]
    public async Task Connection_should_stand_when_a_message_is_longer_than_the_broker_takes()
    {
        await using var broker = await Mosquitto.StartAsync("allow_anonymous true\nmax_packet_size 1000");
        var device = Pump();
        device.Alarms = [.. Enumerable.Range(0, 20).Select(i => new Alarm(i, 148, "Water flow", FakeDevice.At.DateTime, null))];
        await using var gateway = await StartAsync(MqttSettings.At(broker.Port), device);

        var health = await gateway.Client.UntilAsync("/health", (_, body) => body.GetProperty("mqtt").GetProperty("refused").GetInt32() > 0);

        Assert.True(health.GetProperty("mqtt").GetProperty("connected").GetBoolean());
        // It is counted, and then told.
        await UntilAsync(() => Messages(gateway).Exists(m => m.Contains("longer than 1000 bytes", StringComparison.Ordinal)), "the refusal is told");
    }

    private static bool HasProblem(JsonElement health, string code, string remedy) => health.GetProperty("problem").EnumerateArray().Any(
        p => p.GetProperty("code").GetString() == code && p.GetProperty("message").GetString()!.Contains(remedy, StringComparison.Ordinal));

    private static FakeDevice Pump() =>
        new("pump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, min: 35, max: 65));

    private static Task<TestGateway> StartAsync(GatewayOptions options, params FakeDevice[] devices) =>
        TestGateway.StartAsync(options, TimeProvider.System, devices.Length > 0 ? devices : [Pump()]);

    private static string Url(string scheme, Mosquitto broker) =>
        string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{broker.Port}");

    private static Task<Mosquitto> WithPasswordAsync()
    {
        // As mosquitto_passwd writes it: $7$, iterations, salt, PBKDF2 with SHA-512.
        var directory = new TemporaryDirectory();
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Secret, salt, 101, HashAlgorithmName.SHA512, 64);
        var file = directory.Write("passwords", $"gateway:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n");
        return Mosquitto.StartAsync($"allow_anonymous false\npassword_file {file}", directory);
    }

    private static List<string> Messages(TestGateway gateway) =>
        [.. gateway.Log.Events.Select(e => e.RenderMessage(CultureInfo.InvariantCulture) + e.Exception)];

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"Not so in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}

internal static class MqttHealth
{
    /// <summary>Until the gateway has its broker.</summary>
    public static Task UntilConnectedAsync(this HttpClient client) =>
        client.UntilAsync("/health", (_, body) => body.GetProperty("mqtt").GetProperty("connected").GetBoolean());
}
