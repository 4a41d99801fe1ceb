using System.Net;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.NeaSmart;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Hosting;

public sealed class DeviceSpecsTests
{
    [Fact]
    public void Options_of_a_heat_pump_should_be_the_same_after_they_were_plain_data()
    {
        var options = new Gm3Options
        {
            SourceAddress = 110, Attempts = 5, TokenRequired = false, Driver = SerialDriver.System, PollInterval = TimeSpan.FromSeconds(1.5),
            Breaker = new BreakerOptions(7, 2) { Reset = TimeSpan.FromMinutes(3) }, WriteBudget = new WriteBudget(1, 2),
            Thermostat = new ThermostatOptions { MaxAge = TimeSpan.FromMinutes(9), Fallback = 20.5f }, StateDirectory = "/var/lib/heating",
        };

        var spec = DeviceSpecs.Gm3("house", "/dev/ttyUSB0", options);

        Assert.Equal(("house", "gm3", "/dev/ttyUSB0"), (spec.Id, spec.Kind, spec.Address));
        Assert.Equal(options, SpecOptions.Read<Gm3Options>(spec));
    }

    [Theory]
    [InlineData("0.0.0.0", 1502, "listen://0.0.0.0:1502")]
    [InlineData("::1", 0, "listen://[::1]:0")]
    public void Options_of_a_floor_heating_should_be_the_same_after_they_were_plain_data(string address, int port, string told)
    {
        var options = new NeaSmartOptions
        {
            Server = new NeaSmartServer.Tcp(IPAddress.Parse(address), port), Units = new byte[] { 17, 18 }, SyncOnStartup = false, StartupMode = 3,
            StaleAfter = TimeSpan.FromSeconds(99), DatabasePath = "floor.db", EnableFallback = false,
        };

        var spec = DeviceSpecs.NeaSmart("floor", options);
        var read = SpecOptions.Read<NeaSmartOptions>(spec);

        Assert.Equal(("neasmart", told), (spec.Kind, spec.Address));
        Assert.Equal(options.Units, read.Units);
        Assert.Equal(options with { Units = [], Server = null! }, read with { Units = [], Server = null! });
        Assert.NotNull(new EconetBuilder().Add(spec));
    }

    [Fact]
    public void Line_should_be_the_address_of_a_floor_heating_and_a_port_without_one_be_refused()
    {
        var spec = DeviceSpecs.NeaSmart("floor", new NeaSmartOptions { Server = NeaSmartServer.Rtu.At("tcp://adapter:4001") });

        Assert.Equal("tcp://adapter:4001", spec.Address);
        Assert.Throws<ArgumentException>(() => DeviceSpecs.NeaSmart("floor", new NeaSmartOptions { Server = new NeaSmartServer.Rtu(new Nowhere()) }));
    }

    private sealed class Nowhere : IBusPort
    {
        public string Name => "nowhere";

        public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
