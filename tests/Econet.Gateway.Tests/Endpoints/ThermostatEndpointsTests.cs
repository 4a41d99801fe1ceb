using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class ThermostatEndpointsTests
{
    [Fact]
    public async Task Status_should_have_the_shape_that_clients_know()
    {
        var device = new FakeDevice("heatpump")
        {
            Room = new ThermostatStatus(
                21.5f, 21.5f, IsStale: false, TimeSpan.FromSeconds(12.14), TimeSpan.FromMinutes(5), 19, PairingState.BeaconResponded, 165),
        };
        await using var gateway = await TestGateway.StartAsync(device);

        Assert.Equal(
            """
            {"enabled":true,"temperature":21.5,"effective_temperature":21.5,"is_stale":false,"age_seconds":12.1,"max_age_seconds":300,"stale_fallback":19,"pairing_state":"beacon_responded","bus_address":165}
            """,
            (await gateway.GetAsync("/api/thermostat/status")).Body.GetRawText());
    }

    [Fact]
    public async Task Temperature_should_be_taken_and_the_age_of_the_one_before_told()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        var first = (await gateway.PostAsync("/api/thermostat/temperature", """{"temperature": 21.5}""")).Body;
        var second = (await gateway.PostAsync("/api/devices/heatpump/thermostat/temperature", """{"temperature": 22}""")).Body;

        Assert.True(first.GetProperty("success").GetBoolean());
        Assert.Equal("21.5", first.GetProperty("temperature").GetRawText());
        Assert.Equal("null", first.GetProperty("previous_age_seconds").GetRawText());
        Assert.Equal("0", second.GetProperty("previous_age_seconds").GetRawText());
        Assert.Equal(22, (await gateway.GetAsync("/api/thermostat/status")).Body.GetProperty("effective_temperature").GetDouble());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"temperature": null}""")]
    [InlineData("""{"temperature": "21"}""")]
    [InlineData("""{"temperature": true}""")]
    [InlineData("""{"temperature": 1e400}""")]
    [InlineData("""{"temperature": NaN}""")]
    [InlineData("""{"temperature": 21, "humidity": 40}""")]
    public async Task Temperature_should_be_refused_when_it_is_none(string body)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Expect.Problem(await gateway.PostAsync("/api/thermostat/temperature", body), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Temperature_should_be_told_what_it_takes_when_there_is_no_body_or_no_json()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));
        const string Path = "/api/thermostat/temperature";

        Assert.Contains("no body", Expect.Problem(await gateway.PostAsync(Path, (HttpContent?)null), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains(
            "application/json",
            Expect.Problem(await gateway.PostAsync(Path, new StringContent("temperature=21")), HttpStatusCode.UnsupportedMediaType),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairing_should_say_what_to_do_next()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        var answer = (await gateway.PostAsync("/api/thermostat/pair", "")).Body;

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Contains("within 60 s", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "pairing_requested", (await gateway.GetAsync("/api/thermostat/status")).Body.GetProperty("pairing_state").GetString());
    }

    [Fact]
    public async Task Thermostat_should_be_a_problem_when_it_is_not_enabled()
    {
        var fault = new EconetException(EconetError.Unavailable, "The virtual thermostat is not enabled");
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Fault = fault });

        Assert.Equal(fault.Message, Expect.Problem(await gateway.GetAsync("/api/thermostat/status"), HttpStatusCode.ServiceUnavailable));
    }
}
