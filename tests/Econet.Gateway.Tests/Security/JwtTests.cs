using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Microsoft.IdentityModel.Tokens;

namespace Econet.Gateway.Tests.Security;

/// <summary>Tokens of the owner's own issuer.</summary>
public sealed class JwtTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("read", HttpStatusCode.Forbidden)]
    [InlineData("openid write", HttpStatusCode.OK)]
    [InlineData("admin", HttpStatusCode.OK)]
    [InlineData("openid", HttpStatusCode.Forbidden)]
    [InlineData("writer", HttpStatusCode.Forbidden)]
    public async Task Token_should_open_what_its_scope_says(string scope, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync(_issuer.Pem());

        Assert.Equal(expected, await WriteAsync(gateway, _issuer.Token(scope)));
    }

    [Fact]
    public async Task Token_should_be_accepted_by_a_set_of_keys_too()
    {
        await using var gateway = await StartAsync(_issuer.KeySet());

        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, _issuer.Token("write")));
    }

    [Fact]
    public async Task Token_should_be_limited_to_the_devices_and_parameters_that_it_names()
    {
        var device = new FakeDevice("heatpump", FakeDevice.Parameter(1, "A", Econet.Values.Value.Of(Econet.Values.ParameterType.UInt8, 1), writable: true));
        await using var gateway = await StartAsync(_issuer.Pem(), device, new FakeDevice("cottage"));

        Assert.Equal(HttpStatusCode.OK, await WriteAsync(gateway, _issuer.Token("write", ("device", (string[])["heatpump"]), ("parameter", (string[])["A"]))));
        Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(gateway, _issuer.Token("write", ("device", (string[])["cottage"]))));
        Assert.Equal(HttpStatusCode.Forbidden, await WriteAsync(gateway, _issuer.Token("write", ("parameter", (string[])["B"]))));
        Assert.Equal("127.0.0.1 (ann)", Assert.Single(device.Asks).Origin);
    }

    [Fact]
    public async Task Token_should_be_refused_when_anything_of_it_is_not_as_configured()
    {
        using var stranger = new TestIssuer();
        await using var gateway = await StartAsync(_issuer.Pem());
        var (head, body) = (Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}"""), _issuer.Token("admin").Split('.')[1]);

        Assert.All(
            (string[])
            [
                stranger.Token("admin"), _issuer.Token("admin", issuer: "https://elsewhere.example"), _issuer.Token("admin", audience: "other"),
                _issuer.Token("admin", lifetime: TimeSpan.FromHours(-1)), _issuer.Token("admin")[..^4] + "AAAA", $"{head}.{body}.", "a.b.c",
                // The public key as a secret: who takes any algorithm takes this.
                _issuer.TokenSignedWithItsPublicKey("admin"),
            ],
            token => Assert.Equal(HttpStatusCode.Unauthorized, WriteAsync(gateway, token).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Refusal_should_say_why_and_nothing_of_the_inside()
    {
        await using var gateway = await StartAsync(_issuer.Pem());
        gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", _issuer.Token("admin", lifetime: TimeSpan.FromHours(-1)));

        var error = Expect.Problem(await gateway.PostAsync("/api/thermostat/pair", content: null), HttpStatusCode.Unauthorized);

        Assert.Equal("The token has expired", error);
    }

    [Fact]
    public async Task Nobody_should_write_without_a_token_where_tokens_are_used()
    {
        await using var gateway = await StartAsync(_issuer.Pem());

        using var answer = await gateway.Client.PostAsync(new Uri("/api/thermostat/pair", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> WriteAsync(TestGateway gateway, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/parameters/A") { Content = new StringContent("""{"value":1}""", null, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await gateway.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<TestGateway> StartAsync(string keys, params FakeDevice[] devices)
    {
        var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { Access = TestGateway.Options.Access with { Jwt = new JwtOptions(TestIssuer.Name, TestIssuer.Audience, keys) } },
            TimeProvider.System,
            devices is [] ? [new FakeDevice("heatpump")] : devices);
        gateway.RemoteAddress = IPAddress.Loopback;
        return gateway;
    }
}
