using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary><c>?since=</c> and <c>?max_age=</c>.</summary>
public sealed class ParameterFreshnessTests
{
    private static FakeDevice HeatPump => new(
        "heatpump",
        Parameter(5, "Outdoor", Value.Of(21.1f), unit: "°C"),
        Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 47), writable: true));

    [Theory]
    [InlineData("2026-01-22T19:00:00Z", "A,B")]
    [InlineData("2026-01-22T19:55:07.120Z", "B")]
    [InlineData("2026-01-22T19:55:07.119", "A,B")]
    [InlineData("2026-01-22T20:55:07.120+01:00", "B")]
    [InlineData("2026-01-22T20:55:07.119%2B01:00", "A,B")]
    [InlineData("2026-01-22T20:00Z", "")]
    [InlineData("2026-01-22", "A,B")]
    public async Task Parameters_should_be_those_that_changed_when_asked_since_a_time(string since, string expected)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice(
            "heatpump",
            Parameter(1, "A", Value.Of(1f)),
            Parameter(2, "B", Value.Of(1f)) with { ChangedAt = At.AddHours(-1).AddMilliseconds(1) },
            Parameter(3, "Never", default) with { ChangedAt = null }));

        var (response, body) = await gateway.GetAsync("/api/parameters?since=" + since);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, string.Join(',', body.GetProperty("parameters").Names()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("1769115307")]
    [InlineData("22.01.2026")]
    [InlineData("2026-13-01T00:00:00Z")]
    public async Task Parameters_should_be_refused_when_since_is_no_time(string since)
    {
        await using var gateway = await TestGateway.StartAsync(HeatPump);

        var error = Expect.Problem(await gateway.GetAsync("/api/parameters?since=" + since), HttpStatusCode.BadRequest);

        Assert.StartsWith($"'{since}' is not allowed for 'since'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    [InlineData("0.5", 0.5)]
    public async Task Parameter_should_be_asked_for_when_it_may_be_only_so_old(string maxAge, double seconds)
    {
        var device = HeatPump;
        await using var gateway = await TestGateway.StartAsync(device);

        var (response, body) = await gateway.GetAsync("/api/parameters/HDWTSetPoint?max_age=" + maxAge);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(47, body.GetProperty("value").GetInt32());
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(device.MaxAges));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/parameters/Outdoor")).Response.StatusCode);
        Assert.Single(device.MaxAges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("86401")]
    public async Task Parameter_should_be_refused_when_its_age_is_none(string maxAge)
    {
        var device = HeatPump;
        await using var gateway = await TestGateway.StartAsync(device);

        var error = Expect.Problem(await gateway.GetAsync("/api/parameters/Outdoor?max_age=" + maxAge), HttpStatusCode.BadRequest);

        Assert.StartsWith($"'{maxAge}' is not allowed for 'max_age'", error, StringComparison.Ordinal);
        Assert.Empty(device.Keys);
    }

    [Fact]
    public async Task Parameter_should_not_be_asked_for_while_the_device_is_silent()
    {
        var device = HeatPump;
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await TestGateway.StartAsync(device);

        Expect.Problem(await gateway.GetAsync("/api/parameters/Outdoor?max_age=5"), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(
            HttpStatusCode.OK, (await gateway.GetAsync("/api/parameters/Outdoor?max_age=5&stale=allow")).Response.StatusCode);
        Assert.Empty(device.MaxAges);
    }

    [Fact]
    public async Task Parameter_should_be_a_problem_when_no_answer_came_in_time()
    {
        var device = HeatPump;
        device.FreshFault = new EconetException(EconetError.TimedOut, "No answer within 15 s");
        await using var gateway = await TestGateway.StartAsync(device);

        Expect.Problem(await gateway.GetAsync("/api/parameters/Outdoor?max_age=5"), HttpStatusCode.GatewayTimeout);
    }
}
