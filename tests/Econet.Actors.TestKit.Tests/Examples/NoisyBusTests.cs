using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Heating.Tests;

public sealed class NoisyBusTests() : EconetTestKit(new HouseSettings
{
    Simulation = new Gm3SimulationOptions { Seed = 7, Faults = new FaultPlan(seed: 7).LoseAnswers(0.05) },
})
{
    [Fact]
    public async Task Write_should_arrive_or_be_told_as_refused_when_the_bus_is_noisy()
    {
        await Learned(within: TimeSpan.FromMinutes(2));
        using (Inject(new FaultPlan().Noise(TimeSpan.FromMilliseconds(200))))
        {
            var taken = await Within(TimeSpan.FromMinutes(1), Device.WriteAsync("HDWTSetPoint", 50));
            Assert.True(taken.Success, taken.Message);
            Assert.Equal(50, Bus.Truth("HDWTSetPoint").ToDouble());
        }

        using (Inject(new FaultPlan().RefuseWrites(index => index == Bus.IndexOf("HDWTSetPoint"))))
        {
            var refused = await Within(TimeSpan.FromMinutes(1), Device.WriteAsync("HDWTSetPoint", 52));
            Assert.Equal(EconetError.Refused, refused.Error);
            Assert.Equal(50, Bus.Truth("HDWTSetPoint").ToDouble());
        }
    }
}
