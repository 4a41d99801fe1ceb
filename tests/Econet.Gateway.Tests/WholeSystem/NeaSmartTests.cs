using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Gateway.Tests.Support;
using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>From REST to the simulated bases and back.</summary>
public sealed class NeaSmartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(5, 1)]
    public async Task Setpoint_and_state_should_reach_the_base_and_be_verified(int b, int z)
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        await using var host = await StartAsync(bases);

        var written = await host.WriteAsync($"/zones/{b}/{z}", new { setpoint = 24.337, state = "away" });

        Assert.Equal(24.34, written.GetProperty("setpoint").GetDouble());
        Assert.True(written.GetProperty("rounded").GetBoolean());
        foreach (var id in written.GetProperty("writes").EnumerateArray())
        {
            await host.UntilEndedAsync(id, "verified");
        }

        Assert.Equal((24.34, 2), (bases.Truth(b, z).Setpoint, bases.Truth(b, z).State));
        var zone = (await host.Client.AskAsync($"/zones/{b}/{z}")).Body;
        Assert.Equal((2, 24.34), (zone.GetProperty("state").GetInt32(), zone.GetProperty("setpoint").GetDouble()));
    }

    [Fact]
    public async Task Mode_and_state_should_reach_the_base()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        await using var host = await StartAsync(bases);

        var mode = await host.WriteAsync("/mode", new { mode = "manual_heating" });
        var state = await host.WriteAsync("/state", new { state = 2 });
        await host.UntilEndedAsync(mode.GetProperty("writes")[0], "verified");
        await host.UntilEndedAsync(state.GetProperty("writes")[0], "verified");

        Assert.Equal(4, bases.Truth(RegisterMap.OperationMode));
        Assert.Equal(2, bases.Truth(RegisterMap.OperationState));
        Assert.Equal("""{"mode":4,"name":"manual_heating"}""", (await host.Client.AskAsync("/mode")).Body.GetRawText());
    }

    [Fact]
    public async Task Everything_that_is_measured_should_be_told()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        await using var host = await StartAsync(bases);
        bases.Force(RegisterMap.Zone(2, 3).Temperature, -4.5);
        bases.Force(RegisterMap.Zone(2, 2).Temperature, null);
        bases.Force(RegisterMap.ErrorPresent, 1);
        bases.Force(RegisterMap.MixedGroup(1).FlowTemperature, 33.2);
        bases.Force(RegisterMap.Pump(2), 1);

        await host.Client.UntilAsync("/zones/2/3", (_, zone) => zone.Is("temperature", -4.5));
        await host.Client.UntilAsync("/zones/2/2", (_, zone) => zone.TryGetProperty("temperature", out var t) && t.ValueKind == JsonValueKind.Null);
        await host.Client.UntilAsync("/notifications", (_, body) => body.GetProperty("error_present").ValueKind == JsonValueKind.True);
        await host.Client.UntilAsync("/mixedgroups/1", (_, body) => body.Is("flow_temperature", 33.2));
        await host.Client.UntilAsync("/pumps/2", (_, body) => body.Is("pump_state", 1));
        var zones = (await host.Client.AskAsync("/api/v1/zones")).Body;
        Assert.Equal(12, zones.GetProperty("count").GetInt32());
        Assert.Equal("Attic", zones.GetProperty("zones")[4].GetProperty("name").GetString());
    }

    [Fact]
    public async Task System_should_be_a_device_like_any_other()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        await using var host = await StartAsync(bases);

        var (status, parameter) = await host.Client.AskAsync("/api/devices/neasmart/parameters/base1_zone3_setpoint");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((301, "°C", true), (
            parameter.GetProperty("index").GetInt32(), parameter.GetProperty("unit").GetString(), parameter.GetProperty("writable").GetBoolean()));
        Assert.Equal((5, 40), (parameter.GetProperty("min").GetInt32(), parameter.GetProperty("max").GetInt32()));
        var many = (await host.Client.AskAsync("/api/devices/neasmart/parameters?names=301,operation_mode")).Body.GetProperty("parameters");
        Assert.Equal(2, many.EnumerateObject().Count());

        using var answer = await host.Client.PostAsJsonAsync(new Uri("/api/devices/neasmart/parameters/301", UriKind.Relative), new { value = 19.5 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(19.5, bases.Truth(1, 3).Setpoint);
        using var bad = await host.Client.PostAsJsonAsync(new Uri("/api/devices/neasmart/parameters/301", UriKind.Relative), new { value = 45 });
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal("neasmart", (await host.Client.AskAsync("/api/status")).Body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Wall_thermostat_should_win_over_a_write_that_was_taken_before()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Taciturn);
        await using var host = await StartAsync(bases);
        var id = (await host.WriteAsync("/zones/1/2", new { setpoint = 24 })).GetProperty("writes")[0];
        await host.UntilWriteAsync(id, "acknowledged");

        bases.WallThermostat(1, 2, 18.5);

        await host.UntilEndedAsync(id, "overridden");
        await host.Client.UntilAsync("/zones/1/2", (_, zone) => zone.Is("setpoint", 18.5));
        Assert.Equal(18.5, bases.Truth(1, 2).Setpoint);
    }

    [Fact]
    public async Task Base_should_be_served_over_modbus_tcp()
    {
        await using var host = await NeaSmartHost.StartAsync(_directory.Path, new NeaSmartServer.Tcp(IPAddress.Loopback, 0));
        var port = (await host.Client.UntilAsync("/api/status", (_, s) => s.TryGetProperty("server", out var server)
            && server.GetProperty("listening").GetBoolean())).GetProperty("server").GetProperty("port").GetInt32();
        await using var bases = new NeaSmartSimulator(NeaSmartHost.Fast with { ReadWriteTogether = true }, TimeProvider.System);
        bases.ConnectTcp(BusPorts.Parse($"tcp://127.0.0.1:{port}"));
        bases.Start();
        await host.UntilKnownAsync(bases);

        var id = (await host.WriteAsync("/zones/2/2", new { setpoint = 22.5 })).GetProperty("writes")[0];

        await host.UntilEndedAsync(id, "verified");
        Assert.Equal(22.5, bases.Truth(2, 2).Setpoint);
        Assert.Equal(0, bases.Traffic.Exceptions);

        // On a busy machine an answer may come when the base has given it up.
        Assert.InRange(bases.Traffic.Unexpected, 0, bases.Traffic.Timeouts);
    }

    [Fact]
    public async Task Base_should_be_served_over_a_raw_stream()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        await using var adapter = new TcpBusServer(bases.Port, IPAddress.Loopback, 0);
        await adapter.StartAsync();
        await using var host = await NeaSmartHost.StartAsync(_directory.Path, NeaSmartServer.Rtu.At($"tcp://{adapter.EndPoint}"));
        await host.UntilKnownAsync(bases);

        var id = (await host.WriteAsync("/zones/1/4", new { setpoint = 22.5 })).GetProperty("writes")[0];

        await host.UntilEndedAsync(id, "verified");
        Assert.Equal(22.5, bases.Truth(1, 4).Setpoint);
    }

    [Fact]
    public async Task Everything_should_get_through_a_bad_line()
    {
        var faults = new NeaSmartFaults
        {
            BadCrc = 0.03, Noise = 0.03, WrongUnit = 0.03, PauseInside = 0.03, Vanish = 0.002, Pause = TimeSpan.FromMilliseconds(20),
            Absence = TimeSpan.FromSeconds(1),
        };
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast with { Faults = faults, Attempts = 4, AnswerTimeout = TimeSpan.FromMilliseconds(500) });
        await using var host = await StartAsync(bases);

        var id = (await host.WriteAsync("/zones/2/3", new { setpoint = 21 })).GetProperty("writes")[0];

        await host.UntilEndedAsync(id, "verified");
        Assert.Equal(21, bases.Truth(2, 3).Setpoint);
        Assert.Equal(0, bases.Traffic.Exceptions);
        Assert.True(bases.Traffic.Faults > 0);
    }

    /// <summary>A gateway that knows all that the bases tell.</summary>
    private async Task<NeaSmartHost> StartAsync(NeaSmartSimulator bases)
    {
        var host = await NeaSmartHost.StartAsync(_directory.Path, new NeaSmartServer.Rtu(bases.Port));
        await host.UntilKnownAsync(bases);
        return host;
    }
}
