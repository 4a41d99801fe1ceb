using System.Globalization;
using System.Net;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class HealthEndpointsTests
{
    private static readonly Problem InMemory = new(ProblemCode.StoreInMemory, "State is kept in memory only", FakeDevice.At);

    private static FakeDevice Well(string id = "heatpump") => new(id, FakeDevice.Parameter(1, "A", Value.Of(1f)));

    [Fact]
    public async Task Health_should_be_healthy_when_the_device_answers()
    {
        await using var gateway = await TestGateway.StartAsync(Well());

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("healthy", body.GetProperty("status").GetString());
        Assert.True(body.GetProperty("controller_connected").GetBoolean());
        Assert.Equal(1, body.GetProperty("parameters_count").GetInt32());
        Assert.Equal("2026-01-22T20:55:07.120Z", body.GetProperty("last_update").GetString());
        Assert.InRange(body.GetProperty("uptime").GetDouble(), 0, 600);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/ready")).Response.StatusCode);
    }

    [Fact]
    public async Task Health_should_be_unhealthy_when_the_device_is_silent()
    {
        var device = Well();
        device.Status = device.Status with { Alive = false, LastUpdate = null };
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        Assert.False(body.GetProperty("controller_connected").GetBoolean());
        Assert.Equal("null", body.GetProperty("last_update").GetRawText());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health/ready")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).Response.StatusCode);
    }

    [Fact]
    public async Task Health_should_be_degraded_when_a_device_waits_for_its_base_so_that_clients_can_be_set_up()
    {
        var device = FakeNeaSmart.Device();
        device.Status = device.Status with { Alive = false, State = "waiting" };
        await using var gateway = await TestGateway.StartAsync(FakeNeaSmart.Options, TimeProvider.System, device);

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal((HttpStatusCode.OK, "degraded"), (response.StatusCode, body.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health/ready")).Response.StatusCode);
    }

    [Fact]
    public async Task Health_should_be_unhealthy_while_the_only_heat_pump_is_left_alone_for_its_silence()
    {
        var device = new FakeDevice("heatpump");
        device.Status = device.Status with { Alive = false, State = "waiting" };
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (response.StatusCode, body.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Health_should_not_be_ready_before_parameters_are_known()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health/ready")).Response.StatusCode);
    }

    [Fact]
    public async Task Health_should_be_degraded_when_one_of_two_devices_is_silent()
    {
        var silent = Well("attic");
        silent.Fault = new EconetException("gone");
        await using var gateway = await TestGateway.StartAsync(Well(), silent);

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
        Assert.Equal([true, false], body.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("alive").GetBoolean()));
    }

    [Fact]
    public async Task Health_should_be_degraded_and_tell_why_when_a_device_has_a_problem()
    {
        var device = Well();
        device.Status = device.Status with { Problems = [InMemory] };
        await using var gateway = await TestGateway.StartAsync(device, Well("attic"));

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
        Assert.Equal(
            ["""[{"code":"store_in_memory","message":"State is kept in memory only","since":"2026-01-22T20:55:07.120Z"}]""", "[]"],
            body.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("problem").GetRawText()));
        Assert.Equal("[]", body.GetProperty("problem").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/ready")).Response.StatusCode);

        device.Status = device.Status with { Alive = false };
        Assert.Equal("degraded", (await gateway.GetAsync("/health")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_should_be_degraded_and_tell_why_while_the_gateway_itself_has_a_problem()
    {
        await using var gateway = await TestGateway.StartAsync(Well());
        var problems = gateway.App.Services.GetRequiredService<GatewayProblems>();

        problems.Raise(GatewayProblemCode.BrokerRefused, "The broker wants a password");
        problems.Raise(GatewayProblemCode.BrokerRefused, "The broker wants another password");
        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
        var problem = Assert.Single(body.GetProperty("problem").EnumerateArray());
        Assert.Equal("broker_refused", problem.GetProperty("code").GetString());
        Assert.Equal("The broker wants another password", problem.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.String, problem.GetProperty("since").ValueKind);

        problems.Clear(GatewayProblemCode.BrokerRefused);
        problems.Clear(GatewayProblemCode.BrokerRefused);
        (_, body) = await gateway.GetAsync("/health");
        Assert.Equal(("healthy", "[]"), (body.GetProperty("status").GetString(), body.GetProperty("problem").GetRawText()));
        Assert.Equal(
            ["\"The broker wants a password\" (\"broker_refused\")", "The problem \"broker_refused\" is over"],
            gateway.Log.Events.Select(e => e.RenderMessage(CultureInfo.InvariantCulture)).Where(m => m.Contains("broker_refused", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Health_should_be_unhealthy_when_the_device_is_silent_and_has_a_problem()
    {
        var device = Well();
        device.Status = device.Status with { Alive = false, Problems = [InMemory] };
        await using var gateway = await TestGateway.StartAsync(device);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health")).Response.StatusCode);
    }

    [Fact]
    public async Task Health_should_answer_when_a_device_does_not()
    {
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options, new ImpatientTime(), new FakeDevice("heatpump") { Mute = true });

        var (response, body) = await gateway.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("unavailable", body.GetProperty("devices")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Health_should_be_unhealthy_when_there_is_no_device()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).Response.StatusCode);
        Expect.Problem(await gateway.GetAsync("/api/parameters"), HttpStatusCode.ServiceUnavailable);
    }

    /// <summary>Every timer elapses at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
