using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public class HouseTests
{
    [Fact]
    public async Task Device_should_serve_every_parameter_within_25_seconds_of_the_start()
    {
        await using var house = await House.StartAsync();

        var took = await house.Until(TimeSpan.FromSeconds(25), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));

        var snapshot = await house.Device.SnapshotAsync();
        Assert.Equal(house.Bus.ParameterCount, snapshot.Parameters.Length);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.Equal(0, house.Bus.Etiquette.TooEarly);
        Assert.Equal(0, house.Bus.Etiquette.Collisions);
    }
}
