using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Security;

/// <summary>Every endpoint, asked with everything that a request can show.</summary>
public sealed class AccessTableTests : IDisposable
{
    private const string Document = "security.md";

    /// <summary>Where a browser shows a key; who shows none learns that.</summary>
    private const string Session = "/api/session";

    private readonly TestKeys _keys = new();
    private readonly TestIssuer _issuer = new();

    public void Dispose()
    {
        _keys.Dispose();
        _issuer.Dispose();
    }

    [Theory]
    [InlineData(ApiAuth.Writes)]
    [InlineData(ApiAuth.All)]
    public async Task Every_endpoint_should_answer_to_everybody_as_the_table_says(ApiAuth auth)
    {
        var keys = await KeysAsync();
        await using var gateway = await StartAsync(auth);
        var wrong = new List<string>();

        foreach (var endpoint in EndpointsOf(gateway))
        {
            foreach (var (shown, key) in keys)
            {
                using var request = Request(endpoint, key);
                using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                int? refused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? (int)answer.StatusCode : null;
                if (refused != AccessTable.Refused(endpoint, shown, auth == ApiAuth.All) || answer.StatusCode == HttpStatusCode.InternalServerError)
                {
                    wrong.Add($"{endpoint.Method} {request.RequestUri} with {shown}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_endpoint_should_have_one_policy_and_what_changes_something_not_that_for_reading()
    {
        await using var gateway = await StartAsync(ApiAuth.Writes);

        var endpoints = EndpointsOf(gateway);

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints.Where(endpoint => !AccessTable.IsForAdministrators(endpoint.Path) && endpoint.Path != Session), endpoint => Assert.Equal(
            endpoint.Method is "GET" or "HEAD", endpoint.Policy is Policies.Read or Policies.Public));
        Assert.All(endpoints.Where(endpoint => AccessTable.IsForAdministrators(endpoint.Path)), endpoint => Assert.Equal(Policies.Admin, endpoint.Policy));
        Assert.Equal(
            ["/", Session, Session, Session, "/health/live", "/health/ready", "/service-worker.js", "/ui/{version}/{**file}"],
            endpoints.Where(endpoint => endpoint.Policy == Policies.Public).Select(endpoint => endpoint.Path));
    }

    [FactWithDocument(Document)]
    public async Task Document_should_hold_the_table()
    {
        await using var gateway = await StartAsync(ApiAuth.Writes);

        Assert.Contains(AccessTable.Markdown(EndpointsOf(gateway)), await File.ReadAllTextAsync(Documents.Find(Document)!), StringComparison.Ordinal);
    }

    private static IReadOnlyList<Guarded> EndpointsOf(TestGateway gateway) => AccessTable.Of(gateway.App.Services.GetRequiredService<EndpointDataSource>());

    /// <summary>One that its handler takes, so that only what is shown decides.</summary>
    private static HttpRequestMessage Request(Guarded endpoint, string? key)
    {
        var path = endpoint.Path;
        foreach (var (part, value) in new Dictionary<string, string>
        {
            ["device"] = "heatpump", ["base"] = "1", ["zone"] = "1", ["group"] = "1", ["pump"] = "1", ["dehumidifier"] = "1", ["key"] = "HDWTSetPoint",
            ["id"] = "1", ["name"] = "HDW", ["documentName=v1"] = "v1", ["documentName"] = "v1",
        })
        {
            path = path.Replace($"{{{part}}}", value, StringComparison.Ordinal);
        }

        var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (endpoint.Path == Session && endpoint.Method == "POST")
        {
            // The key is in the body there.
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }
        else if (endpoint.Method == "POST")
        {
            request.Content = new StringContent(BodyFor(path), Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static string BodyFor(string path) =>
        path.EndsWith("/temperature", StringComparison.Ordinal) ? """{"temperature":21}"""
        : path.Contains("/schedules/", StringComparison.Ordinal) ? """{"days":{"sunday":["06:00-08:00"]}}"""
        : path.EndsWith("/parameters", StringComparison.Ordinal) ? """{"HDWTSetPoint":47}"""
        : path.EndsWith("/mode", StringComparison.Ordinal) ? """{"mode":1}"""
        : path.EndsWith("/state", StringComparison.Ordinal) ? """{"state":1}"""
        : path.Contains("/zones/", StringComparison.Ordinal) ? """{"setpoint":21}"""
        : """{"value":47}""";

    private async Task<Dictionary<Shown, string?>> KeysAsync() => new()
    {
        [Shown.Nothing] = null,
        [Shown.Read] = await _keys.AddAsync("reader", AccessScope.Read),
        [Shown.Write] = await _keys.AddAsync("writer", AccessScope.Write),
        [Shown.Admin] = await _keys.AddAsync("admin", AccessScope.Admin),
        [Shown.OtherDevice] = await _keys.AddAsync("other", AccessScope.Write, devices: ["cottage"]),
        [Shown.Revoked] = await _keys.AddAsync("revoked", AccessScope.Admin, isRevoked: true),
        [Shown.Expired] = await _keys.AddAsync("expired", AccessScope.Admin, lifetime: TimeSpan.FromSeconds(-1)),
        [Shown.Token] = _issuer.Token("write"),
        [Shown.Wrong] = "econet_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };

    private Task<TestGateway> StartAsync(ApiAuth auth)
    {
        var parameter = FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true);
        var options = TestGateway.Options with
        {
            StateDirectory = _keys.Directory,
            Access = TestGateway.Options.Access with { Auth = auth, Jwt = new JwtOptions(TestIssuer.Name, TestIssuer.Audience, _issuer.Pem()) },
            Devices = new DeviceList(
            [
                .. TestGateway.Options.Devices.Devices, FakeNeaSmart.System(new NeaSmartServer.Tcp(IPAddress.Loopback, 0), "base1=Ground floor"),
            ]),
        };
        return TestGateway.StartAsync(
            options, TimeProvider.System, new FakeDevice("heatpump", parameter), new FakeDevice("neasmart"), new FakeDevice("cottage", parameter));
    }
}
