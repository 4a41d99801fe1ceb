using Econet.Actors.Gm3;
using Econet.Actors.TestKit;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

public sealed class HouseAddressTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("econet-state-");

    [Fact]
    public async Task Device_should_claim_a_free_peripheral_address()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();

        var address = Assert.Single(house.Bus.Peripherals);
        Assert.True(BusAddress.IsPeripheral(address));
        Assert.Equal(address, await house.Address());
    }

    [Fact]
    public async Task Device_should_keep_its_address_across_restarts()
    {
        var options = new Gm3Options { StateDirectory = _state.FullName };
        await using var first = await House.StartAsync(options: options);
        await first.UntilLearned();
        var address = await first.Address();
        first.UntilTokenReturned();
        await first.StopAsync();

        await using var second = await House.StartAsync(first.Time, first.Bus, options);
        await second.UntilAsync(TimeSpan.FromSeconds(1), async () => await second.Address() == address);
        await second.UntilLearned();

        Assert.Equal(address, Assert.Single(first.Bus.Peripherals));
        Assert.Equal(0, first.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_leave_an_address_to_the_one_who_has_it()
    {
        await using var first = await House.StartAsync();
        await first.UntilLearned();
        await using var second = await House.StartAsync(first.Time, first.Bus);
        await second.UntilLearned();

        Assert.NotEqual(await first.Address(), await second.Address());
        Assert.Equal(2, first.Bus.Peripherals.Count);
        Assert.Equal(0, first.Bus.Etiquette.WithoutToken);
        Assert.Equal(0, first.Bus.Etiquette.Collisions);
    }

    public void Dispose() => _state.Delete(recursive: true);
}
