using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Http;

/// <summary>What names a browser may take the gateway for.</summary>
public sealed class KnownHostTests
{
    public static TheoryData<string, bool> Hosts => new()
    {
        { "localhost", true },
        { "localhost:8000", true },
        { "LOCALHOST.", true },
        { "192.168.1.5:8000", true },
        { "[fd00::5]:8000", true },
        { "gateway.localhost", true },
        { Environment.MachineName, true },
        { $"{Environment.MachineName.Split('.')[0]}.local:8000", true },
        { "heating.example.org", true },
        { "cellar.home.example.org", true },
        { "home.example.org", false },
        { "attacker.example", false },
        { "attacker.example:8000", false },
        { "localhost.attacker.example", false },
        { "192.168.1.5.attacker.example", false },
        { "xlocalhost", false },
        { $"{Environment.MachineName.Split('.')[0]}.attacker.example", false },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Request_should_be_answered_only_for_the_gateways_own_names(string host, bool isKnown)
    {
        await using var gateway = await StartAsync();
        foreach (var path in new[] { "/api/parameters", "/api/events", "/health/live", "/nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(isKnown, answer.StatusCode != HttpStatusCode.MisdirectedRequest);
        }
    }

    [Fact]
    public async Task Page_that_has_its_own_name_lead_here_should_write_nothing()
    {
        var device = new FakeDevice("heatpump");
        await using var gateway = await TestGateway.StartOnSocketAsync(device);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/thermostat/pair");
        // As a browser does for a page of attacker.example whose name now means 127.0.0.1: to it this is the same origin.
        request.Headers.Host = "attacker.example:8000";
        request.Headers.Add("Origin", "http://attacker.example:8000");

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal(PairingState.Unpaired, device.Room.Pairing);
        Assert.Contains("API_ALLOWED_HOSTS", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_should_tell_browsers_what_not_to_do_with_them()
    {
        await using var gateway = await StartAsync();

        foreach (var path in new[] { "/docs", "/api/parameters", "/nothing" })
        {
            using var answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("SAMEORIGIN", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        TestGateway.Options with { Access = TestGateway.Options.Access with { AllowedHosts = ["heating.example.org", "*.home.example.org"] } },
        TimeProvider.System,
        new FakeDevice("heatpump"));
}
