using Econet.Actors.Messages;
using Econet.Actors.Tests.Storage;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>Mode and state that the owner wants at every start.</summary>
public sealed class BaseStartupTests : IDisposable
{
    private readonly StateDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Mode_and_state_should_be_written_when_the_base_comes_and_be_held_when_it_goes_on_reading_them()
    {
        await using var house = await StartAsync(mode: 2, state: 4);
        house.Read(100);
        house.Seconds(1);

        Assert.Equal([2, 4], house.Read(1, 2, unit: 241));
        house.Seconds(61);
        Assert.Equal([2, 4], house.Read(1, 2));
        house.Seconds(1);
        Assert.All(await house.Device.WritesAsync(), job => Assert.Equal((WriteStatus.Verified, "startup"), (job.Status, job.Origin)));
        Assert.Equal(2, (await house.Value("operation_mode")).Value.ToInteger());
    }

    [Fact]
    public async Task Nothing_should_be_written_when_nothing_is_wanted()
    {
        await using var house = await StartAsync(mode: null, state: null);
        house.Read(100);
        house.Seconds(1);

        Assert.Equal([0, 0], house.Read(1, 2));
        Assert.Empty(await house.Device.WritesAsync());
    }

    [Fact]
    public async Task Mode_should_be_written_once_though_the_base_goes_and_comes()
    {
        await using var house = await StartAsync(mode: 2, state: null);
        house.Read(1);
        house.Seconds(1);
        house.Broadcast(RegisterMap.OperationMode.Address, 3);
        house.Minutes(10);

        house.Read(1);
        house.Seconds(1);

        Assert.Single(await house.Device.WritesAsync());
    }

    [Fact]
    public async Task Write_from_before_the_start_should_take_precedence()
    {
        long id;
        await using (var first = await StartAsync(mode: null, state: null))
        {
            first.Broadcast(RegisterMap.OperationMode.Address, 1);
            id = (await first.Wish("operation_mode", 5)).Job!.Id;
        }

        await using var house = await StartAsync(mode: 2, state: null);
        house.Broadcast(RegisterMap.OperationMode.Address, 1);
        house.Seconds(1);

        Assert.Equal(5, house.Read(RegisterMap.OperationMode.Address));
        Assert.Equal(id, Assert.Single(await house.Device.WritesAsync()).Id);
    }

    private Task<BaseHouse> StartAsync(int? mode, int? state) => BaseHouse.StartAsync(
        options => options with { StateDirectory = _state.Path, StartupMode = mode, StartupState = state }, _state.Time);
}
