using Econet.Actors.Messages;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Xunit.Sdk;

namespace Econet.Actors.TestKit.Tests;

public sealed class ExpectationsTests : EconetTestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Quality_should_fail_and_say_what_it_is_when_it_does_not_come()
    {
        await Learned();

        var failure = await Assert.ThrowsAsync<XunitException>(() => ExpectQuality("HDWTSetPoint", Quality.Suspect, Short));

        Assert.Contains("HDWTSetPoint was expected to be Suspect and is Good: 45", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_should_fail_when_another_is_served()
    {
        await Learned();

        await Assert.ThrowsAsync<XunitException>(() => ExpectValue("HDWTSetPoint", 46, Short));
        await ExpectValue("HDWTSetPoint", 45);
    }

    [Fact]
    public async Task Write_should_be_met_once_and_in_order()
    {
        await Learned();
        var first = Device.WriteAsync("HDWTSetPoint", 50);
        await ExpectWrite("HDWTSetPoint", 50);
        Assert.True((await Within(Short, first)).Success);

        var failure = await Assert.ThrowsAsync<XunitException>(() => ExpectWrite("HDWTSetPoint", 50, Short));

        Assert.Contains("writes since: none", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_write_should_fail_when_there_was_one()
    {
        await Learned();
        _ = Device.WriteAsync("HDWTSetPoint", 50);

        var failure = Assert.Throws<XunitException>(() => ExpectNoWrite(Short));

        Assert.Contains("103 = 50", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Etiquette_should_fail_when_somebody_speaks_without_the_token()
    {
        await Learned();
        ExpectEtiquette();
        var line = await Bus.Port.OpenAsync(new Deaf(), CancellationToken.None);
        line.Send(new Frame(BusAddress.Panel, 120, Command.GetSettings, Array.Empty<byte>()).ToArray());
        Advance(Short);

        var failure = Assert.Throws<XunitException>(() => ExpectEtiquette());

        Assert.Contains("1 were sent without the token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Etiquette_should_allow_for_a_token_that_the_panel_took_back_itself()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { TokenSilence = TimeSpan.FromSeconds(2) });
        var lost = house.Bus.Inject(new FaultPlan().LoseReturns().Times(1));
        await house.UntilAsync(TimeSpan.FromSeconds(20), () => Task.FromResult(lost.Struck == 1));

        Assert.Contains("1 tokens were taken back", Assert.Throws<XunitException>(() => house.ExpectEtiquette()).Message, StringComparison.Ordinal);
        house.ExpectEtiquette(mostTakenBack: 1);

        Assert.Equal(1, house.Bus.Etiquette.TokensTakenBack);
    }

    [Fact]
    public void Bus_should_say_that_there_is_no_such_parameter() =>
        Assert.Contains("'nonsense'", Assert.Throws<ArgumentException>(() => Bus.Truth("nonsense")).Message, StringComparison.Ordinal);

    [Fact]
    public void Bus_should_take_a_name_of_several_for_the_controllers_first() =>
        Assert.Equal((10, 373, 103), (Bus.IndexOf("UID"), Bus.IndexOf("UID@373"), Bus.IndexOf("103")));

    private sealed class Deaf : Ports.IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason)
        {
        }
    }
}
