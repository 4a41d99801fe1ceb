using System.Net;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Http;

public sealed class EndlessEventsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/api/frames")]
    [InlineData("/api/logs/events")]
    [InlineData("/api/ports/listen?port=tcp://127.0.0.1:1")]
    public async Task Head_of_events_without_an_end_should_be_answered(string path)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using var then = new HttpRequestMessage(HttpMethod.Get, "/health/live");

        using var answer = await gateway.Client.SendAsync(head);
        // On the same connection, which is free when the answer has ended.
        using var next = await gateway.Client.SendAsync(then).WaitAsync(Patience, TimeProvider.System);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        await gateway.App.StopAsync().WaitAsync(Patience, TimeProvider.System);
    }
}
