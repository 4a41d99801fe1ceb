using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Tests.Harness;

namespace Econet.Actors.Tests.Gm3;

public class HouseTokenTests
{
    [Fact]
    public async Task Device_should_keep_the_rules_of_the_bus()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromSeconds(60));
        house.UntilTokenReturned();
        await house.StopAsync();

        var etiquette = house.Bus.Etiquette;
        Assert.Equal(0, etiquette.WithoutToken);
        Assert.Equal(0, etiquette.TooEarly);
        Assert.Equal(0, etiquette.Collisions);
        Assert.True(etiquette.ShortestGap >= TimeSpan.FromMilliseconds(20), $"{etiquette.ShortestGap}");
        Assert.True(etiquette.LongestTokenHold < TimeSpan.FromSeconds(11), $"{etiquette.LongestTokenHold}");
        Assert.InRange(etiquette.TokensGranted, 5, 40);
        Assert.Equal(etiquette.TokensGranted, etiquette.TokensReturned);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_when_the_host_stops()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();

        // The host stops in its own time: the bus moves on only until it has the token back.
        var stop = house.StopAsync();
        for (var i = 0; i < 10_000 && house.Bus.Etiquette.TokensReturned < house.Bus.Etiquette.TokensGranted; i++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await stop;
        AssertReturned(house);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_at_once_when_it_is_to_leave()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();

        var released = house.System.ActorSelection("/user/devices")
            .Ask<DeviceMessages.Released>(new DeviceMessages.ToDevice("house", DeviceMessages.Release.Instance));
        house.Time.Advance(TimeSpan.FromMilliseconds(150));

        AssertReturned(house);
        await released;
    }

    [Fact]
    public async Task Device_should_give_the_token_back_when_its_session_ends()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();

        house.Part("session").Tell(Kill.Instance);
        house.Time.Advance(TimeSpan.FromSeconds(1));

        AssertReturned(house);
        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_and_go_on_when_its_session_fails()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();
        await house.UntilTokenHeld();

        house.Part("session").Tell(new ProtocolMessages.Heard(null!, default));
        house.Time.Advance(TimeSpan.FromMilliseconds(500));
        AssertReturned(house);

        var failed = house.Time.GetUtcNow();
        await house.Until(TimeSpan.FromSeconds(60), s => s.Parameters.All(p => p.ReadAt > failed));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_go_on_when_its_protocol_fails()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();
        house.UntilTokenReturned();

        house.Part("protocol").Tell(new LineEvent.FrameReceived(null!, default));
        house.Time.Settle();
        var failed = house.Time.GetUtcNow();
        await house.Until(TimeSpan.FromSeconds(20), s => s.Alive && s.Parameters.All(p => p.ReadAt > failed));

        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.Equal(0, house.Bus.Etiquette.TooEarly);
    }

    private static void AssertReturned(House house)
    {
        var etiquette = house.Bus.Etiquette;
        Assert.True(etiquette.TokensGranted > 0);
        Assert.Equal(etiquette.TokensGranted, etiquette.TokensReturned);
    }
}
