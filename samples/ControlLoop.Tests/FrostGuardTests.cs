using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace ControlLoop.Tests;

public sealed class FrostGuardTests() : EconetTestKit(new HouseSettings
{
    Akka = (akka, _) => akka.WithActors((system, registry) =>
        registry.Register<FrostGuard>(system.ActorOf(FrostGuard.Props(registry.Get<EconetDevices>(), "house")))),
})
{
    [Fact]
    public async Task Guard_should_heat_more_in_a_frost_and_less_after_it_though_the_bus_was_lost_meanwhile()
    {
        await Learned();
        Bus.Force(Bus.IndexOf("TempWthr"), Value.Of(-12f));
        await ExpectWrite("Circuit1ComfortTemp", 22.5, within: TimeSpan.FromMinutes(1));

        Bus.Unplug(TimeSpan.FromMinutes(2));
        Bus.Force(Bus.IndexOf("TempWthr"), Value.Of(3f));
        ExpectNoWrite(TimeSpan.FromMinutes(1));

        await ExpectWrite("Circuit1ComfortTemp", 20.5, within: TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Guard_should_try_again_when_a_write_is_refused()
    {
        await Learned();
        var refusing = Inject(new FaultPlan().RefuseWrites(_ => true));
        Bus.Force(Bus.IndexOf("TempWthr"), Value.Of(-12f));
        Advance(TimeSpan.FromMinutes(1));

        refusing.Dispose();

        await ExpectWrite("Circuit1ComfortTemp", 22.5, within: TimeSpan.FromMinutes(1));
    }
}
