using System.Net;
using System.Net.ServerSentEvents;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Econet.Gateway.Tests.Endpoints;

public sealed partial class LogEndpointsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Last_lines_should_be_told_filtered()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        var logger = gateway.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Econet.Gateway.Mqtt.X");
        Cold(logger, "house");
        Warm(logger, "house");

        var lines = (await gateway.GetAsync("/api/logs?subsystem=mqtt&level=warning")).Body.GetProperty("lines");

        var line = Assert.Single(lines.EnumerateArray());
        Assert.Equal(("WARNING", "mqtt", "house is cold"), (line.GetProperty("level").GetString(), line.GetProperty("subsystem").GetString(), line.GetProperty("message").GetString()));
        Assert.Single((await gateway.GetAsync("/api/logs?search=WARM")).Body.GetProperty("lines").EnumerateArray());
        Expect.Problem(await gateway.GetAsync("/api/logs?level=loud"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Lines_should_be_told_as_they_come()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        var logger = gateway.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Econet.Gateway");
        using var response = await gateway.Client.GetAsync(new Uri("/api/logs/events?search=cold", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var lines = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

        Assert.True(await lines.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal("begin", lines.Current.EventType);
        var next = lines.MoveNextAsync().AsTask();
        for (var begun = TimeProvider.System.GetTimestamp(); !next.IsCompleted && TimeProvider.System.GetElapsedTime(begun) < Patience;)
        {
            // Whether it follows already is not to be seen from here.
            Cold(logger, "house");
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        Assert.True(next.IsCompleted && await next);
        Assert.Equal("line", lines.Current.EventType);
        Assert.Contains("\"message\":\"house is cold\"", lines.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levels_should_change_by_part()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        var (response, body) = await gateway.PostAsync("/api/logs/levels", """{"bus": "debug", "http": "ERROR"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("DEBUG", "ERROR", "INFO"), (body.GetProperty("levels").GetProperty("bus").GetString(), body.GetProperty("levels").GetProperty("http").GetString(), body.GetProperty("levels").GetProperty("mqtt").GetString()));
        Expect.Problem(await gateway.PostAsync("/api/logs/levels", """{"buss": "debug"}"""), HttpStatusCode.BadRequest);
        Expect.Problem(await gateway.PostAsync("/api/logs/levels", """{"bus": 3}"""), HttpStatusCode.BadRequest);
    }

    [LoggerMessage(LogLevel.Warning, "{Device} is cold")]
    private static partial void Cold(ILogger logger, string device);

    [LoggerMessage(LogLevel.Information, "{Device} is warm")]
    private static partial void Warm(ILogger logger, string device);
}
