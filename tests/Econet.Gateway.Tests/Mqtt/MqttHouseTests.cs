using System.Globalization;
using System.Net;
using System.Text.Json;
using Econet.Gateway.Tests.WholeSystem;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>A gateway with its broker, as home automation meets them.</summary>
[Collection(Processes.Name)]
public sealed class MqttHouseTests(MqttHouse house) : IClassFixture<MqttHouse>
{
    private static readonly string[] OwnTopics = ["availability", "quality", "json", "alarms", "alarm", "problem", "bus", "pending", "thermostat"];

    [FactWithMosquitto]
    public async Task Broker_should_hold_the_value_of_every_parameter_and_how_the_device_is()
    {
        var count = await CountAsync();

        // What the gateway still publishes arrives as it is told; only a client that comes after it hears all of it kept.
        await using (var first = await MqttListener.ConnectAsync(house.Broker.Port, "econet/#"))
        {
            await first.UntilAsync(heard => Values(heard).Count == count, $"not all {count} values are told");
        }

        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/#");
        await listener.UntilAsync(heard => Values(heard).Count == count, $"not all {count} values");

        Assert.Equal("online", (await listener.UntilAsync("econet/status")).Payload);
        Assert.Equal("online", (await listener.UntilAsync("econet/heatpump/availability")).Payload);
        Assert.All(listener.All.Take(count), h => Assert.True(h.Retained));
        var (_, parameters) = await house.Client.AskAsync("/api/parameters?names=PS,HDWTSetPoint,TempBuforUp,10009");
        var values = Values(listener.All);
        Assert.All(
            parameters.GetProperty("parameters").EnumerateObject(), p => Assert.Equal(Text(p.Value.GetProperty("value")), values[p.Name]));
        Assert.Equal("null", values["TempBuforUp"]);
        var quality = await listener.UntilAsync("econet/heatpump/quality", h => h.Payload.Contains("TempBuforUp", StringComparison.Ordinal));
        Assert.Equal("absent", quality.Json.GetProperty("TempBuforUp").GetString());
        var json = await listener.UntilAsync("econet/heatpump/json", h => h.Json.GetProperty("values").EnumerateObject().Count() == 1870);
        Assert.Equal(JsonValueKind.Number, json.Json.GetProperty("values").GetProperty("HDWTSetPoint").ValueKind);
        Assert.NotEmpty((await listener.UntilAsync("econet/heatpump/alarms")).Json.GetProperty("alarms").EnumerateArray());
    }

    [FactWithMosquitto]
    public async Task Command_should_be_written_audited_and_answered_and_the_state_should_follow()
    {
        var old = (await house.Client.ReadAsync("HDWTSetPoint")).GetInt32();
        var wanted = old == 50 ? 51 : 50;
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/heatpump/HDWTSetPoint/#");
        await listener.UntilAsync("econet/heatpump/HDWTSetPoint");

        await listener.SendAsync("econet/heatpump/HDWTSetPoint/set", $"{{\"value\": {wanted}}}");

        var result = await listener.UntilAsync("econet/heatpump/HDWTSetPoint/result");
        Assert.False(result.Retained);
        Assert.True(result.Json.GetProperty("success").GetBoolean());
        Assert.Equal((old, wanted), (result.Json.GetProperty("old_value").GetInt32(), result.Json.GetProperty("new_value").GetInt32()));
        await listener.UntilAsync("econet/heatpump/HDWTSetPoint", h => h.Payload == wanted.ToString(CultureInfo.InvariantCulture) && !h.Retained);
        var (_, writes) = await house.Client.AskAsync("/api/writes?limit=1");
        var write = Assert.Single(writes.GetProperty("writes").EnumerateArray());
        Assert.Equal(("mqtt", wanted), (write.GetProperty("origin").GetString(), write.GetProperty("value").GetInt32()));
    }

    [FactWithMosquitto]
    public async Task Command_should_be_answered_with_the_error_when_it_is_out_of_range()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/heatpump/+/result");

        await listener.SendAsync("econet/heatpump/HDWTSetPoint/set", "90");

