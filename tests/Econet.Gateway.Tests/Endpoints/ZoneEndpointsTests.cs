using System.Net;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class ZoneEndpointsTests
{
    private static readonly Zone Bath = RegisterMap.Zone(1, 2);

    private static readonly (Register, ushort)[] Known =
    [
        (Bath.State, 3), (Bath.Setpoint, Dpt9.Encode(21.5)), (Bath.Temperature, Dpt9.Encode(22.04)), (Bath.RelativeHumidity, 45),
        (RegisterMap.Zone(2, 1).Temperature, Dpt9.Encode(-5.25)), (RegisterMap.Zone(2, 1).State, 0),
    ];

    [Theory]
    [InlineData("/zones/1/2", """{"state":3,"setpoint":21.5,"temperature":22.04,"relative_humidity":45}""")]
    [InlineData("/zones/2/1", """{"state":0,"setpoint":null,"temperature":-5.25,"relative_humidity":null}""")]
    [InlineData("/zones/5/12", """{"state":null,"setpoint":null,"temperature":null,"relative_humidity":null}""")]
    public async Task Zone_should_have_its_four_values_and_null_for_what_was_never_told(string path, string body)
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        Assert.Equal(body, (await gateway.GetAsync(path)).Body.GetRawText());
    }

    [Fact]
    public async Task Zone_should_have_null_for_an_invalid_temperature()
    {
        await using var gateway = await FakeNeaSmart.StartAsync((Bath.Temperature, Dpt9.Invalid));

        Assert.Equal(JsonValueKind.Null, (await gateway.GetAsync("/zones/1/2")).Body.GetProperty("temperature").ValueKind);
    }

    [Theory]
    [InlineData("/zones/1/0", "There is no zone '0'; use 1 to 12")]
    [InlineData("/zones/1/13", "There is no zone '13'; use 1 to 12")]
    [InlineData("/zones/0/1", "There is no base '0'; use 1 to 5")]
    [InlineData("/zones/6/1", "There is no base '6'; use 1 to 5")]
    [InlineData("/zones/-1/1", "There is no base '-1'; use 1 to 5")]
    [InlineData("/zones/1/bath", "There is no zone 'bath'; use 1 to 12")]
    [InlineData("/api/v1/zones/1/0", "There is no zone '0'; use 1 to 12")]
    public async Task Zone_that_can_not_be_should_be_refused_for_reading_and_writing(string path, string error)
    {
        var device = FakeNeaSmart.Device();
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        Assert.Equal(error, Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.BadRequest));
        Assert.Equal(error, Expect.Problem(await gateway.PostAsync(path, """{"setpoint":22}"""), HttpStatusCode.BadRequest));
        Assert.Empty(device.Keys);
    }

    [Theory]
    [InlineData("""{"setpoint":22.5}""", "base1_zone2_setpoint=22.5", """{"dpt_9001_setpoint":3173,"setpoint":22.5,"rounded":false,"state":null,"writes":[201]}""")]
    [InlineData("""{"setpoint":22.333}""", "base1_zone2_setpoint=22.34", """{"dpt_9001_setpoint":3165,"setpoint":22.34,"rounded":true,"state":null,"writes":[201]}""")]
    [InlineData("""{"state":2}""", "base1_zone2_state=2", """{"dpt_9001_setpoint":null,"setpoint":null,"rounded":null,"state":2,"writes":[200]}""")]
    [InlineData("""{"state":2.0, "setpoint":null}""", "base1_zone2_state=2", """{"dpt_9001_setpoint":null,"setpoint":null,"rounded":null,"state":2,"writes":[200]}""")]
    [InlineData("""{"state":"Holiday","setpoint":18}""", "base1_zone2_state=6,base1_zone2_setpoint=18", """{"dpt_9001_setpoint":1800,"setpoint":18,"rounded":false,"state":6,"writes":[200,201]}""")]
    public async Task Write_should_be_accepted_with_what_the_register_holds(string json, string written, string body)
    {
        var device = FakeNeaSmart.Device();
        await using var gateway = await FakeNeaSmart.StartAsync(device);
        foreach (var path in new[] { "/zones/1/2", "/api/v1/zones/1/2" })
        {
            device.Keys.Clear();
            device.Written.Clear();
            var (response, answer) = await gateway.PostAsync(path, json);

            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal(body, answer.GetRawText());
            Assert.Equal(written, string.Join(",", device.Keys.Zip(device.Written, (k, v) => FormattableString.Invariant($"{k}={v}"))));
            Assert.StartsWith("/api/devices/neasmart/writes/20", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        Assert.All(device.Asks, ask => Assert.True(ask.AnswerWhenAccepted));
    }

    [Theory]
    [InlineData("""{"state":0}""", "'0' is not allowed for 'state'; it takes 1 (presence), 2 (away), 3 (standby), 4 (scheduled), 5 (party), 6 (holiday)")]
    [InlineData("""{"state":7}""", "'7' is not allowed for 'state'; it takes 1 (presence)")]
    [InlineData("""{"state":1.5}""", "'1.5' is not allowed for 'state'")]
    [InlineData("""{"state":"off"}""", "'off' is not allowed for 'state'")]
    [InlineData("""{"state":"asleep"}""", "'asleep' is not allowed for 'state'")]
    [InlineData("""{"state":true}""", "'True' is not allowed for 'state'")]
    [InlineData("""{"state":[1]}""", "The field 'state' must be a number, true or false, or a string")]
    [InlineData("""{"setpoint":"22"}""", "The field 'setpoint' must be a number")]
    [InlineData("""{"setpoint":true}""", "The field 'setpoint' must be a number")]
    [InlineData("""{"setpoint":0}""", "Value out of range [5-40]")]
    [InlineData("""{"setpoint":-1}""", "Value out of range [5-40]")]
    [InlineData("""{"setpoint":40.5}""", "Value out of range [5-40]")]
    [InlineData("""{"setpoint":1e99}""", "Value out of range [5-40]")]
    [InlineData("""{"setpoint":20,"state":9}""", "'9' is not allowed for 'state'")]
    [InlineData("""{"state":2,"setpoint":99}""", "Value out of range [5-40]")]
    [InlineData("""{"temperature":20}""", "Unknown field 'temperature'; the body takes")]
    [InlineData("""{"state":1,"state":2}""", "The field 'state' is given twice")]
    [InlineData("""{}""", "The body has no state and no setpoint")]
    [InlineData("""{"state":null,"setpoint":null}""", "The body has no state and no setpoint")]
    [InlineData("""[1]""", "The body must be a JSON object")]
    [InlineData("""{"state":""", "The body is not valid JSON")]
    [InlineData("", "The request has no body")]
    public async Task Write_should_be_refused_whole_when_any_of_it_is_wrong(string json, string error)
    {
        var device = FakeNeaSmart.Device(Known);
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        Assert.StartsWith(error, Expect.Problem(await gateway.PostAsync("/zones/1/2", json), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(device.Keys);
    }

    [Fact]
    public async Task Write_should_fail_as_the_device_says()
    {
        var device = FakeNeaSmart.Device(Known);
        device.OnWrite = (key, _) => key.EndsWith("state", StringComparison.Ordinal)
            ? new WriteResult(key, 200, default, default, FakeDevice.At)
            : new WriteResult(key, 201, default, default, FakeDevice.At, EconetError.Unavailable, "The base is silent");
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        Assert.Equal(
            "The base is silent", Expect.Problem(await gateway.PostAsync("/zones/1/2", """{"setpoint":20}"""), HttpStatusCode.ServiceUnavailable));
        var both = await gateway.PostAsync("/zones/1/2", """{"setpoint":20,"state":1}""");
        Expect.Problem(both, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("""["base1_zone2_state"]""", both.Body.GetProperty("written").GetRawText());
        Assert.Equal("""{"base1_zone2_setpoint":"The base is silent"}""", both.Body.GetProperty("failed").GetRawText());
    }

    [Theory]
    [InlineData("", "1.2 2.1", null, false)]
    [InlineData("?base_id=1", "1.2", 1, false)]
    [InlineData("?base_id=2&include_inactive=false", "2.1", 2, false)]
    [InlineData("?base_id=3", "", 3, false)]
    public async Task List_should_hold_the_zones_that_were_told_of(string query, string zones, int? baseId, bool all)
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        var body = (await gateway.GetAsync("/api/v1/zones" + query)).Body;

        Assert.Equal(zones, string.Join(" ", body.GetProperty("zones").EnumerateArray().Select(z => $"{z.GetProperty("base_id")}.{z.GetProperty("zone_id")}")));
        Assert.Equal(body.GetProperty("zones").GetArrayLength(), body.GetProperty("count").GetInt32());
        Assert.Equal(baseId, body.GetProperty("filter").GetProperty("base_id") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null);
        Assert.Equal(all, body.GetProperty("filter").GetProperty("include_inactive").GetBoolean());
    }

    [Fact]
    public async Task Channel_of_zeros_should_be_no_room()
    {
        var channel = RegisterMap.Zone(5, 12);
        await using var gateway = await FakeNeaSmart.StartAsync(
            [.. Known, (channel.State, 0), (channel.Setpoint, 0), (channel.Temperature, 0), (channel.RelativeHumidity, 0)]);

        Assert.Equal(2, (await gateway.GetAsync("/api/v1/zones")).Body.GetProperty("count").GetInt32());
        Assert.Equal(
            """{"state":0,"setpoint":null,"temperature":null,"relative_humidity":null}""",
            (await gateway.GetAsync("/zones/5/12")).Body.GetRawText());
    }

    [Fact]
    public async Task Setpoint_should_be_null_when_the_zone_is_in_standby_and_it_does_not_apply()
    {
        await using var gateway = await FakeNeaSmart.StartAsync((Bath.State, 3), (Bath.Setpoint, 0x8116), (Bath.Temperature, Dpt9.Encode(21)));

        Assert.Equal(
            """{"state":3,"setpoint":null,"temperature":21,"relative_humidity":null}""",
            (await gateway.GetAsync("/zones/1/2")).Body.GetRawText());
    }

    [Fact]
    public async Task List_should_hold_labels_and_on_request_all_zones()
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        var zones = (await gateway.GetAsync("/api/v1/zones?include_inactive=true")).Body.GetProperty("zones").EnumerateArray().ToArray();

        Assert.Equal(60, zones.Length);
        Assert.Equal(
            """{"base_id":1,"zone_id":2,"name":"Bath","temperature":22.04,"humidity":45,"setpoint":21.5,"state":"standby","active":true}""",
            zones[1].GetRawText());
        Assert.Equal(
            """{"base_id":1,"zone_id":3,"name":"Zone 3","temperature":null,"humidity":null,"setpoint":null,"state":null,"active":false}""",
            zones[2].GetRawText());
    }

    [Theory]
    [InlineData("?base_id=0", "There is no base '0'")]
    [InlineData("?base_id=x", "There is no base 'x'")]
    [InlineData("?include_inactive=maybe", "'maybe' is not allowed for 'include_inactive'")]
    [InlineData("?stale=yes", "'yes' is not allowed for 'stale'")]
    public async Task List_should_refuse_a_query_that_makes_no_sense(string query, string error)
    {
        await using var gateway = await FakeNeaSmart.StartAsync();

        Assert.StartsWith(error, Expect.Problem(await gateway.GetAsync("/api/v1/zones" + query), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labelled_zone_should_have_names_units_and_quality()
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        var body = (await gateway.GetAsync("/api/v1/zones/1/2")).Body;

        Assert.Equal("""{"id":1,"label":"Ground floor"}""", body.GetProperty("base").GetRawText());
        Assert.Equal("""{"id":2,"label":"Bath"}""", body.GetProperty("zone").GetRawText());
        Assert.Equal("standby", body.GetProperty("state").GetString());
        Assert.Equal(
            """{"value":22.04,"unit":"°C","quality":"good","read_at":"2026-01-22T20:55:07.120Z"}""", body.GetProperty("temperature").GetRawText());
        Assert.Equal(
            """{"value":null,"unit":"%","quality":"stale","read_at":null}""",
            (await gateway.GetAsync("/api/v1/zones/3/1")).Body.GetProperty("relative_humidity").GetRawText());
    }
}
