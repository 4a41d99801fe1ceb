using System.Collections.Immutable;
using System.Net;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class DeviceEndpointsTests
{
    private static readonly DateTime Monday = new(2026, 1, 19, 7, 15, 0, DateTimeKind.Unspecified);

    [Fact]
    public async Task Alarms_should_be_told_in_the_order_of_the_device()
    {
        var device = new FakeDevice("heatpump")
        {
            Alarms = [new(4, 12, null, Monday.AddDays(1), null), new(3, 7, "Low pressure", Monday, Monday.AddHours(1))],
        };
        await using var gateway = await TestGateway.StartAsync(device);

        var (_, body) = await gateway.GetAsync("/api/alarms");

        Assert.Equal(
            """{"alarms":[{"index":4,"code":12,"name":null,"from_date":"2026-01-20T07:15:00","to_date":null,"active":true},"""
            + """{"index":3,"code":7,"name":"Low pressure","from_date":"2026-01-19T07:15:00","to_date":"2026-01-19T08:15:00","active":false}],"read_at":"2026-01-22T20:55:07.120Z"}""",
            body.GetRawText());
    }

    [Fact]
    public async Task Alarms_that_were_not_read_yet_should_be_told_as_such_and_be_no_error()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { AlarmsReadAt = null });

        var (response, body) = await gateway.GetAsync("/api/devices/heatpump/alarms");

        Assert.Equal((HttpStatusCode.OK, """{"alarms":[],"read_at":null}"""), (response.StatusCode, body.GetRawText()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Alarms_should_be_told_when_one_holds_no_dates_that_exist(int place)
    {
        List<Alarm> alarms = [new(0, 12, null, Monday, null), new(1, 7, "Low pressure", Monday, Monday.AddHours(1))];
        alarms.Insert(place, new Alarm(place, 99, null, null, null, EndUnknown: true, "63EA07"));
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump") { Alarms = alarms });

        var (_, body) = await gateway.GetAsync("/api/alarms");

        var told = body.GetProperty("alarms").EnumerateArray().ToArray();
        Assert.Equal(3, told.Length);
        Assert.Equal(
            $$"""{"index":{{place}},"code":99,"name":null,"from_date":null,"to_date":null,"active":false,"raw":"63EA07"}""", told[place].GetRawText());
    }

    [Fact]
    public async Task Status_should_hold_the_sections_as_objects()
    {
        var device = new FakeDevice("heatpump");
        var bus = ImmutableSortedDictionary<string, object?>.Empty
            .Add("frames_in", 12L).Add("port", "/dev/ttyUSB0").Add("open", true).Add("address", null).Add("load", 0.5);
        device.Status = device.Status with { Sections = device.Status.Sections.Add("bus", bus) };
        await using var gateway = await TestGateway.StartAsync(device);

        var (_, body) = await gateway.GetAsync("/api/status");

        Assert.Equal(
            """{"device":"heatpump","kind":"gm3","state":"running","alive":true,"last_update":"2026-01-22T20:55:07.120Z","parameters_"""
            + """count":0,"problem":[],"bus":{"address":null,"frames_in":12,"load":0.5,"open":true,"port":"/dev/ttyUSB0"}}""",
            body.GetRawText());
    }

    [Fact]
    public async Task Plain_paths_should_mean_the_first_device_and_others_go_by_id()
    {
        var (first, second) = (
            new FakeDevice("house", FakeDevice.Parameter(1, "A", Value.Of(true))),
            new FakeDevice("attic", FakeDevice.Parameter(1, "B", Value.Of(true))));
        await using var gateway = await TestGateway.StartAsync(first, second);

        async Task<IEnumerable<string>> KeysAsync(string path) => (await gateway.GetAsync(path)).Body.GetProperty("parameters").Names();
        Assert.Equal(["A"], await KeysAsync("/api/parameters"));
        Assert.Equal(["A"], await KeysAsync("/api/devices/house/parameters"));
        Assert.Equal(["B"], await KeysAsync("/api/devices/attic/parameters"));

        await gateway.PostAsync("/api/devices/attic/parameters/B", """{"value":true}""");
        Assert.Equal([true], second.Written);
        Assert.Empty(first.Written);

        var (_, devices) = await gateway.GetAsync("/api/devices");
        Assert.Equal(["house", "attic"], devices.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("device").GetString()));
        Assert.Equal("attic", (await gateway.GetAsync("/api/devices/attic")).Body.GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/parameters")]
    [InlineData("/parameters/A")]
    [InlineData("/alarms")]
    [InlineData("/status")]
    public async Task Device_should_not_be_found_when_there_is_none(string path)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("house"));

        Assert.Equal(
            "Device 'cellar' not found", Expect.Problem(await gateway.GetAsync("/api/devices/cellar" + path), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("/api/alarms")]
    [InlineData("/api/status")]
    [InlineData("/api/parameters")]
    public async Task Device_should_be_unavailable_when_it_says_so(string path)
    {
        await using var gateway = await TestGateway.StartAsync(
            new FakeDevice("house") { Fault = new EconetException(EconetError.Unavailable, "Heat pump unavailable") });

        Assert.Equal("Heat pump unavailable", Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.ServiceUnavailable));
    }
}
