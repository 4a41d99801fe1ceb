using System.Net;
using System.Text.Json;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.NeaSmart;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>What the simulated bases and the gateway hold after one of them was away.</summary>
public sealed class NeaSmartRestartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Acknowledged_setpoint_should_outlive_a_restart()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Taciturn);
        JsonElement id;
        await using (var host = await StartAsync(bases))
        {
            id = (await host.WriteAsync("/zones/2/1", new { setpoint = 23 })).GetProperty("writes")[0];
            await host.UntilWriteAsync(id, "acknowledged");
        }

        await using (var host = await RestartAsync(bases))
        {
            await host.UntilEndedAsync(id, "verified");
            await host.Client.UntilAsync("/zones/2/1", (_, zone) => zone.Is("setpoint", 23));
            Assert.Equal(23, bases.Truth(2, 1).Setpoint);
        }
    }

    [Fact]
    public async Task Values_should_be_back_after_a_restart_and_stale_until_the_base_tells_them()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Taciturn);
        await using (await StartAsync(bases))
        {
            bases.Disappear();
        }

        await using (var host = await RestartAsync(bases))
        {
            await host.Client.UntilAsync("/api/v1/zones/2/1?stale=allow", (_, zone) => Setpoint(zone) == (bases.Truth(2, 1).Setpoint, "stale"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.AskAsync("/zones/2/1")).Status);
            bases.Return();
            await host.Client.UntilAsync(
                "/api/v1/zones/2/1", (status, zone) => status == HttpStatusCode.OK && Setpoint(zone) == (bases.Truth(2, 1).Setpoint, "good"));
        }

        static (double?, string?) Setpoint(JsonElement zone) => zone.GetProperty("setpoint") is var measure
            && measure.GetProperty("value") is { ValueKind: JsonValueKind.Number } value
            ? (value.GetDouble(), measure.GetProperty("quality").GetString())
            : default;
    }

    [Fact]
    public async Task Write_that_nobody_fetched_should_outlive_a_restart()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Fast);
        JsonElement id;
        await using (var host = await StartAsync(bases))
        {
            bases.Disappear();
            id = (await host.WriteAsync("/zones/1/1", new { setpoint = 26 })).GetProperty("writes")[0];
        }

        await using (var host = await RestartAsync(bases))
        {
            bases.Return();
            await host.UntilEndedAsync(id, "verified");
            Assert.Equal(26, bases.Truth(1, 1).Setpoint);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wall_thermostat_should_win_over_a_setpoint_from_before_the_gateway_was_down(bool repeats)
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Taciturn with { RepeatsChanges = repeats });
        await using (var host = await StartAsync(bases))
        {
            await host.UntilWriteAsync((await host.WriteAsync("/zones/1/1", new { setpoint = 25 })).GetProperty("writes")[0], "acknowledged");
        }

        var cycles = bases.Traffic.Cycles;
        bases.WallThermostat(1, 1, 17);
        // Nobody hears the change.
        await UntilAsync(() => bases.Traffic.Cycles > cycles + 3);
        await using (var host = await RestartAsync(bases))
        {
            await host.Client.UntilAsync("/zones/1/1", (status, zone) => status == HttpStatusCode.OK && zone.Is("setpoint", 17));
            Assert.Equal(17, bases.Truth(1, 1).Setpoint);
            Assert.DoesNotContain(bases.WishesTaken, w => w.Value == 25 && w.At > bases.WishesTaken[0].At);
        }
    }

    [Fact]
    public async Task Wall_thermostat_should_win_over_a_write_that_nobody_had_fetched_before_the_gateway_was_down()
    {
        await using var bases = NeaSmartHost.Bases(NeaSmartHost.Taciturn);
        JsonElement id;
        await using (var host = await StartAsync(bases))
        {
            bases.Disappear();
            id = (await host.WriteAsync("/zones/1/1", new { setpoint = 25 })).GetProperty("writes")[0];
        }

        bases.Return();
        bases.WallThermostat(1, 1, 17);
        var cycles = bases.Traffic.Cycles;
        // Nobody hears the change.
        await UntilAsync(() => bases.Traffic.Cycles > cycles + 3);
        await using (var host = await RestartAsync(bases))
        {
            await host.UntilEndedAsync(id, "overridden");
            Assert.Equal(17, bases.Truth(1, 1).Setpoint);
        }
    }

    /// <summary>A gateway that knows all that the bases tell.</summary>
    private async Task<NeaSmartHost> StartAsync(NeaSmartSimulator bases)
    {
        var host = await RestartAsync(bases);
        await host.UntilKnownAsync(bases);
        return host;
    }

    private Task<NeaSmartHost> RestartAsync(NeaSmartSimulator bases) =>
        NeaSmartHost.StartAsync(_directory.Path, new NeaSmartServer.Rtu(bases.Port));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }
}
