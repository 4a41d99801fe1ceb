using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

public class HouseOutageTests
{
    [Fact]
    public async Task Device_should_be_dead_at_once_when_unplugged_and_back_two_cycles_after()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();

        house.Bus.Unplug();
        house.Time.Settle();
        Assert.False((await house.Device.SnapshotAsync()).Alive);

        house.Time.Advance(TimeSpan.FromSeconds(5));
        house.Bus.Replug();
        await UntilBack(house, TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Device_should_give_back_the_token_that_it_held_when_unplugged()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();
        await house.UntilTokenHeld();

        house.Bus.Unplug();
        house.Time.Advance(TimeSpan.FromSeconds(2));
        var before = house.Bus.Etiquette;
        Assert.Equal(before.TokensGranted - 1, before.TokensReturned);
        house.Bus.Replug();

        // The next attempt to open, at most 1.5 s away, and half a second of silence.
        house.Time.Advance(TimeSpan.FromSeconds(2.2));
        Assert.True(house.Bus.Etiquette.TokensReturned > before.TokensReturned, "The panel still waits");
        await UntilBack(house, TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Device_should_work_on_while_somebody_disturbs_the_bus()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();
        var disturber = await house.Bus.Port.OpenAsync(new Deaf(), CancellationToken.None);
        var random = new Random(7);

        var began = house.Time.GetUtcNow();
        for (var i = 0; i < 60; i++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(311));
            var noise = new byte[random.Next(1, 12)];
            random.NextBytes(noise);
            disturber.Send(noise);
        }

        await disturber.DisposeAsync();
        await UntilBack(house, TimeSpan.FromSeconds(15));
        var snapshot = await house.Device.SnapshotAsync();
        Assert.True(snapshot.Alive);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.True((await house.Within(TimeSpan.FromSeconds(15), house.Device.WriteAsync("103", 50))).Success);
        Assert.True(snapshot.Parameters.Single(p => p.Name == "TempWthr").ReadAt > began);
    }

    [Fact]
    public async Task Device_should_be_dead_while_the_controller_says_nothing_and_alive_again_after()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();

        var mute = house.Bus.Inject(new FaultPlan().MuteController());
        await house.Until(TimeSpan.FromSeconds(20), s => !s.Alive);
        house.Time.Advance(TimeSpan.FromSeconds(20));
        mute.Dispose();
        await UntilBack(house, TimeSpan.FromSeconds(15));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    private static Task<TimeSpan> UntilBack(House house, TimeSpan most) =>
        house.Until(most, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));

    private sealed class Deaf : IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason)
        {
        }
    }
}
