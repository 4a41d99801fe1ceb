using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.TestKit;

namespace Heating.Tests;

/// <summary>Heats the water further while electricity is cheap.</summary>
public sealed class HotWaterTariff : ReceiveActor
{
    public HotWaterTariff(IDevice house) =>
        ReceiveAsync<Price>(price => house.WriteAsync("HDWTSetPoint", price.CentPerKilowattHour < 20 ? 58 : 46));

    public sealed record Price(decimal CentPerKilowattHour);
}

public sealed class HotWaterTariffTests : EconetTestKit
{
    [Fact]
    public async Task Tariff_should_heat_the_water_further_when_electricity_is_cheap()
    {
        await Learned();
        var tariff = Sys.ActorOf(Props.Create(() => new HotWaterTariff(Device)));

        tariff.Tell(new HotWaterTariff.Price(12));
        await ExpectWrite("HDWTSetPoint", 58);
        tariff.Tell(new HotWaterTariff.Price(31));
        await ExpectWrite("HDWTSetPoint", 46);

        Assert.Equal(46, Bus.Truth("HDWTSetPoint").ToDouble());
        ExpectEtiquette();
    }
}
