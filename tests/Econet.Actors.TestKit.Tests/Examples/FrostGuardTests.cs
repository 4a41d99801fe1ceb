using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Values;

namespace Heating.Tests;

/// <summary>Warms the first circuit before the frost comes; what it can't trust it does not act on.</summary>
public sealed class FrostGuard(IDevice house)
{
    public async Task CheckAsync()
    {
        var outdoor = await house.ReadAsync("TempWthr");
        if (outdoor.Quality == Quality.Good && outdoor.Value.ToDouble() < -10)
        {
            await house.WriteAsync("Circuit1ComfortTemp", 22.5);
        }
    }
}

public sealed class FrostGuardTests : EconetTestKit
{
    [Fact]
    public async Task Guard_should_act_on_a_frost_only_when_the_reading_can_be_trusted()
    {
        await Learned();
        var guard = new FrostGuard(Device);
        Bus.Force(Bus.IndexOf("TempWthr"), Value.Of(-12f));
        await ExpectValue("TempWthr", -12, within: TimeSpan.FromSeconds(30));

        Bus.Unplug(TimeSpan.FromMinutes(2));
        await ExpectQuality("TempWthr", Quality.Stale, within: TimeSpan.FromMinutes(1));
        await guard.CheckAsync();
        ExpectNoWrite(TimeSpan.FromMinutes(3));

        await ExpectQuality("TempWthr", Quality.Good);
        var check = guard.CheckAsync();
        await ExpectWrite("Circuit1ComfortTemp", 22.5);
        await Within(TimeSpan.FromSeconds(10), check);
    }
}
