using System.Collections.Immutable;
using System.Net;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Tests.Endpoints;

/// <summary>The headers by which clients of a NEA SMART gateway know how fresh the registers are.</summary>
public sealed class RegisterFreshnessTests
{
    private static readonly string[] Paths =
    [
        "/zones/1/2", "/api/v1/zones", "/api/v1/zones/1/2", "/mode", "/state", "/mixedgroups/1", "/outsidetemperature", "/notifications", "/pumps/1",
        "/dehumidifiers/1", "/health",
    ];

    [Fact]
    public async Task Every_answer_should_tell_how_fresh_the_registers_are()
    {
        await using var gateway = await FakeNeaSmart.StartAsync(System(stale: false, age: 12.3456, FakeDevice.At));

        foreach (var path in Paths)
        {
            var (response, _) = await gateway.GetAsync(path);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(("false", "12.346", "2026-01-22T20:55:07.120Z"), Freshness(response));
        }

        var (written, _) = await gateway.PostAsync("/zones/1/2", """{"setpoint":22}""");
        Assert.Equal(HttpStatusCode.Accepted, written.StatusCode);
        Assert.Equal("false", Freshness(written).Stale);
    }

    [Fact]
    public async Task Refused_answer_should_tell_that_the_registers_are_stale_or_were_never_written()
    {
        var device = System(stale: true, age: null, last: null);
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        var (response, _) = await gateway.GetAsync("/zones/1/2");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(("true", null, null), Freshness(response));
        Assert.Equal(("true", null, null), Freshness((await gateway.GetAsync("/zones/1/0")).Response));
    }

    [Fact]
    public async Task Answer_should_not_wait_for_a_device_that_does_not_say_how_it_is()
    {
        var device = FakeNeaSmart.Device((RegisterMap.OperationMode, 2));
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        var (response, _) = await gateway.GetAsync("/mode");

        Assert.Equal((null, null, null), Freshness(response));
    }

    [Fact]
    public async Task Gateway_without_such_a_system_should_tell_nothing_of_registers()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Equal((null, null, null), Freshness((await gateway.GetAsync("/health")).Response));
    }

    private static FakeDevice System(bool stale, double? age, DateTimeOffset? last)
    {
        var device = FakeNeaSmart.Device((RegisterMap.OperationMode, 2));
        device.Status = device.Status with
        {
            Sections = device.Status.Sections.Add("registers", ImmutableSortedDictionary<string, object?>.Empty
                .Add("stale", stale).Add("age_seconds", age).Add("last_write", last)),
        };
        return device;
    }

    private static (string? Stale, string? Age, string? LastWrite) Freshness(HttpResponseMessage response)
    {
        return (Of(RegisterFreshness.Stale), Of(RegisterFreshness.Age), Of(RegisterFreshness.LastWrite));

        string? Of(string name) => response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
    }
}
