using System.Net;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class ParameterEndpointsTests
{
    private static FakeDevice HeatPump => new(
        "heatpump",
        Parameter(5, "Outdoor", Value.Of(21.1f), unit: "°C"),
        Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 47), writable: true, min: 20, max: 55.1f, unit: "°C"),
        Parameter(7, "Serial", Value.Of(ParameterType.UInt64, ulong.MaxValue), key: "Serial@7"),
        Parameter(8, "Serial", Value.Of(ParameterType.Int64, long.MinValue), key: "Serial@8"),
        Parameter(9, "", Value.Of(true), key: "@9", writable: true));

    [Fact]
    public async Task Parameters_should_have_the_documented_shape()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var (response, body) = await gateway.GetAsync("/api/parameters");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["timestamp", "parameters"], body.Names());
        Assert.Equal("2026-01-22T20:55:07.120Z", body.GetProperty("timestamp").GetString());
        Assert.Equal(["Outdoor", "HDWTSetPoint", "Serial@7", "Serial@8", "@9"], body.GetProperty("parameters").Names());
        Assert.Equal(
            """{"index":103,"name":"HDWTSetPoint","value":47,"unit":"°C","type":"uint8","writable":true,"min":20,"max":55.1,"qua"""
            + """lity":"good","read_at":"2026-01-22T20:55:07.120Z","changed_at":"2026-01-22T19:55:07.120Z"}""",
            body.GetProperty("parameters").GetProperty("HDWTSetPoint").GetRawText());
    }

    public static TheoryData<object, string> Values => new()
    {
        { Value.Of(21.1f), "21.1" },
        { Value.Of(0.1), "0.1" },
        { Value.Of(1e-7f), "1E-07" },
        { Value.Of(float.NaN), "null" },
        { Value.Of(999f), "null" },
        { Value.Of(double.NegativeInfinity), "null" },
        { Value.Of(float.PositiveInfinity), "null" },
        { default(Value), "null" },
        { Value.Of(ParameterType.UInt64, ulong.MaxValue), "18446744073709551615" },
        { Value.Of(ParameterType.Int64, long.MinValue), "-9223372036854775808" },
        { Value.Of(ParameterType.Int8, -1), "-1" },
        { Value.Of(ParameterType.UInt16, 999), "999" },
        { Value.Of(true), "true" },
        { Value.Of(false), "false" },
        { Value.Of("Día \"7\""), "\"Día \\\"7\\\"\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_should_be_told_exactly(object value, string json)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump", Parameter(1, "A", (Value)value)));

        var all = (await gateway.GetAsync("/api/parameters")).Body.GetProperty("parameters").GetProperty("A");
        var one = (await gateway.GetAsync("/api/parameters/A?view=bare")).Body;

        Assert.Equal(json, all.GetProperty("value").GetRawText());
        Assert.Equal(all.GetRawText(), one.GetRawText());
    }

    [Fact]
    public async Task Value_should_be_null_when_it_is_absent()
    {
        await using var gateway = await TestGateway.StartAsync(
            new FakeDevice("heatpump", Parameter(1, "A", Value.Of(7f), quality: Quality.Absent)));

        var (_, body) = await gateway.GetAsync("/api/parameters/A");

        Assert.Equal(("null", "absent"), (body.GetProperty("value").GetRawText(), body.GetProperty("quality").GetString()));
    }

    [Theory]
    [InlineData("?key=index", "5,103,7,8,9")]
    [InlineData("?key=INDEX", "5,103,7,8,9")]
    [InlineData("?key=name&writable=true", "HDWTSetPoint,@9")]
    [InlineData("?writable=false", "Outdoor,Serial@7,Serial@8")]
    [InlineData("?names=Outdoor,103", "Outdoor,HDWTSetPoint")]
    [InlineData("?names=Outdoor&names=%409", "Outdoor,@9")]
    [InlineData("?names=Serial%408,HDWTSetPoint%40103", "HDWTSetPoint,Serial@8")]
    [InlineData("?names=Outdoor,103&writable=true&key=index", "103")]
    public async Task Query_should_choose_keys_and_parameters(string query, string keys)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var (response, body) = await gateway.GetAsync("/api/parameters" + query);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(keys.Split(','), body.GetProperty("parameters").Names());
    }

    [Fact]
    public async Task Query_should_tell_which_names_nobody_has()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var (_, body) = await gateway.GetAsync("/api/parameters?names=Outdoor,Indoor,HDWTSetPoint&writable=true");

        Assert.Equal(["HDWTSetPoint"], body.GetProperty("parameters").Names());
        Assert.Equal("""["Indoor"]""", body.GetProperty("not_found").GetRawText());
    }

    [Theory]
    [InlineData("?nonsense=1", "Unknown query parameter 'nonsense'; allowed are key, names, writable, since, stale, view, lang, search, part")]
    [InlineData("?view=pretty", "'view'")]
    [InlineData("?lang=fr", "'lang'")]
    [InlineData("?search=", "'search' is empty")]
    [InlineData("?part=cellar", "There is no part 'cellar'; the parts are hot_water")]
    [InlineData("?key=number", "'key'")]
    [InlineData("?key=", "'key'")]
    [InlineData("?writable=maybe", "'writable'")]
    [InlineData("?writable=", "'writable'")]
    [InlineData("?writable=true&writable=true", "'writable'")]
    [InlineData("?stale=yes", "'stale'")]
    [InlineData("?names=", "'names'")]
    [InlineData("?names=,", "'names'")]
    public async Task Query_should_be_refused_when_it_is_wrong(string query, string named)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var error = Expect.Problem(await gateway.GetAsync("/api/parameters" + query), HttpStatusCode.BadRequest);

        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_should_be_indices_when_the_setting_says_so()
    {
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { ParameterKeys = ParameterKeys.Index }, TimeProvider.System, HeatPump);

        Assert.Contains("103", (await gateway.GetAsync("/api/parameters")).Body.GetProperty("parameters").Names());
        Assert.Contains("Outdoor", (await gateway.GetAsync("/api/parameters?key=name")).Body.GetProperty("parameters").Names());
    }

    [Fact]
    public async Task Parameters_should_not_be_sent_again_when_the_client_has_them()
    {
        var device = HeatPump;
        await using var gateway = await TestGateway.StartAsync(device);
        var tag = (await gateway.GetAsync("/api/parameters")).Response.Headers.ETag!;
        Assert.True(tag.IsWeak);

        gateway.Client.DefaultRequestHeaders.IfNoneMatch.Add(tag);
        var (same, nothing) = await gateway.GetAsync("/api/parameters");
        Assert.Equal((HttpStatusCode.NotModified, JsonValueKind.Undefined), (same.StatusCode, nothing.ValueKind));
        Assert.Equal(tag, same.Headers.ETag);

        device.Snapshot = device.Snapshot with { Version = 2 };
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/parameters")).Response.StatusCode);

        // Versions restart with the gateway; a client that saw the former run must not be told that it is up to date.
        device.Snapshot = device.Snapshot with { Version = 1, Timestamp = At.AddMinutes(1) };
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/parameters")).Response.StatusCode);
    }

    [Fact]
    public async Task Parameters_should_follow_the_snapshot()
    {
        var device = HeatPump;
        await using var gateway = await TestGateway.StartAsync(device);
        await gateway.GetAsync("/api/parameters");

        device.Snapshot = device.Snapshot with { Version = 2, Parameters = [Parameter(5, "Outdoor", Value.Of(-3.5f))] };

        var parameters = (await gateway.GetAsync("/api/parameters")).Body.GetProperty("parameters");
        Assert.Equal("-3.5", parameters.GetProperty("Outdoor").GetProperty("value").GetRawText());
        Assert.Single(parameters.Names());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Parameters_should_be_compressed_when_the_client_takes_it(string encoding)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);
        gateway.Client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);

        using var response = await gateway.Client.GetAsync(new Uri("/api/parameters", UriKind.Relative));

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/api/parameters")]
    [InlineData("/api/parameters/Outdoor")]
    public async Task Reads_should_be_unavailable_when_the_device_is_silent(string path)
    {
        var device = HeatPump;
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await TestGateway.StartAsync(device);

        var answer = await gateway.GetAsync(path);

        Assert.StartsWith("Heat pump unavailable", Expect.Problem(answer, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.NotNull(answer.Response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync(path + "?stale=allow")).Response.StatusCode);
    }

    [Theory]
    [InlineData("Buffer temp", "Buffer%20temp")]
    [InlineData("Name@12", "Name@12")]
    [InlineData("Name@12", "Name%4012")]
    [InlineData("Temperatura °C", "Temperatura%20%C2%B0C")]
    [InlineData("On/Off", "On%2FOff")]
    [InlineData("100%2F", "100%252F")]
    [InlineData("A+B", "A+B")]
    [InlineData("What?", "What%3F")]
    [InlineData("a;b=c&d#e", "a;b=c&d%23e")]
    [InlineData("/", "%2F")]
    public async Task Key_should_be_decoded_once(string key, string path)
    {
        var device = new FakeDevice("heatpump", Parameter(1, key, Value.Of(true)));
        // A test server has no path as it was sent.
        await using var gateway = await TestGateway.StartOnSocketAsync(device);

        await gateway.GetAsync($"/api/parameters/{path}?stale=allow");
        await gateway.GetAsync($"/api/devices/heatpump/parameters/{path}");
        await gateway.PostAsync($"/api/parameters/{path}", """{"value":1}""");

        Assert.Equal([key, key, key], device.Keys);
    }

    [Fact]
    public async Task Parameter_should_not_be_found_when_there_is_none()
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        Assert.Equal("Parameter 'xyz' not found", Expect.Problem(await gateway.GetAsync("/api/parameters/xyz"), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData(1, "", HttpStatusCode.OK)]
    [InlineData(2, "", HttpStatusCode.ServiceUnavailable)]
    [InlineData(2, "?names=P1", HttpStatusCode.ServiceUnavailable)]
    [InlineData(2, "?stale=allow", HttpStatusCode.OK)]
    public async Task Collection_should_be_unavailable_while_the_device_is_read_for_the_first_time(int unread, string query, HttpStatusCode expected)
    {
        var parameters = Enumerable.Range(1, 10).Select(i => FakeDevice.Parameter(i, $"P{i}", Value.Of((float)i)))
            .Select(p => p.Index <= unread ? p with { Value = default, ReadAt = null, Quality = Quality.Stale } : p);
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump", [.. parameters]));

        var answer = await gateway.GetAsync("/api/parameters" + query);

        Assert.Equal(expected, answer.Response.StatusCode);
        if (expected == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Contains("for the first time", Expect.Problem(answer, expected), StringComparison.Ordinal);
        }
    }
}
