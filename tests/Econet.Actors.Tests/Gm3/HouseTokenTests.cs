using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Gm3;
using Econet.Simulation.Gm3;

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
        Assert.True(etiquette.ShortestGap >= TimeSpan.FromMilliseconds(3), $"{etiquette.ShortestGap}");
        Assert.True(etiquette.LongestTokenHold < TimeSpan.FromSeconds(11), $"{etiquette.LongestTokenHold}");
        Assert.InRange(etiquette.TokensGranted, 5, 40);
        Assert.Equal(etiquette.TokensGranted, etiquette.TokensReturned);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_when_the_host_stops()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();

        await house.StopAsync();

        // The last bytes are on the wire still.
        house.Time.Advance(TimeSpan.FromMilliseconds(5));
        AssertReturned(house);
    }

    [Fact]
    public async Task Next_run_should_give_a_token_back_that_was_granted_when_the_last_one_had_gone()
    {
        using var directory = new StateDirectory();
        var options = new Gm3Options { StateDirectory = directory.Path };
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        await using (var first = await House.StartAsync(time, bus, options))
        {
            await first.UntilLearned();
            using var listener = await BusListener.AttachAsync(first);
            first.UntilTokenReturned();
            var answers = Answers(listener);
            while (Answers(listener) == answers)
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
            }
        }

        time.Advance(TimeSpan.FromSeconds(4));
        Assert.True(bus.Etiquette.TokensGranted > bus.Etiquette.TokensReturned, "The panel has granted nothing");
        await using var second = await House.StartAsync(time, bus, options);

        Assert.True(await second.UntilAsync(
            TimeSpan.FromSeconds(5),
            () => Task.FromResult(bus.Etiquette.TokensReturned == bus.Etiquette.TokensGranted)) < TimeSpan.FromSeconds(4));

        int Answers(BusListener listener) => listener.Frames.Count(frame => frame.Command == Command.IdentifyAnswer && frame.Source is >= 105 and <= 130);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_at_once_when_it_is_to_leave()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();

        var released = house.System.ActorSelection("/user/econet/house").Ask<DeviceMessages.Released>(DeviceMessages.Release.Instance);
        house.Time.Advance(TimeSpan.FromMilliseconds(200));

        AssertReturned(house);
        await house.Within(TimeSpan.FromSeconds(10), released);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_behind_the_answer_in_flight()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { PollingModule = false });
        for (var phase = 0; phase < 40; phase++)
        {
            await house.UntilTokenHeld();
            house.Time.Advance(TimeSpan.FromMilliseconds(phase));
            house.Part("session").Tell(Kill.Instance);
            house.Time.Advance(TimeSpan.FromMilliseconds(200));
            AssertReturned(house);
        }

        Assert.Equal(0, house.Bus.Etiquette.Collisions);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("protocol")]
    [InlineData("connection")]
    [InlineData("parameters")]
    [InlineData("store")]
    [InlineData("thermostat")]
    public async Task Device_should_give_the_token_back_within_a_second_when_a_part_fails(string part)
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { Thermostat = new ThermostatOptions() });
        await house.UntilTokenHeld();
        var returned = house.Bus.Etiquette.TokensReturned;

        house.Part(part).Tell(Kill.Instance);
        house.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(house.Bus.Etiquette.TokensReturned > returned, "The panel still waits");
        await house.Until(TimeSpan.FromSeconds(30), s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_within_a_second_when_it_fails_itself()
    {
        await using var house = await House.RunningAsync();
        await house.UntilTokenHeld();
        var returned = house.Bus.Etiquette.TokensReturned;

        house.System.ActorSelection("/user/econet/house/device").Tell(new PartProblems("broken", default));
        house.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(house.Bus.Etiquette.TokensReturned > returned, "The panel still waits");
        Assert.True((await house.Device.SnapshotAsync()).Alive);
        var failed = house.Time.GetUtcNow();
        await house.Until(TimeSpan.FromSeconds(20), s => s.Alive && s.Parameters.Any(p => p.ReadAt > failed));
    }

    [Fact]
    public async Task Device_should_keep_no_token_while_its_store_hangs()
    {
        await using var house = await House.RunningAsync();
        var address = await house.Address();
        var store = (IInternalActorRef)await house.Part("store").ResolveOne(TimeSpan.FromSeconds(10));
        store.Suspend();
        await house.UntilTokenHeld();
        house.Part("session").Tell(Kill.Instance);
        house.Time.Advance(TimeSpan.FromSeconds(1));
        var before = house.Bus.Etiquette;

        // It waits for the store, and gives back what it is granted meanwhile.
        house.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(house.Bus.Etiquette.TokenHeld - before.TokenHeld < TimeSpan.FromMilliseconds(100));
        await house.Until(TimeSpan.FromSeconds(30), s => s.Alive);

        Assert.Equal(address, await house.Address());
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        store.Resume(null);
    }

    [Fact]
    public async Task Device_should_serve_all_again_when_its_parameters_have_started_anew()
    {
        await using var house = await House.RunningAsync();

        house.Part("parameters").Tell(Kill.Instance);

        await house.Until(TimeSpan.FromSeconds(12), s => s.Alive && s.Parameters.Length == house.Bus.ParameterCount
            && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        Assert.True((await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("103", 50))).Success);
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
