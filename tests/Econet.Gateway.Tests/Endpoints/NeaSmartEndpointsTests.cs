using System.Net;
using Econet.Gateway.Tests.Support;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Tests.Endpoints;

public sealed class NeaSmartEndpointsTests
{
    private static readonly (Register, ushort)[] Known =
    [
        (RegisterMap.OperationMode, 2), (RegisterMap.OperationState, 6), (RegisterMap.WarningsPresent, 1), (RegisterMap.HintsPresent, 0),
        (RegisterMap.OutsideTemperature, Dpt9.Encode(-3.5)), (RegisterMap.FilteredOutsideTemperature, Dpt9.Invalid),
        (RegisterMap.MixedGroup(2).ValveOpening, 35), (RegisterMap.MixedGroup(2).PumpState, 1),
        (RegisterMap.MixedGroup(2).FlowTemperature, Dpt9.Encode(31.5)), (RegisterMap.Dehumidifier(9), 1), (RegisterMap.Pump(5), 0),
    ];

    [Theory]
    [InlineData("/mode", """{"mode":2,"name":"heating"}""")]
    [InlineData("/state", """{"state":6,"name":"holiday"}""")]
    [InlineData("/notifications", """{"hints_present":false,"warnings_present":true,"error_present":null}""")]
    [InlineData("/outsidetemperature", """{"outside_temperature":-3.5,"filtered_outside_temperature":null}""")]
    [InlineData("/mixedgroups/2", """{"pump_state":1,"mixing_valve_opening_percentage":35,"flow_temperature":31.5,"return_temperature":null}""")]
    [InlineData("/mixedgroups/1", """{"pump_state":null,"mixing_valve_opening_percentage":null,"flow_temperature":null,"return_temperature":null}""")]
    [InlineData("/dehumidifiers/9", """{"dehumidifier_state":1}""")]
    [InlineData("/dehumidifiers/1", """{"dehumidifier_state":null}""")]
    [InlineData("/pumps/5", """{"pump_state":0}""")]
    public async Task Plant_should_be_told_in_the_shape_that_clients_know(string path, string body)
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        Assert.Equal(body, (await gateway.GetAsync(path)).Body.GetRawText());
    }

    [Fact]
    public async Task Mode_should_have_no_name_before_the_base_told_one()
    {
        await using var gateway = await FakeNeaSmart.StartAsync();

        Assert.Equal("""{"mode":null,"name":null}""", (await gateway.GetAsync("/mode")).Body.GetRawText());
    }

    [Theory]
    [InlineData("/mixedgroups/0")]
    [InlineData("/mixedgroups/4")]
    [InlineData("/dehumidifiers/0")]
    [InlineData("/dehumidifiers/10")]
    [InlineData("/pumps/0")]
    [InlineData("/pumps/6")]
    [InlineData("/pumps/x")]
    public async Task Thing_that_can_not_be_should_be_refused(string path)
    {
        await using var gateway = await FakeNeaSmart.StartAsync(Known);

        Assert.StartsWith("There is no ", Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mode", """{"mode":2}""", "operation_mode", 2L, """{"mode":2,"name":"heating","writes":[1]}""")]
    [InlineData("/mode", """{"mode":"manual_cooling"}""", "operation_mode", 5L, """{"mode":5,"name":"manual_cooling","writes":[1]}""")]
    [InlineData("/state", """{"state":"Reduced"}""", "operation_state", 2L, """{"state":2,"name":"reduced","writes":[2]}""")]
    [InlineData("/state", """{"state":6}""", "operation_state", 6L, """{"state":6,"name":"holiday","writes":[2]}""")]
    public async Task Mode_and_state_should_be_taken_as_number_and_name(string path, string json, string key, long written, string body)
    {
        var device = FakeNeaSmart.Device();
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        var (response, answer) = await gateway.PostAsync(path, json);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(body, answer.GetRawText());
        Assert.Equal([key], device.Keys);
        Assert.Equal([written], device.Written);
    }

    [Theory]
    [InlineData("/mode", """{"mode":0}""", "'0' is not allowed for 'mode'; it takes 1 (auto), 2 (heating), 3 (cooling), 4 (manual_heating), 5 (manual_cooling)")]
    [InlineData("/mode", """{"mode":6}""", "'6' is not allowed for 'mode'")]
    [InlineData("/mode", """{"mode":"warm"}""", "'warm' is not allowed for 'mode'")]
    [InlineData("/mode", """{"mode":"2"}""", "'2' is not allowed for 'mode'")]
    [InlineData("/mode", """{"mode":{}}""", "The field 'mode' must be a number")]
    [InlineData("/mode", """{"mode":null}""", "The body has no mode")]
    [InlineData("/mode", """{"state":1}""", "Unknown field 'state'")]
    [InlineData("/state", """{"state":0}""", "'0' is not allowed for 'state'")]
    [InlineData("/state", """{"state":-1}""", "'-1' is not allowed for 'state'")]
    [InlineData("/state", """{"state":99999999999999999999}""", "'99999999999999999999' is not allowed for 'state'")]
    [InlineData("/state", "nonsense", "The body is not valid JSON")]
    public async Task Mode_and_state_should_be_refused_when_they_are_none(string path, string json, string error)
    {
        var device = FakeNeaSmart.Device();
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        Assert.StartsWith(error, Expect.Problem(await gateway.PostAsync(path, json), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(device.Keys);
    }

    [Theory]
    [InlineData("/api/devices/neasmart/parameters", "NEA SMART base unavailable; ")]
    [InlineData("/api/devices/neasmart/parameters/operation_mode", "NEA SMART base unavailable; ")]
    [InlineData("/api/devices/neasmart/schedules/HDW", "NEA SMART base unavailable; ")]
    [InlineData("/api/devices/heatpump/parameters", "Heat pump unavailable; ")]
    [InlineData("/api/parameters", "Heat pump unavailable; ")]
    public async Task Parameters_should_name_the_device_that_is_silent(string path, string start)
    {
        var heatPump = new FakeDevice("heatpump");
        var base1 = FakeNeaSmart.Device(Known);
        heatPump.Snapshot = heatPump.Snapshot with { Alive = false };
        base1.Snapshot = base1.Snapshot with { Alive = false };
        await using var gateway = await TestGateway.StartAsync(FakeNeaSmart.Options, TimeProvider.System, heatPump, base1);

        Assert.StartsWith(
            start, Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_write_should_name_the_base_that_is_silent()
    {
        var device = FakeNeaSmart.Device(Known);
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        var answer = await gateway.PostAsync("/api/devices/neasmart/schedules/HDW", """{"days":{"sunday":["06:00-08:00"]}}""");

        Assert.Equal("NEA SMART base unavailable", Expect.Problem(answer, HttpStatusCode.ServiceUnavailable));
    }

    [Theory]
    [InlineData("/mode")]
    [InlineData("/zones/1/1")]
    [InlineData("/api/v1/zones")]
    [InlineData("/pumps/1")]
    public async Task Values_should_be_unavailable_while_the_base_is_silent_unless_stale_ones_will_do(string path)
    {
        var device = FakeNeaSmart.Device(Known);
        device.Snapshot = device.Snapshot with { Alive = false };
        await using var gateway = await FakeNeaSmart.StartAsync(device);

        Assert.StartsWith(
            "The NEA SMART base is silent", Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync(path + "?stale=allow")).Response.StatusCode);
    }

    [Theory]
    [InlineData("/mode")]
    [InlineData("/zones/1/1")]
    [InlineData("/api/v1/zones")]
    [InlineData("/mixedgroups/1")]
    [InlineData("/notifications")]
    public async Task Gateway_without_a_system_should_say_so(string path)
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Assert.Equal(
            "This gateway has no NEA SMART system; NEASMART_GATEWAY_SERVER_TYPE adds one",
            Expect.Problem(await gateway.GetAsync(path), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Write_should_not_be_found_in_a_gateway_without_a_system()
    {
        await using var gateway = await TestGateway.StartAsync(new FakeDevice("heatpump"));

        Expect.Problem(await gateway.PostAsync("/mode", """{"mode":1}"""), HttpStatusCode.NotFound);
        Expect.Problem(await gateway.PostAsync("/zones/1/1", """{"state":1}"""), HttpStatusCode.NotFound);
    }
}
