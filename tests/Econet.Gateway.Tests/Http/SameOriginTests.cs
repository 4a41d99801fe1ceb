using System.Net;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.TestHost;

namespace Econet.Gateway.Tests.Http;

/// <summary>What pages of other sites may have a browser do.</summary>
public sealed class SameOriginTests
{
    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    [InlineData("https://LOCALHOST", HttpStatusCode.OK)]
    [InlineData("http://localhost:8000", HttpStatusCode.Forbidden)]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost.elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Request_should_be_refused_when_it_comes_from_a_page_of_another_site(string? origin, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/thermostat/pair");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Request_should_be_answered_on_any_port_when_the_page_is_from_there()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://192.168.1.5:8000/api/thermostat/pair");
        request.Headers.Add("Origin", "http://192.168.1.5:8000");

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/events")]
    [InlineData("GET", "/api/parameters")]
    [InlineData("DELETE", "/api/devices/heatpump")]
    public async Task Other_sites_should_be_refused_whatever_they_ask_for(string method, string path)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://elsewhere.example");

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Request_should_be_refused_when_it_names_two_origins()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        var here = gateway.Client.BaseAddress!;
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(here.Host, here.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST /api/thermostat/pair HTTP/1.1\r\nHost: {here.Authority}\r\nOrigin: http://{here.Authority}\r\nOrigin: https://elsewhere.example\r\n"
            + "Content-Length: 0\r\nConnection: close\r\n\r\n"));

        using var reader = new StreamReader(client.GetStream());

        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync());
    }

    [Theory]
    [InlineData("https://dashboard.example.org", HttpStatusCode.OK)]
    [InlineData("https://dashboard.example.org:8443", HttpStatusCode.Forbidden)]
    [InlineData("http://dashboard.example.org", HttpStatusCode.Forbidden)]
    public async Task Listed_site_should_be_let_in_as_browsers_want_it(string origin, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { Access = TestGateway.Options.Access with { CorsOrigins = ["https://dashboard.example.org"] } },
            TimeProvider.System,
            new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/thermostat/pair");
        request.Headers.Add("Origin", origin);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/parameters");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var response = await gateway.Client.SendAsync(request);
        using var allowed = await gateway.Client.SendAsync(preflight);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(expected == HttpStatusCode.OK, allowed.Headers.Contains("Access-Control-Allow-Headers"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Socket_should_be_refused_when_it_comes_from_a_page_of_another_site()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        var client = gateway.App.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = request => request.Headers.Origin = "https://elsewhere.example";

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.ConnectAsync(new Uri("ws://localhost/ws/parameters"), CancellationToken.None));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }
}
