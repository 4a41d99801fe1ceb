using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class HouseWriteTests
{
    private const int DhwSetpoint = 103;
    private const int DhwHighest = 108;
    private const int PanelPreset = 10_023;

    /// <summary>The weekly programme of the hot water: 14 words.</summary>
    private const int DhwSchedule = 120;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Write_should_reach_the_controller_and_be_read_from_then_on()
    {
        await using var house = await Learned();

        var result = await Write(house, "HDWTSetPoint", 50);

        Assert.True(result.Success, result.Message);
        Assert.Equal(Value.Of(ParameterType.UInt8, 45), result.OldValue);
        Assert.Equal(Value.Of(ParameterType.UInt8, 50), result.NewValue);
        Assert.Equal(result.NewValue, (await house.Device.ReadAsync("103")).Value);
        var write = Assert.Single(house.Bus.Writes);
        Assert.Equal((DhwSetpoint, result.NewValue, true), (write.Index, write.Value, write.Accepted));
        Assert.Equal(await house.Address(), write.Source);

        for (var i = 0; i < 100; i++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal(result.NewValue, (await house.Device.ReadAsync("103")).Value);
        }

        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(2, 2)]
    public async Task Automatic_mode_should_be_verified_with_the_season_that_the_controller_chooses(int wanted, int held)
    {
        await using var house = await Learned();

        var result = await Write(house, "workState2", wanted);

        Assert.True(result.Success, result.Message);
        Assert.Equal(held, (int)result.NewValue.ToInteger());
        Assert.Equal(held, (int)house.Bus.Truth("workState2").ToInteger());
        Assert.Equal(held, (int)(await house.Device.ReadAsync("workState2")).Value.ToInteger());
    }

    [Fact]
    public async Task Write_should_be_refused_when_the_controller_refuses_it()
    {
        await using var house = await Learned();
        house.Bus.Inject(new FaultPlan().RefuseWrites(index => index == DhwSetpoint));

        var result = await Write(house, "103", 50);

        Assert.Equal(EconetError.Refused, result.Error);
        Assert.False(Assert.Single(house.Bus.Writes).Accepted);
        Assert.Equal(Value.Of(ParameterType.UInt8, 45), (await house.Device.ReadAsync("103")).Value);
        Assert.True((await Write(house, "107", 30)).Success);
    }

    [Fact]
    public async Task Write_should_keep_to_limits_that_other_parameters_hold()
    {
        await using var house = await Learned();
        var setpoint = await house.Device.ReadAsync("103");
        Assert.Equal((35, 65), (setpoint.Min, setpoint.Max));
        Assert.Equal(EconetError.OutOfRange, (await Write(house, "103", 66)).Error);
        Assert.Equal(EconetError.OutOfRange, (await Write(house, "103", 34)).Error);
        Assert.Empty(house.Bus.Writes);

        Assert.True((await Write(house, $"{DhwHighest}", 60)).Success);

        Assert.Equal(60, (await house.Device.ReadAsync("103")).Max);
        Assert.Equal(EconetError.OutOfRange, (await Write(house, "103", 61)).Error);
        Assert.True((await Write(house, "103", 60)).Success);
    }

    [Fact]
    public async Task Write_of_a_panel_parameter_should_reach_the_panel_with_its_wire_index()
    {
        await using var house = await Learned();

        var result = await Write(house, $"{PanelPreset}", 7);

        Assert.True(result.Success, result.Message);
        Assert.Equal(Value.Of(ParameterType.UInt16, 7), house.Bus.Truth(PanelPreset));
        Assert.Equal(PanelPreset, Assert.Single(house.Bus.Writes).Index);
    }

    [Fact]
    public async Task Writes_should_share_one_token()
    {
        await using var house = await Learned();
        var wanted = Enumerable.Range(DhwSchedule, 14)
            .ToDictionary(index => index, index => (long)(house.Bus.Truth(index).ToInteger() ^ 1));

        var results = await house.Within(
            Soon, Task.WhenAll(wanted.Select(write => house.Device.WriteAsync($"{write.Key}", write.Value))));

        Assert.All(results, result => Assert.True(result.Success, result.Message));
        Assert.Equal(wanted.Keys.Order(), house.Bus.Writes.Select(write => write.Index).Order());
        Assert.All(wanted, write => Assert.Equal(write.Value, (long)house.Bus.Truth(write.Key).ToInteger()));
        Assert.True(house.Bus.Writes.Max(w => w.At) - house.Bus.Writes.Min(w => w.At) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Write_of_an_unknown_or_read_only_parameter_should_fail_without_the_bus()
    {
        await using var house = await Learned();

        Assert.Equal(EconetError.NotFound, (await Write(house, "no such name", 1)).Error);
        Assert.Equal(EconetError.ReadOnly, (await Write(house, "68", 1)).Error);
        Assert.Empty(house.Bus.Writes);
    }

    [Fact]
    public async Task Write_should_fail_while_the_controller_says_nothing()
    {
        await using var house = await Learned();
        var mute = house.Bus.Inject(new FaultPlan().MuteController());

        var queued = await house.Within(TimeSpan.FromSeconds(70), house.Device.WriteAsync("103", 50));
        var later = await Write(house, "103", 51);

        Assert.True(queued.Error is EconetError.TimedOut or EconetError.Unavailable, $"{queued}");
        Assert.Equal(EconetError.Unavailable, later.Error);
        Assert.False((await house.Device.SnapshotAsync()).Alive);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);

        mute.Dispose();
        await house.Until(TimeSpan.FromSeconds(30), s => s.Alive);
        Assert.True((await Write(house, "103", 52)).Success);
    }

    private static async Task<House> Learned()
    {
        var house = await House.StartAsync();
        await house.UntilLearned();
        return house;
    }

    private static Task<WriteResult> Write(House house, string key, object value) =>
        house.Within(Soon, house.Device.WriteAsync(key, value));
}
