using System.Net;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Writes from REST to the device that takes them.</summary>
public sealed class WriteTests(SimulatedHouse house) : IClassFixture<SimulatedHouse>
{
    private const int SetPoint = 103;
    private const int SetPointMax = 108;
    private const int PanelMode = 10_018;

    [Fact]
    public async Task Write_should_be_a_conflict_when_the_controller_refuses_it()
    {
        var before = house.Bus.Truth(SetPoint);
        using var refusing = house.Bus.Inject(new FaultPlan().RefuseWrites(index => index == SetPoint));

        var (status, body) = await house.Client.WriteAsync("HDWTSetPoint", before.ToDouble() == 40 ? 41 : 40);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("refused", body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains(house.Bus.Writes, w => w is { Index: SetPoint, Accepted: false });
        Assert.Equal(before, house.Bus.Truth(SetPoint));
        Assert.Equal(before.ToDouble(), (await house.Client.ReadAsync("HDWTSetPoint")).GetDouble());
    }

    [Fact]
    public async Task Write_should_reach_the_panel_under_its_own_index()
    {
        var (status, body) = await house.Client.WriteAsync("10018", 3);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((PanelMode, 3), (body.GetProperty("index").GetInt32(), body.GetProperty("new_value").GetInt32()));
        Assert.Contains(house.Bus.Writes, w => w.Index == PanelMode && w.Accepted && w.Value == Value.Of(ParameterType.UInt8, 3));
        Assert.Equal(Value.Of(ParameterType.UInt8, 3), house.Bus.Truth(PanelMode));
    }

    [Fact]
    public async Task Write_should_keep_to_a_limit_that_another_parameter_holds()
    {
        Assert.Equal(HttpStatusCode.OK, (await house.Client.WriteAsync("108", 50)).Status);
        await house.Client.UntilAsync("/api/parameters/103", (_, body) => body.GetProperty("max").GetInt32() == 50);

        var (status, body) = await house.Client.WriteAsync("HDWTSetPoint", 51);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Value out of range [35-50]", body.GetProperty("error").GetString());
        Assert.DoesNotContain(house.Bus.Writes, w => w.Index == SetPoint && w.Value == Value.Of(ParameterType.UInt8, 51));
        Assert.Equal(Value.Of(ParameterType.UInt8, 50), house.Bus.Truth(SetPointMax));
        Assert.Equal(HttpStatusCode.OK, (await house.Client.WriteAsync("HDWTSetPoint", 50)).Status);
    }
}
