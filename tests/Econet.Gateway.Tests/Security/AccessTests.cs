using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Security;

/// <summary>Who may do what, with which key and from where.</summary>
public sealed class AccessTests : IDisposable
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.168.1.20");

    private readonly TestKeys _keys = new();
    private readonly FakeDevice _device = new(
        "heatpump",
        FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true),
        FakeDevice.Parameter(231, "BuforSetPoint", Value.Of(ParameterType.UInt8, 30), writable: true));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Own_machine_should_write_without_a_key_until_there_is_one()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, null));

        await _keys.AddAsync("kitchen", AccessScope.Write);

        Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", null), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(ApiAuth.Writes, HttpStatusCode.OK, HttpStatusCode.Unauthorized)]
    [InlineData(ApiAuth.All, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(ApiAuth.Off, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Other_machines_should_be_refused_what_needs_a_key_while_there_is_none(ApiAuth auth, HttpStatusCode read, HttpStatusCode write)
    {
        await using var gateway = await StartAsync(auth);
        gateway.RemoteAddress = Elsewhere;

        Assert.Equal(read, (await gateway.GetAsync("/api/parameters")).Response.StatusCode);
        Assert.Equal(write, await WriteAsync(gateway, null));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).Response.StatusCode);
    }

    [Fact]
    public async Task Refusal_should_say_what_to_do()
    {
        await using var gateway = await StartAsync();
        gateway.RemoteAddress = Elsewhere;

        var answer = await SendAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", null);

        var error = Expect.Problem(answer, HttpStatusCode.Unauthorized);
        Assert.Contains("keys add", error, StringComparison.Ordinal);
        Assert.Contains("API_AUTH=off", error, StringComparison.Ordinal);
        Assert.Equal("Bearer", Assert.Single(answer.Response.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task Proxy_on_the_own_machine_should_not_lend_its_address_to_others(string header, string value)
    {
        await using var gateway = await StartAsync();
        gateway.RemoteAddress = IPAddress.Loopback;
        gateway.Client.DefaultRequestHeaders.Add(header, value);

        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(gateway, null));
    }

    [Fact]
    public async Task Listed_proxy_should_be_believed_and_no_other()
    {
        await using var gateway = await StartAsync(change: access => access with { TrustedProxies = ["172.18.0.0/16"] });
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        gateway.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.9");

        gateway.RemoteAddress = IPAddress.Parse("172.18.0.5");
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, key));
        gateway.RemoteAddress = Elsewhere;
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, key));

        Assert.Equal(["10.0.0.9 (kitchen)", "192.168.1.20 (kitchen)"], _device.Asks.Select(ask => ask.Origin));
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}", HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer {0}", HttpStatusCode.OK)]
    [InlineData("X-API-Key", "{0}", HttpStatusCode.OK)]
    [InlineData("Authorization", "Basic {0}", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer {0}x", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer", HttpStatusCode.Unauthorized)]
    [InlineData("X-API-Key", "", HttpStatusCode.Unauthorized)]
    public async Task Key_should_be_taken_from_either_header(string header, string value, HttpStatusCode expected)
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, key));

        Assert.Equal(expected, await WriteAsync(gateway, null));
    }

    [Fact]
    public async Task Two_keys_in_one_request_should_open_nothing()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.Add("X-API-Key", [key, key]);

        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(gateway, null));
    }

    [Fact]
    public async Task Changes_of_keys_should_count_from_the_next_request_on()
    {
        await using var gateway = await StartAsync();
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, key));

        await _keys.RevokeAsync("kitchen");

        var error = Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", key), HttpStatusCode.Unauthorized);
        Assert.Contains("'kitchen' was revoked", error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(gateway, null));
    }

    [Fact]
    public async Task Key_for_some_parameters_should_write_these_and_no_others()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write, parameters: ["hdw*"]);
        await using var gateway = await StartAsync();
        _device.OnKey("103", "HDWTSetPoint");
        _device.OnKey("231", "BuforSetPoint");

        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, key));
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, key, "103"));
        Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(gateway, key, "BuforSetPoint"));
        Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(gateway, key, "231"));
        Assert.Equal(HttpStatusCode.NotFound, await WriteAsync(gateway, key, "Nonsense"));

        var batch = await SendAsync(gateway, HttpMethod.Post, "/api/parameters", key, """{"HDWTSetPoint":46,"BuforSetPoint":31}""");
        Assert.Contains("BuforSetPoint", Expect.Problem(batch, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Post, "/api/parameters", key, """{"103":46}""")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(gateway, HttpMethod.Post, "/api/thermostat/pair", key)).Response.StatusCode);
        Assert.Equal(3, _device.Written.Count);
    }

    [Theory]
    [InlineData("thermostat.temperature", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("thermostat.*", HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Key_for_a_room_sensor_should_report_temperatures_alone(string parameters, HttpStatusCode temperature, HttpStatusCode pair)
    {
        var key = await _keys.AddAsync("sensor", AccessScope.Write, parameters: [parameters]);
        await using var gateway = await StartAsync();

        Assert.Equal(temperature, (await SendAsync(gateway, HttpMethod.Post, "/api/thermostat/temperature", key, """{"temperature":21}""")).Response.StatusCode);
        Assert.Equal(pair, (await SendAsync(gateway, HttpMethod.Post, "/api/thermostat/pair", key)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(gateway, key));
    }

    [Fact]
    public async Task Limits_of_a_key_should_hold_for_reading_where_reading_needs_a_key()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Read, devices: ["heatpump"], parameters: ["HDW*"]);
        await using var gateway = await StartAsync(ApiAuth.All, others: new FakeDevice("cottage"));

        var (_, all) = await SendAsync(gateway, HttpMethod.Get, "/api/parameters", key);
        Assert.Equal(["HDWTSetPoint"], all.GetProperty("parameters").Names());
        Assert.Equal(HttpStatusCode.OK, await ReadAsync("/api/parameters/HDWTSetPoint"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync("/api/parameters/BuforSetPoint"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync("/api/parameters/BuforSetPoint?max_age=0"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync("/api/devices/cottage/parameters"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync("/api/events?device=cottage"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync("/api/devices/cottage/events"));
        var (_, health) = await SendAsync(gateway, HttpMethod.Get, "/health", key);
        Assert.Equal("heatpump", Assert.Single(health.GetProperty("devices").EnumerateArray()).GetProperty("device").GetString());
        var (_, devices) = await SendAsync(gateway, HttpMethod.Get, "/api/devices", key);
        Assert.Single(devices.GetProperty("devices").EnumerateArray());

        async Task<HttpStatusCode> ReadAsync(string path) => (await SendAsync(gateway, HttpMethod.Get, path, key)).Response.StatusCode;
    }

    [Fact]
    public async Task Limits_of_a_key_should_take_nothing_from_what_everybody_may_read()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write, devices: ["heatpump"], parameters: ["HDW*"]);
        await using var gateway = await StartAsync(others: new FakeDevice("cottage"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Get, "/api/parameters/BuforSetPoint", key)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Get, "/api/devices/cottage/parameters", key)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(gateway, HttpMethod.Post, "/api/devices/cottage/thermostat/pair", key)).Response.StatusCode);
    }

    [Fact]
    public async Task Stream_should_end_when_its_key_is_revoked()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Read);
        await using var gateway = await StartAsync(ApiAuth.All);
        using var request = Request(HttpMethod.Get, "/api/events", key);
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[16]) > 0);

        await _keys.RevokeAsync("kitchen");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (await stream.ReadAsync(new byte[4096], patience.Token) > 0)
        {
        }
    }

    [Fact]
    public async Task Keys_should_open_nothing_when_their_file_is_damaged()
    {
        await File.WriteAllTextAsync(Path.Combine(_keys.Directory, KeyFile.FileName), "{\"keys\":[{\"name\":1}]}");
        await using var gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(gateway, null));
        var (_, health) = await gateway.GetAsync("/health");
        var problem = Assert.Single(health.GetProperty("problem").EnumerateArray());
        Assert.Equal("keys_unreadable", problem.GetProperty("code").GetString());
        Assert.Contains("is damaged", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", ApiAuth.Writes, true)]
    [InlineData("::", ApiAuth.All, true)]
    [InlineData("0.0.0.0", ApiAuth.Off, false)]
    [InlineData("127.0.0.1", ApiAuth.Writes, false)]
    public async Task Health_should_tell_that_others_are_kept_out_for_want_of_a_key(string host, ApiAuth auth, bool isTold)
    {
        await using var gateway = await StartAsync(auth, host: host);

        var (_, health) = await gateway.GetAsync("/health");

        Assert.Equal(isTold, health.GetProperty("problem").EnumerateArray().Any(problem => problem.GetProperty("code").GetString() == "no_api_key"));
        var warnings = gateway.Log.Events.Where(e => e.Level == Serilog.Events.LogEventLevel.Warning).ToList();
        Assert.Equal(isTold || (auth == ApiAuth.Off && host != "127.0.0.1") ? 1 : 0, warnings.Count);
    }

    private Task<TestGateway> StartAsync(
        ApiAuth auth = ApiAuth.Writes, string host = "127.0.0.1", Func<AccessOptions, AccessOptions>? change = null, params FakeDevice[] others)
    {
        var access = TestGateway.Options.Access with { Auth = auth };
        return TestGateway.StartAsync(
            TestGateway.Options with { StateDirectory = _keys.Directory, ApiHost = IPAddress.Parse(host), Access = change?.Invoke(access) ?? access },
            TimeProvider.System,
            [_device, .. others]);
    }

    private static async Task<HttpStatusCode> WriteAsync(TestGateway gateway, string? key, string parameter = "HDWTSetPoint") =>
        (await SendAsync(gateway, HttpMethod.Post, $"/api/parameters/{parameter}", key)).Response.StatusCode;

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(
        TestGateway gateway, HttpMethod method, string path, string? key, string body = """{"value":47}""")
    {
        using var request = Request(method, path, key);
        request.Content = method == HttpMethod.Get ? null : new StringContent(body, Encoding.UTF8, "application/json");
        var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return request;
    }
}
