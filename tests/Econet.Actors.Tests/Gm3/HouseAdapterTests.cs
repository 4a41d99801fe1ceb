using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Adapters that hold back what they carry.</summary>
public sealed class HouseAdapterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(20, 512)]
    [InlineData(50, 128)]
    [InlineData(50, 512)]
    [InlineData(90, 128)]
    [InlineData(150, 512)]
    [InlineData(150, 1024)]
    public async Task Device_should_never_speak_out_of_turn_behind_an_adapter_that_waits_for_a_pause(int gap, int buffer)
    {
        var adapter = new AdapterOptions { Gap = TimeSpan.FromMilliseconds(gap), BufferSize = buffer };
        await using var house = await House.StartAsync(new Gm3SimulationOptions { MostParameters = 300, Adapter = adapter });

        house.Time.Advance(Long);

        Assert.Empty(house.Bus.Etiquette.Breaches);
        Assert.Equal(0, house.Bus.Etiquette.Collisions);
        var now = await house.Device.SnapshotAsync();
        if (gap > 50)
        {
            var problem = Assert.Single(now.Problems);
            Assert.Equal(ProblemCode.AdapterSlow, problem.Code);
            Assert.Contains("gap time", problem.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(now.Problems);
            Assert.True(now.Alive);
            Assert.All(now.Parameters, p => Assert.True(p.Quality is Quality.Good or Quality.Absent, $"{p.Key} is {p.Quality}"));
            Assert.Equal(gap, (await house.Device.StatusAsync()).Traffic!.AdapterDelay.TotalMilliseconds, 15.0);
        }
    }

    [Fact]
    public async Task Device_should_keep_its_turn_over_a_network_that_takes_its_time()
    {
        var adapter = new AdapterOptions { DelayIn = TimeSpan.FromMilliseconds(20), DelayOut = TimeSpan.FromMilliseconds(25) };
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300, Adapter = adapter });
        house.Time.Advance(Long);

        Assert.Equal(40, (await house.Device.StatusAsync()).Traffic!.AdapterDelay.TotalMilliseconds, 10.0);
        Assert.Empty((await house.Device.StatusAsync()).Problems);
        house.ExpectEtiquette();
    }

    /// <summary>Nothing tells beforehand that what is heard is old: some answers go out in vain, ever more seldom.</summary>
    [Fact]
    public async Task Device_should_say_that_it_is_not_heard_when_its_answers_are_always_late()
    {
        var adapter = new AdapterOptions { DelayOut = TimeSpan.FromMilliseconds(200) };
        await using var house = await House.StartAsync(new Gm3SimulationOptions { MostParameters = 300, Adapter = adapter });

        await house.Until(TimeSpan.FromSeconds(60), s => s.Problems is [{ Code: ProblemCode.NotHeard }]);

        Assert.Contains("gap time", Assert.Single((await house.Device.StatusAsync()).Problems).Message, StringComparison.Ordinal);
        Assert.InRange(house.Bus.Etiquette.WithoutToken, 1, 8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Device_should_know_its_own_echo_behind_an_adapter_that_holds_it_back(int gap)
    {
        var adapter = new AdapterOptions { Gap = TimeSpan.FromMilliseconds(gap), BufferSize = 512 };
        await using var house = await House.StartAsync(new Gm3SimulationOptions { MostParameters = 300, Adapter = adapter, Faults = new FaultPlan().Echo() });
        await house.UntilLearned(TimeSpan.FromMinutes(1));
        var address = await house.Address();
        house.Time.Advance(Long);

        Assert.Equal(address, await house.Address());
        Assert.Empty((await house.Device.StatusAsync()).Problems);
        house.ExpectEtiquette();
    }
}
