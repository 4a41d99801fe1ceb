using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Serilog.Events;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary>What holds for all endpoints: errors, log, stopping, the front door and the documentation.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Root_should_tell_programs_what_this_is()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (_, body) = await gateway.GetAsync("/");

        Assert.Equal(["name", "version", "status"], body.Names());
    }

    [Fact]
    public async Task Root_should_give_browsers_the_dashboard()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");

        using var response = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", HttpStatusCode.NotFound)]
    [InlineData("GET", "/openapi/v2.json", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/../etc/passwd", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/parameters/A", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/api/parameters", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/writes", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/health", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/api/devices/heatpump/parameters/A", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_should_be_a_problem_when_nobody_serves_it(string method, string path, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // As a browser would ask.
        request.Headers.Accept.ParseAdd("text/html");

        var response = await gateway.Client.SendAsync(request);

        Expect.Problem((response, System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement), status);
        Assert.Equal(status == HttpStatusCode.MethodNotAllowed, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task Unexpected_failure_should_be_logged_and_not_told()
    {
        await using var gateway = await TestGateway.StartAsync(
            new FakeDevice("heatpump") { Fault = new InvalidOperationException("the secret inside") });

        var answer = await gateway.GetAsync("/api/status");

        Assert.DoesNotContain("secret", Expect.Problem(answer, HttpStatusCode.InternalServerError), StringComparison.Ordinal);
        Assert.Contains(gateway.Log.Events, e => e.Level == LogEventLevel.Error && e.Exception?.Message == "the secret inside");
    }

    [Fact]
    public async Task Timeout_should_be_a_gateway_timeout()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Fault = new TimeoutException() });

        Expect.Problem(await gateway.GetAsync("/api/status"), HttpStatusCode.GatewayTimeout);
    }

    [Theory]
    [InlineData(null, LogEventLevel.Debug)]
    [InlineData(EconetError.NotFound, LogEventLevel.Information)]
    [InlineData(EconetError.Unavailable, LogEventLevel.Warning)]
    public async Task Request_should_be_logged_as_loud_as_it_went_wrong(EconetError? error, LogEventLevel level)
    {
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { Log = TestGateway.Options.Log with { Level = LogEventLevel.Debug } },
            TimeProvider.System,
            new FakeDevice("heatpump") { Fault = error is { } e ? new EconetException(e, "so") : null });

        await gateway.GetAsync("/api/status");

        var logged = Assert.Single(gateway.Log.Events, e => e.Properties.ContainsKey("Elapsed"));
        Assert.Equal(level, logged.Level);
        Assert.Null(logged.Exception);
        Assert.DoesNotContain(gateway.Log.Events, e => e.Level > level);
    }

    [Fact]
    public async Task Log_should_be_silent_at_info_when_all_is_well()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        await gateway.GetAsync("/api/status");
        await gateway.GetAsync("/health");

        Assert.Empty(gateway.Log.Events);
    }

    [Fact]
    public async Task Log_should_not_repeat_with_every_probe_that_a_device_is_silent()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Fault = new EconetException("gone") });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health/ready")).Response.StatusCode);

        Assert.Empty(gateway.Log.Events);
    }

    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/api/parameters", HttpStatusCode.OK)]
    [InlineData("/api/parameters/nothing", HttpStatusCode.NotFound)]
    public async Task Head_should_be_answered_as_get_without_a_body(string path, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var head = await gateway.Client.SendAsync(request);
        using var get = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((status, status), (head.StatusCode, get.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Waiting_request_should_end_when_the_host_stops()
    {
        var device = new FakeDevice("heatpump") { Mute = true };
        await using var gateway = await TestGateway.StartAsync(device);
        var waiting = gateway.PostAsync("/api/parameters/A", """{"value":1}""");
        await device.Asked.Task;

        gateway.App.Lifetime.StopApplication();

        Expect.Problem(await waiting, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Waiting_request_should_be_given_up_when_the_client_leaves()
    {
        var device = new FakeDevice("heatpump") { Mute = true };
        await using var gateway = await TestGateway.StartAsync(device);
        using var leaves = new CancellationTokenSource();
        var waiting = gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative), leaves.Token);
        await device.Asked.Task;

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await gateway.App.StopAsync();
        Assert.DoesNotContain(gateway.Log.Events, e => e.Level >= LogEventLevel.Warning);
    }
}
