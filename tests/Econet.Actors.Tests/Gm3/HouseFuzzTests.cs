using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Traffic with damaged contents, much of it with good checksums, through a whole device; the bench has long runs of it.</summary>
public class HouseFuzzTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Device_should_log_no_error_and_be_right_again_when_frames_were_mangled_and_forged(int seed, bool learned)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { Seed = seed, Paced = false, TokenSilence = 3 * Second });
        if (learned)
        {
            await house.UntilLearned();
        }

        var errors = new List<Error>();
        house.System.EventStream.Subscribe(house.System.ActorOf(Props.Create(() => new Listener(errors))), typeof(Error));
        using (house.Bus.Inject(new FaultPlan(seed).MangleFrames(0.3).ForgeFrames(Second / 10, maxFrames: 100)))
        {
            house.Time.Advance(20 * Second);
        }

        Assert.Empty(errors);
        var traffic = (await house.Device.StatusAsync()).Traffic!;
        Assert.True(traffic.FramesReceived > 4_000, "Little was heard");
        if (learned)
        {
            await house.Until(240 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        }
        else
        {
            await house.Until(60 * Second, s => s.Alive);
        }
    }

    private sealed class Listener(List<Error> errors) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Error error)
            {
                errors.Add(error);
            }
            else
            {
                Unhandled(message);
            }
        }
    }
}