        var result = await listener.UntilAsync("econet/heatpump/HDWTSetPoint/result");
        Assert.Equal("Value out of range [35-65]", result.Json.GetProperty("error").GetString());
    }

    [FactWithMosquitto]
    public async Task Retained_commands_should_be_ignored_those_from_before_as_those_from_now()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/heatpump/+/result");

        await listener.SendAsync("econet/heatpump/HDWTSetPoint/set", "63", retain: true);
        await listener.SendAsync("econet/heatpump/103/set", "none");

        await listener.UntilAsync("econet/heatpump/103/result");
        Assert.DoesNotContain(listener.All, h => h.Topic == "econet/heatpump/HDWTSetPoint/result");
        var (_, writes) = await house.Client.AskAsync("/api/writes");
        Assert.DoesNotContain(writes.GetProperty("writes").EnumerateArray(), w => w.GetProperty("value").ToString() is "63" or "64");
        await listener.SendAsync("econet/heatpump/HDWTSetPoint/set", "", retain: true);
    }

    [FactWithMosquitto]
    public async Task Devices_should_be_announced_again_when_asked_and_left_overs_removed()
    {
        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "announce/#");
        await listener.UntilAsync("announce/heatpump/wanted", h => h.Payload == "heatpump");
        await listener.SendAsync("announce/others", "other:lamp", retain: true);
        await listener.SendAsync("announce/old", "heatpump", retain: true);
        await listener.UntilAsync("announce/old", h => h.Payload.Length == 0);

        await using var later = await MqttListener.ConnectAsync(house.Broker.Port, "announce/#");
        await later.UntilAsync("announce/others");
        await later.UntilAsync("announce/heatpump/wanted", h => h.Retained);
        Assert.DoesNotContain(later.All, h => h.Topic is "announce/left" or "announce/old");

        await later.SendAsync("announce/status", "online");

        await later.UntilAsync("announce/heatpump/wanted", h => !h.Retained && h.Payload == "heatpump");
    }

    [FactWithMosquitto]
    public async Task Broker_should_know_the_last_state_when_it_was_away_while_values_changed()
    {
        var count = await CountAsync();
        await house.Broker.KillAsync();
        var health = await house.Client.UntilAsync("/health", (_, body) => !body.GetProperty("mqtt").GetProperty("connected").GetBoolean());
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.NotEmpty(health.GetProperty("mqtt").GetProperty("last_error").GetString()!);
        var wanted = (await house.Client.ReadAsync("HDWTSetPoint")).GetInt32() == 55 ? 56 : 55;
        Assert.Equal(HttpStatusCode.OK, (await house.Client.WriteAsync("HDWTSetPoint", wanted)).Status);

        await house.Broker.StartAgainAsync();

        await using var listener = await MqttListener.ConnectAsync(house.Broker.Port, "econet/#", "announce/#");
        await listener.UntilAsync("econet/status", h => h.Payload == "online");
        await listener.UntilAsync(heard => Values(heard).Count == count, $"not all {count} values");
        await listener.UntilAsync("econet/heatpump/HDWTSetPoint", h => h.Payload == wanted.ToString(CultureInfo.InvariantCulture));
        await listener.UntilAsync("econet/heatpump/availability", h => h.Payload == "online");
        await listener.UntilAsync("announce/heatpump/wanted");
        await house.Client.UntilAsync("/health", (_, body) =>
            body.GetProperty("status").GetString() == "healthy" && body.GetProperty("mqtt").GetProperty("backlog").GetInt32() == 0);
    }

    /// <summary>How many values there are, once all parameters are read: an empty text is none to a broker.</summary>
    private async Task<int> CountAsync()
    {
        var body = await house.Client.UntilAsync("/api/parameters", (status, body) =>
            status == HttpStatusCode.OK
            && body.GetProperty("parameters").EnumerateObject().All(p => p.Value.GetProperty("read_at").ValueKind != JsonValueKind.Null));
        return body.GetProperty("parameters").EnumerateObject().Count(p => Text(p.Value.GetProperty("value")).Length > 0);
    }

    private static Dictionary<string, string> Values(IEnumerable<MqttListener.Heard> heard)
    {
        var values = new Dictionary<string, string>();
        foreach (var one in heard)
        {
            // An empty text is told, and not kept.
            if (one.Payload.Length > 0 && one.Topic.Split('/') is ["econet", "heatpump", var key] && !OwnTopics.Contains(key))
            {
                values[key] = one.Payload;
            }
        }

        return values;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
