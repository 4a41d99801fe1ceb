using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Econet.Gateway.Audit;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary>API keys made and revoked over the API.</summary>
public sealed class KeyEndpointsTests : IDisposable
{
    private readonly TestKeys _keys = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Key_should_open_what_was_asked_for_until_it_is_revoked()
    {
        var admin = await _keys.AddAsync("admin", AccessScope.Admin);
        await using var gateway = await StartAsync();

        var (made, key) = await SendAsync(
            gateway, HttpMethod.Post, "/api/keys", admin, """{"name":"kitchen","scope":"write","devices":["heatpump"],"parameters":["HDW*"],"expires":"90d"}""");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.True(made.Headers.CacheControl!.NoStore);
        Assert.Equal(("kitchen", "write", "active"), (Text(key, "name"), Text(key, "scope"), Text(key, "state")));
        Assert.Equal(TimeSpan.FromDays(90), key.GetProperty("expires_at").GetDateTimeOffset() - key.GetProperty("created_at").GetDateTimeOffset());
        var secret = Text(key, "key");
        var session = (await SendAsync(gateway, HttpMethod.Get, "/api/session", secret)).Body;
        Assert.Equal("write", Text(session, "scope"));
        Assert.Equal(["heatpump"], session.GetProperty("devices").EnumerateArray().Select(device => device.GetString()));
        Assert.Equal(["HDW*"], session.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetString()));

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(gateway, HttpMethod.Delete, "/api/keys/KITCHEN", admin)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(gateway, HttpMethod.Get, "/api/parameters", secret)).Response.StatusCode);
        var listed = (await SendAsync(gateway, HttpMethod.Get, "/api/keys", admin)).Body.GetProperty("keys").EnumerateArray().ToDictionary(one => Text(one, "name"));
        Assert.Equal("revoked", Text(listed["kitchen"], "state"));
        Assert.DoesNotContain(secret, listed["kitchen"].GetRawText(), StringComparison.Ordinal);
        Assert.False(listed["kitchen"].TryGetProperty("hash", out _));
    }

    [Theory]
    [InlineData("""{"name":"\ud800","scope":"read"}""")]
    [InlineData("""{"name":"kitchen","scope":"\udc00"}""")]
    [InlineData("""{"name":"kitchen","scope":"read","devices":["\ud800"]}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task Text_that_is_not_unicode_should_be_refused(string body)
    {
        await using var gateway = await StartAsync();

        Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/keys", await _keys.AddAsync("admin", AccessScope.Admin), body), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Name_should_be_free_again_after_the_key_was_revoked_and_not_before()
    {
        var admin = await _keys.AddAsync("admin", AccessScope.Admin);
        await using var gateway = await StartAsync();
        const string Kitchen = """{"name":"kitchen","scope":"read"}""";

        Assert.Equal(HttpStatusCode.Created, (await SendAsync(gateway, HttpMethod.Post, "/api/keys", admin, Kitchen)).Response.StatusCode);
        Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/keys", admin, Kitchen), HttpStatusCode.Conflict);
        await SendAsync(gateway, HttpMethod.Delete, "/api/keys/kitchen", admin);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(gateway, HttpMethod.Post, "/api/keys", admin, Kitchen)).Response.StatusCode);
        Expect.Problem(await SendAsync(gateway, HttpMethod.Delete, "/api/keys/cellar", admin), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Changes_should_be_in_the_audit_and_the_secret_nowhere()
    {
        var admin = await _keys.AddAsync("admin", AccessScope.Admin);
        await using var gateway = await StartAsync();

        var (_, key) = await SendAsync(gateway, HttpMethod.Post, "/api/keys", admin, """{"name":"kitchen","scope":"read"}""");
        await SendAsync(gateway, HttpMethod.Delete, "/api/keys/kitchen", admin);
        await gateway.App.StopAsync();

        AuditEntry[] entries = [.. gateway.App.Services.GetRequiredService<AuditFiles>().Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            .Where(entry => entry.What == AuditKinds.Key).Reverse()];
        Assert.Equal([("admin", "kitchen", "added with the scope read"), ("admin", "kitchen", "revoked")], entries.Select(entry => (entry.Who, entry.Subject, entry.Outcome)));
        Assert.DoesNotContain(gateway.Log.Events, line => line.RenderMessage(null).Contains(Text(key, "key"), StringComparison.Ordinal));
        Assert.DoesNotContain(Text(key, "key"), await File.ReadAllTextAsync(Path.Combine(_keys.Directory, KeyFile.FileName)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "'name'")]
    [InlineData("""{"name":"a b","scope":"read"}""", "'name'")]
    [InlineData("""{"name":7,"scope":"read"}""", "'name'")]
    [InlineData("""{"name":"a"}""", "'scope'")]
    [InlineData("""{"name":"a","scope":"owner"}""", "'scope'")]
    [InlineData("""{"name":"a","scope":"read","devices":[]}""", "'devices'")]
    [InlineData("""{"name":"a","scope":"read","devices":["a/b"]}""", "'devices'")]
    [InlineData("""{"name":"a","scope":"read","devices":"heatpump"}""", "'devices'")]
    [InlineData("""{"name":"a","scope":"read","parameters":[7]}""", "'parameters'")]
    [InlineData("""{"name":"a","scope":"read","expires":"soon"}""", "'expires'")]
    [InlineData("""{"name":"a","scope":"read","expires":90}""", "'expires'")]
    [InlineData("""{"name":"a","scope":"admin","devices":["heatpump"]}""", "admin")]
    [InlineData("""{"name":"a","scope":"read","colour":"red"}""", "'colour'")]
    public async Task Nonsense_should_be_refused_with_what_is_wrong_and_change_nothing(string body, string expected)
    {
        var admin = await _keys.AddAsync("admin", AccessScope.Admin);
        await using var gateway = await StartAsync();

        var error = Expect.Problem(await SendAsync(gateway, HttpMethod.Post, "/api/keys", admin, body), HttpStatusCode.BadRequest);

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(new KeyFile(_keys.Directory).Latest());
    }

    [Fact]
    public async Task Damaged_file_should_be_told_as_such()
    {
        await using var gateway = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_keys.Directory, KeyFile.FileName), "[");

        // What is closed stays closed while nobody can tell who has a key.
        Expect.Problem(await SendAsync(gateway, HttpMethod.Get, "/api/keys", null), HttpStatusCode.Unauthorized);
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(
        TestGateway gateway, HttpMethod method, string path, string? key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        TestGateway.Options with { StateDirectory = _keys.Directory }, TimeProvider.System, new FakeDevice("heatpump"));
}
