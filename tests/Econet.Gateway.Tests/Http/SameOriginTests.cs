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
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://gateway:8000/api/thermostat/pair");
        request.Headers.Add("Origin", "http://gateway:8000");

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
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
