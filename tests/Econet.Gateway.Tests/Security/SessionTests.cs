using System.Net;
using System.Text;
using System.Text.Json;
using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Security;

/// <summary>A browser that logs in with a key.</summary>
public sealed class SessionTests : IDisposable
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.168.1.20");

    private readonly TestKeys _keys = new();
    private readonly FakeDevice _device = new("heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Browser_should_write_with_the_cookie_that_it_got_for_a_key()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();

        var login = await LogInAsync(gateway, key);

        Assert.Equal(HttpStatusCode.OK, login.Response.StatusCode);
        Assert.Equal(("kitchen", "write"), (Text(login.Body, "name"), Text(login.Body, "scope")));
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, CookieOf(login.Response)));
        Assert.Equal("192.168.1.20 (kitchen)", Assert.Single(_device.Asks).Origin);
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public async Task Cookie_should_be_out_of_reach_of_scripts_and_other_sites(string scheme, bool secure)
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        gateway.Client.BaseAddress = new Uri($"{scheme}://localhost");

        var cookie = Assert.Single((await LogInAsync(gateway, key)).Response.Headers.GetValues("Set-Cookie"));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(secure, cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(key, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_should_end_with_its_key()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        var cookie = CookieOf((await LogInAsync(gateway, key)).Response);

        await _keys.RevokeAsync("kitchen");

        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(gateway, cookie));
        Assert.False((await SessionAsync(gateway, cookie)).GetProperty("authenticated").GetBoolean());
    }

    [Fact]
    public async Task Cookie_that_opens_nothing_should_not_close_what_is_open_to_everybody()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        var cookie = CookieOf((await LogInAsync(gateway, key)).Response);
        await _keys.RevokeAsync("kitchen");

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Get, "/api/parameters", cookie)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Get, "/api/parameters", $"{BrowserSession.CookieName}=nonsense")).Response.StatusCode);
    }

    [Fact]
    public async Task Cookie_should_last_over_a_restart_and_open_no_other_gateway()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        string cookie;
        await using (var gateway = await StartAsync())
        {
            cookie = CookieOf((await LogInAsync(gateway, key)).Response);
        }

        await using (var restarted = await StartAsync())
        {
            Assert.Equal(HttpStatusCode.OK, await WriteAsync(restarted, cookie));
        }

        using var others = new TestKeys();
        await others.AddAsync("kitchen", AccessScope.Write);
        await using var other = await StartAsync(state: others.Directory);
        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(other, cookie));
    }

    [Fact]
    public async Task Change_with_a_cookie_should_be_refused_unless_it_says_the_gateways_own_origin()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        var cookie = CookieOf((await LogInAsync(gateway, key)).Response);

        foreach (var origin in new[] { null, "null", "http://evil.example" })
        {
            Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", cookie, """{"value":47}""", origin), HttpStatusCode.Forbidden);
        }

        Assert.Empty(_device.Asks);
    }

    [Fact]
    public async Task Logging_out_should_take_the_cookie_back()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        var cookie = CookieOf((await LogInAsync(gateway, key)).Response);

        var (response, _) = await SendAsync(gateway, HttpMethod.Delete, "/api/session", cookie, origin: "http://localhost");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"key":"econet_AAAA"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"key":""}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"key":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"password":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task Login_without_a_good_key_should_be_refused_with_the_reason(string body, HttpStatusCode expected)
    {
        await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();

        var answer = await SendAsync(gateway, HttpMethod.Post, "/api/session", null, body, "http://localhost");

        Expect.Problem(answer, expected);
        Assert.False(answer.Response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Logins_should_be_limited_and_in_the_audit()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(gateway, key)).Response.StatusCode);

        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(gateway, "econet_wrong")).Response.StatusCode);
        }

        var error = Expect.Problem(await LogInAsync(gateway, "econet_wrong"), HttpStatusCode.TooManyRequests);
        Assert.Contains("logins", error, StringComparison.Ordinal);
        await gateway.App.StopAsync();
        AuditEntry[] entries = [.. gateway.App.Services.GetRequiredService<AuditFiles>().Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            .Where(entry => entry.Subject == "POST /api/session")];
        Assert.Equal("kitchen", Assert.Single(entries, entry => entry.Outcome == "200").Who);
        Assert.Equal(9, entries.Count(entry => entry.Outcome == "401"));
    }

    [Theory]
    [InlineData(ApiAuth.Writes, "read")]
    [InlineData(ApiAuth.All, "none")]
    [InlineData(ApiAuth.Off, "admin")]
    public async Task Page_should_learn_what_may_be_done_without_a_key(ApiAuth auth, string scope)
    {
        await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync(auth);

        var session = await SessionAsync(gateway, null);

        Assert.Equal((false, scope), (session.GetProperty("authenticated").GetBoolean(), Text(session, "scope")));
        Assert.Equal(auth == ApiAuth.Off, session.GetProperty("refusal").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Login_should_say_why_it_is_impossible_when_the_state_directory_takes_no_files()
    {
        var key = await _keys.AddAsync("kitchen", AccessScope.Write);
        await using var gateway = await StartAsync();
        // A file where the directory has to be.
        await File.WriteAllTextAsync(Path.Combine(_keys.Directory, BrowserSession.Directory), "");

        var error = Expect.Problem(await LogInAsync(gateway, key), HttpStatusCode.ServiceUnavailable);

        Assert.Contains("STATE_DIR", error, StringComparison.Ordinal);
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static string CookieOf(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];

    private static async Task<JsonElement> SessionAsync(TestGateway gateway, string? cookie) =>
        (await SendAsync(gateway, HttpMethod.Get, "/api/session", cookie)).Body;

    private static Task<(HttpResponseMessage Response, JsonElement Body)> LogInAsync(TestGateway gateway, string key) =>
        SendAsync(gateway, HttpMethod.Post, "/api/session", null, JsonSerializer.Serialize(new { key }), gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));

    private static async Task<HttpStatusCode> WriteAsync(TestGateway gateway, string cookie) =>
        (await SendAsync(gateway, HttpMethod.Post, "/api/parameters/HDWTSetPoint", cookie, """{"value":47}""", "http://localhost")).Response.StatusCode;

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(
        TestGateway gateway, HttpMethod method, string path, string? cookie, string? body = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private async Task<TestGateway> StartAsync(ApiAuth auth = ApiAuth.Writes, string? state = null)
    {
        _device.OnKey("103", "HDWTSetPoint");
        var options = TestGateway.Options with { StateDirectory = state ?? _keys.Directory, Access = TestGateway.Options.Access with { Auth = auth } };
        var gateway = await TestGateway.StartAsync(options, TimeProvider.System, _device);
        gateway.RemoteAddress = Elsewhere;
        return gateway;
    }
}
